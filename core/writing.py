"""Writing many new rows at once: one fact after another costs a round trip each, and somebody waits for the sum."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.functional import Promise

from core.sql import Change, Insert, Removal, Statement, run_together, takes_all_at_once, write_at_once
from core.tally import Tallied, tally


@dataclass(frozen=True)
class Match:
    """The rows of a model whose columns (by attribute, like "clinic_id") have these values; a list stands for any of its values."""

    model: type[models.Model]
    equal: Mapping[str, Any]

    def rows(self) -> models.QuerySet[Any]:
        """The same as a query set."""
        names = {f"{name}__in" if isinstance(value, list) else name: value for name, value in self.equal.items()}
        return models.QuerySet(self.model).filter(**names)


@dataclass(frozen=True)
class Spread:
    """Rows that differ in one column only and whose numbers the database counts: `row` with each of `values` there."""

    row: models.Model
    attribute: str
    values: Sequence[str]

    def rows(self) -> list[models.Model]:
        """Each by itself."""
        same = {field.attname: getattr(self.row, field.attname) for field in _fields_of(type(self.row))}
        return [type(self.row)(**{**same, self.attribute: value}) for value in self.values]


class ClaimLostError(Exception):
    """Somebody else had the row first; nothing was written."""


@dataclass(frozen=True)
class ClaimedRow:
    """A row that must still fit `match` at the moment of writing, and how it changes then."""

    match: Match
    changes: Mapping[str, Any]


def write_rows(rows: Iterable[models.Model | Spread], *, forgotten: Match | None = None) -> None:
    """Insert new rows of any models, and delete those `forgotten`, all or nothing.

    The ids of `Row` are known before, so rows may name each other. Encrypted columns are sealed as in `save()`.
    Nothing may hang on the rows that are forgotten: it is not deleted with them.
    """
    connection = transaction.get_connection()
    fresh = _by_model(rows)
    if takes_all_at_once(connection):
        write_at_once(connection, _inserts(fresh), gone=_removal(forgotten))
    else:
        with transaction.atomic(savepoint=False):
            run_together(connection, _statements(connection, fresh))
            if forgotten is not None:
                forgotten.rows().delete()
    _note_written(fresh, connection)


def commit_rows(
    rows: Iterable[models.Model | Spread],
    *,
    forgotten: Match | None = None,
    claimed: ClaimedRow | None = None,
    tallied: Tallied | None = None,
) -> None:
    """As `write_rows`, as a transaction of its own; raises ClaimLostError and writes nothing when `claimed` is gone.

    `tallied` is counted in the same transaction. PostgreSQL gets one prepared statement, which is a transaction by itself.
    """
    connection = transaction.get_connection()
    if takes_all_at_once(connection) and not connection.in_atomic_block:
        fresh = _by_model(rows)
        counted = (tallied.name, tallied.expires_at) if tallied else None
        if not write_at_once(connection, _inserts(fresh), claim=_change(claimed), gone=_removal(forgotten), tally=counted):
            raise ClaimLostError
        _note_written(fresh, connection)
        return
    with transaction.atomic(durable=True):
        if claimed is not None and not claimed.match.rows().update(**claimed.changes):
            raise ClaimLostError
        write_rows(rows, forgotten=forgotten)
        if tallied is not None:
            tally(name=tallied.name, expires_at=tallied.expires_at)


Fresh = Mapping[type[models.Model], list[models.Model | Spread]]


def _by_model(rows: Iterable[models.Model | Spread]) -> Fresh:
    """The database looks at references when the transaction ends, so the order of models is free."""
    fresh: dict[type[models.Model], list[models.Model | Spread]] = {}
    for row in rows:
        fresh.setdefault(type(row.row) if isinstance(row, Spread) else type(row), []).append(row)
    return fresh


def _note_written(fresh: Fresh, connection: BaseDatabaseWrapper) -> None:
    for rows in fresh.values():
        for row in rows:
            if not isinstance(row, Spread):
                state = vars(row)["_state"]
                state.adding, state.db = False, connection.alias


def _inserts(fresh: Fresh) -> list[Insert]:
    """What PostgreSQL is given: for each model, its rows as one JSON text."""
    return [Insert(model._meta.db_table, _columns_of(model).names, _as_json(model, rows)) for model, rows in fresh.items()]


def _as_json(model: type[models.Model], rows: list[models.Model | Spread]) -> str:
    columns = _columns_of(model)
    texts: list[str] = []
    for is_spread, found in groupby(rows, key=lambda row: isinstance(row, Spread)):
        group: list[Any] = list(found)
        if is_spread:
            texts += (text for spread in group for text in _spread(spread, columns))
        else:
            texts.append(_encode([_values_of(row, columns) for row in group])[1:-1])
    return f"[{','.join(texts)}]"


def _values_of(row: models.Model, columns: "_Columns") -> dict[str, Any]:
    values = vars(row)
    kept = {name: values[attribute] for name, attribute in columns.plain}
    for field in columns.prepared:
        kept[str(field.column)] = field.pre_save(row, True)  # noqa: FBT003  Django's own
    return kept


def _spread(spread: Spread, columns: "_Columns") -> Iterator[str]:
    """Each row as text. What they share is put into words once: there are twenty of them in an inquiry."""
    same, column = _values_of(spread.row, columns), _column(type(spread.row), spread.attribute)
    del same[column]
    shared = f"{_encode(same)[:-1]},{_encode(column)}:"
    return (f"{shared}{_encode(value)}}}" for value in spread.values)


def _as_text(value: Any) -> str:
    """A value as PostgreSQL reads it; ciphertext in hex."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, UUID | date | time | timedelta | Decimal | Promise):
        return str(value)
    raise TypeError(f"A {type(value).__name__} can't be written to a column.")


