"""Rows in a form that every database reads: one JSON line a row, ciphertext as it is stored.

The first line says what follows, each table begins with its columns, and the last line counts the rows.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import BinaryField, Field, Model, QuerySet

from core.fields import EncryptedField
from core.sealing import Sealed
from records.domain.sealed_stream import DamagedError

FORMAT = "threshold-rows/1"
# Made anew by `migrate`, or worth nothing elsewhere: everybody signs in again after a restore.
_LEFT_OUT = frozenset({"contenttypes", "auth"})
_LEFT_OUT_TABLES = frozenset({"core.BrowserSession"})
_AT_ONCE = 1000


@dataclass(frozen=True)
class Head:
    """What a backup says of itself: when it was made and by which version of the tables."""

    made_at: datetime
    migrations: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The start of one table."""

    model: type[Model]
    fields: tuple[Field, ...]


Line = Table | list[Any]


def tables() -> list[type[Model]]:
    """Every table of ours, and of libraries that keep something for us, in a steady order."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    kept = [model for model in found if model._meta.app_label not in _LEFT_OUT and model._meta.label not in _LEFT_OUT_TABLES]
    return sorted(kept, key=lambda model: model._meta.label)


def migrations_applied() -> tuple[str, ...]:
    """The version of the tables: each migration that ran."""
    applied = MigrationRecorder(connection).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in applied))


def write_lines(*, now: datetime) -> Iterator[bytes]:
    """The whole database as lines. The caller holds the snapshot."""
    yield _line({"format": FORMAT, "made_at": now.isoformat(), "migrations": migrations_applied()})
    counts: Counter[str] = Counter()
    for model in tables():
        label, fields = model._meta.label, list(model._meta.concrete_fields)
        yield _line({"table": label, "columns": [field.attname for field in fields]})
        for row in _stored_rows(model, fields):
            counts[label] += 1
            yield _line([_packed(value) for value in row])
    yield _line({"rows": dict(counts)})


def _stored_rows(model: type[Model], fields: Sequence[Field]) -> Iterator[tuple[Any, ...]]:
    """Values as stored. A plain query set, because ours refuses to hand out ciphertext."""
    rows: QuerySet[Any] = QuerySet(model=model)
    return rows.order_by("pk").values_list(*[field.attname for field in fields]).iterator(chunk_size=_AT_ONCE)


def read_head(lines: Iterator[bytes]) -> Head:
    """The first line; raises DamagedError when it is of another format."""
    found = _parsed(next(lines, b""))
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise DamagedError("The backup is of a format that this version does not read.")
    return Head(datetime.fromisoformat(found["made_at"]), tuple(found["migrations"]))


def read_tables(lines: Iterable[bytes]) -> Iterator[Line]:
    """Each table's start, then its rows as values for their columns; raises DamagedError when the counts differ."""
    counts: Counter[str] = Counter()
    table: Table | None = None
    for found in map(_parsed, lines):
        if isinstance(found, list) and table is not None:
            counts[table.model._meta.label] += 1
            yield [_unpacked(value, field) for value, field in zip(found, table.fields, strict=True)]
        elif isinstance(found, dict) and "table" in found:
            table = _table_of(found)
            yield table
        elif isinstance(found, dict) and found.get("rows") == dict(counts):
            return
        else:
            break
    raise DamagedError("The backup does not hold the rows that it counts.")


def _table_of(found: dict[str, Any]) -> Table:
    model = apps.get_model(found["table"])
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return Table(model, tuple(by_name[name] for name in found["columns"]))


def split_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines out of chunks that end anywhere."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        raise DamagedError("The backup ends in the middle of a row.")


def _packed(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, UUID | date):
        return value.isoformat() if isinstance(value, date) else str(value)
    return {"j": value} if isinstance(value, dict | list) else value


def _unpacked(value: Any, field: Field) -> Any:
    if isinstance(value, dict):
        value = base64.b64decode(value["b"]) if "b" in value else value["j"]
    if isinstance(field, EncryptedField):
        return None if value is None else Sealed(value)
    return value if isinstance(field, BinaryField) else field.to_python(value)


def _line(content: Any) -> bytes:
    return json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n"


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise DamagedError("The backup holds a row that can't be read.") from None
