"""Reading rows for programs: each column by its name, with its value in words."""

from collections.abc import Iterable, Mapping
from typing import Any

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
