"""Reading rows for people: each column with its value in words."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from clinics.models import Staff
from core.sentences import in_words
from intake.models import Note, Task
from intake.states import NOTE_OF_OURS

# How our machinery finds and guards rows; nothing about the person.
_MACHINERY = frozenset(
    {
        "external_key",
        "dedupe_key",
        "idempotency_key",
        "claim_token",
        "claimed_until",
        "unsubscribe_token",
        "message_id",
        "next_try_at",
        "tries",
    }
)
Columns = Mapping[str, Any]


def told_columns(row: Model) -> list[str]:
    """The columns of a row that say something about the person: no keyed hashes and no machinery."""
    names = [column.name for column in row._meta.concrete_fields]
    return [name for name in names if not name.endswith("_hash") and name not in _MACHINERY]


def columns_of(row: Model, names: Iterable[str]) -> Columns:
    """Some columns of a row; codes in words, staff by name, other rows by id."""
    return {name: _value(row, row._meta.get_field(name)) for name in names}


def lines_of(columns: Columns) -> Iterator[str]:
    """One line for each column that holds something."""
    for name, value in columns.items():
        if value not in (None, "", [], {}):
            yield f"{name.replace('_', ' ')}: {_shown(value)}"


def _value(row: Model, column: Any) -> Any:
    value = getattr(row, column.attname)
    if value is not None and column.is_relation and column.related_model is Staff:
        return getattr(row, column.name).name
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return in_words(value) if _is_of_ours(row, column.name) else value


def _is_of_ours(row: Model, column: str) -> bool:
    """Whether a sentence of ours may stand there, which a row keeps in English."""
    return (isinstance(row, Task) and column == "reason") or (isinstance(row, Note) and row.kind == NOTE_OF_OURS and column == "text")


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return str(value)
