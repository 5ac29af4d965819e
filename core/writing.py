"""Writing many new rows at once: one fact after another costs a round trip each, and somebody waits for the sum."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DataError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.subqueries import DeleteQuery, UpdateQuery

from core.sql import NOTHING_CHANGED, Statement, or_fail, run_together, takes_several


def write_rows(rows: Iterable[models.Model], *, forgotten: models.QuerySet[Any] | None = None) -> None:
    """Insert new rows of any models in the order given, and delete those `forgotten`, all or nothing.

    The ids of `Row` are known before, so later rows may name earlier ones. Encrypted columns are sealed as in `save()`.
    Nothing may hang on the rows that are forgotten: it is not deleted with them.
    """
    fresh = list(rows)
    connection = transaction.get_connection()
    with transaction.atomic(savepoint=False):
        run_together(connection, [*_statements(connection, fresh), *_deletion(forgotten)])
    _note_written(fresh, connection)


class ClaimLostError(Exception):
    """Somebody else had the row first; nothing was written."""


@dataclass(frozen=True)
class ClaimedRow:
    """A row that must still fit `rows` at the moment of writing, and how it changes then."""

    rows: models.QuerySet[Any]
    changes: dict[str, Any]


def commit_rows(rows: Iterable[models.Model], *, forgotten: models.QuerySet[Any] | None = None, claimed: ClaimedRow | None = None) -> None:
    """As `write_rows`, as a transaction of its own; raises ClaimLostError and writes nothing when `claimed` is gone.

    PostgreSQL is asked once: several statements in one message are a transaction.
    """
    connection = transaction.get_connection()
    if takes_several(connection) and not connection.in_atomic_block:
        _commit_at_once(connection, list(rows), forgotten, claimed)
        return
    with transaction.atomic(durable=True):
        if claimed is not None and not claimed.rows.update(**claimed.changes):
            raise ClaimLostError
        write_rows(rows, forgotten=forgotten)


def _commit_at_once(
    connection: BaseDatabaseWrapper, rows: list[models.Model], forgotten: models.QuerySet[Any] | None, claimed: ClaimedRow | None
) -> None:
    claim = [or_fail(_update(claimed))] if claimed else []
    try:
        run_together(connection, [*claim, *_statements(connection, rows), *_deletion(forgotten)])
    except DataError as error:
        if getattr(error.__cause__, "sqlstate", "") == NOTHING_CHANGED:
            raise ClaimLostError from None
        raise
    _note_written(rows, connection)


def _note_written(rows: Iterable[models.Model], connection: BaseDatabaseWrapper) -> None:
    for row in rows:
        state = vars(row)["_state"]
        state.adding, state.db = False, connection.alias


def _statements(connection: BaseDatabaseWrapper, rows: list[models.Model]) -> Iterator[Statement]:
    """One INSERT for each run of rows of one model."""
    for model, run in groupby(rows, key=type):
        found = list(run)
        head, one, fields = _insert_of(model, connection.alias)
        values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in found for field in fields]  # noqa: FBT003  Django's own
        yield head + ", ".join([one] * len(found)), values


def _update(claimed: ClaimedRow) -> Statement:
    query: Any = claimed.rows.query.chain(klass=UpdateQuery)
    query.add_update_values(claimed.changes)
    sql, values = query.get_compiler(claimed.rows.db).as_sql()
    return sql, list(values)


def _deletion(forgotten: models.QuerySet[Any] | None) -> list[Statement]:
    """The DELETE of a query set. One that can find nothing asks for none."""
    if forgotten is None:
        return []
    query = forgotten.query.chain(klass=DeleteQuery)
    try:
        sql, values = query.get_compiler(forgotten.db).as_sql()
    except EmptyResultSet:
        return []
    return [(sql, list(values))]


@lru_cache(maxsize=256)
def _insert_of(model: type[models.Model], alias: str) -> tuple[str, str, tuple[models.Field, ...]]:
    """The beginning of a model's INSERT, the place of one row in it, and the columns it fills.

    A number that the database counts itself is left to it.
    """
    quote = connections[alias].ops.quote_name
    fields = tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))
    columns = ", ".join(quote(str(field.column)) for field in fields)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608  names of our own models
    return head, f"({', '.join(['%s'] * len(fields))})", fields