_encode = json.JSONEncoder(default=_as_text, separators=(",", ":")).encode


@dataclass(frozen=True)
class _Columns:
    """The columns an INSERT fills: those that take what the attribute holds, and those that make it ready (sealed columns)."""

    plain: tuple[tuple[str, str], ...]
    prepared: tuple[models.Field, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=256)
def _columns_of(model: type[models.Model]) -> _Columns:
    fields = _fields_of(model)
    prepared = tuple(field for field in fields if _makes_ready(field))
    plain = tuple((str(field.column), field.attname) for field in fields if field not in prepared)
    return _Columns(plain, prepared, tuple(name for name, _ in plain) + tuple(str(field.column) for field in prepared))


def _fields_of(model: type[models.Model]) -> tuple[models.Field, ...]:
    """A number that the database counts itself is left to it."""
    return tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))


def _makes_ready(field: models.Field) -> bool:
    """Dates that Django sets itself have such a method too, and cost little."""
    return not isinstance(field, models.ForeignKey) and type(field).pre_save is not models.Field.pre_save


def _change(claimed: ClaimedRow | None) -> Change | None:
    if claimed is None:
        return None
    table, columns, values = _located(claimed.match)
    changed = tuple(_column(claimed.match.model, name) for name in claimed.changes)
    return Change(table, changed, columns, (*claimed.changes.values(), *values))


def _removal(forgotten: Match | None) -> Removal | None:
    return None if forgotten is None else Removal(*_located(forgotten))


def _located(match: Match) -> tuple[str, tuple[str, ...], tuple[Any, ...]]:
    # The driver takes longer to write an array than a whole row; nearly every list is of one hash, as keys rarely rotate.
    values = (value[0] if isinstance(value, list) and len(value) == 1 else value for value in match.equal.values())
    return match.model._meta.db_table, tuple(_column(match.model, name) for name in match.equal), tuple(values)


def _column(model: type[models.Model], attribute: str) -> str:
    field: Any = model._meta.get_field(attribute)
    return str(field.column)


def _statements(connection: BaseDatabaseWrapper, fresh: Fresh) -> Iterator[Statement]:
    """What SQLite is given: one INSERT for each model."""
    for model, kept in fresh.items():
        rows = [row for found in kept for row in (found.rows() if isinstance(found, Spread) else [found])]
        if not rows:
            continue
        head, one, fields = _insert_of(model, connection.alias)
        values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]  # noqa: FBT003  Django's own
        yield head + ", ".join([one] * len(rows)), values


@lru_cache(maxsize=256)
def _insert_of(model: type[models.Model], alias: str) -> tuple[str, str, tuple[models.Field, ...]]:
    """The beginning of a model's INSERT, the place of one row in it, and the columns it fills."""
    quote = connections[alias].ops.quote_name
    fields = _fields_of(model)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  names of our own models
    return head, f"({', '.join(['%s'] * len(fields))})", fields
