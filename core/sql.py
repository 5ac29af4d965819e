"""What the database does itself: tell the time that leases compare with, limit waits, and refuse to change what was audited."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, ExpressionWrapper, Value
from django.db.models.functions import Now

P = ParamSpec("P")
T = TypeVar("T")
Statement = tuple[str, Sequence[Any]]


def database_now() -> Now:
    """The database's time when the statement began (PostgreSQL: STATEMENT_TIMESTAMP; SQLite: to the millisecond)."""
    return Now()


def lease_until(seconds: float) -> ExpressionWrapper:
    """The database's time `seconds` from now, for `update(claimed_until=lease_until(60))` and for filters."""
    return ExpressionWrapper(Now() + Value(timedelta(seconds=seconds)), output_field=DateTimeField())


def has_lapsed(column: str) -> dict[str, object]:
    """Filter arguments for rows whose lease in `column` has ended: `filter(**has_lapsed("claimed_until"))`."""
    return {f"{column}__lte": Now()}


@contextmanager
def lock_timeout(connection: BaseDatabaseWrapper, *, seconds: float) -> Iterator[None]:
    """Give up waiting for a lock after so long (0: never), and go back to the old limit; nothing on SQLite."""
    if connection.vendor != "postgresql":
        yield
        return
    before = _set_lock_timeout(connection, f"{round(seconds * 1000)}ms")
    try:
        yield
    finally:
        # In a transaction that failed nothing can be set, and what was set in it is gone with it.
        if not connection.in_atomic_block:
            _set_lock_timeout(connection, before)


def _set_lock_timeout(connection: BaseDatabaseWrapper, value: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, false)", [value])
        return str(cursor.fetchone()[0])


def is_lock_timeout(error: BaseException) -> bool:
    """Whether a statement gave up because somebody else held the lock (PostgreSQL 55P03, lock_not_available)."""
    return getattr(error.__cause__, "sqlstate", "") == "55P03"


# SQLSTATE of a transaction that was ended for somebody else's sake: a deadlock, or one that can't be put in order. Nothing of it was done.
_CONFLICTS = frozenset({"40P01", "40001"})
# And of one that wrote what may stand once only, and stands by now.
_TWINS = frozenset({"23505"})
_MOST_BEGINNINGS = 4


def again_after_conflict(connection: BaseDatabaseWrapper, act: Callable[[], T], *, also: frozenset[str] = frozenset()) -> T:
    """What `act`, a transaction, returns; begun anew up to three times when PostgreSQL ended it so that another could go on.

    `also`: other SQLSTATEs after which it is begun anew. Within somebody's transaction it is tried once: that one is spoilt as a whole.
    """
    for number in range(1, _MOST_BEGINNINGS):
        try:
            return act()
        except (OperationalError, IntegrityError) as error:
            if connection.in_atomic_block or getattr(error.__cause__, "sqlstate", "") not in _CONFLICTS | also:
                raise
            time.sleep(random.uniform(0.01, 0.05) * number)  # noqa: S311  only spreads the tries
    return act()


def whole(act: Callable[P, T]) -> Callable[P, T]:
    """A verb that is one transaction: all of it or nothing, and begun anew when PostgreSQL ended it so that another could go on.

    Also when somebody wrote the same row a moment earlier: the next time it is seen.

    So it must read what it changes itself, and do nothing outside the database.
    """
    in_one = transaction.atomic(act)

    @wraps(act)
    def verb(*args: P.args, **named: P.kwargs) -> T:
        return again_after_conflict(transaction.get_connection(), partial(in_one, *args, **named), also=_TWINS)

    return verb


# What may change in rows that are only ever added: a ciphertext, when keys rotate. The chain proves that the text did not.
_APPEND_ONLY = {"core_auditentry": {"reason"}, "core_auditseal": {"salt"}}
_REFUSAL = "Audit rows are only ever added."
_PG_FUNCTION = f"""
CREATE OR REPLACE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'insufficient_privilege'; END $$
"""


def protect_audit(connection: BaseDatabaseWrapper) -> None:
    """Let the database itself refuse to change, delete or truncate audit rows, whoever asks."""
    unprotect_audit(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PG_FUNCTION)
        for table, free in _APPEND_ONLY.items():
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            fixed = ", ".join(connection.ops.quote_name(name) for name in columns if name not in free)
            for event in _events(connection, fixed):
                cursor.execute(_trigger(connection, table, event))


def unprotect_audit(connection: BaseDatabaseWrapper) -> None:
    """Undo `protect_audit`, for a migration backwards and for tests, which empty tables between themselves."""
    with connection.cursor() as cursor:
        for table in _APPEND_ONLY:
            for name in _names(connection, table):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _events(connection: BaseDatabaseWrapper, fixed: str) -> list[str]:
    truncate = ["TRUNCATE"] if connection.vendor == "postgresql" else []
    return [f"UPDATE OF {fixed}", "DELETE", *truncate]


def _names(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    return [f"{table}_no_{event.split(maxsplit=1)[0].lower()}" for event in _events(connection, "")]


def _trigger(connection: BaseDatabaseWrapper, table: str, event: str) -> str:
    name = f"{table}_no_{event.split(maxsplit=1)[0].lower()}"
    if connection.vendor == "postgresql":
        each = "STATEMENT" if event == "TRUNCATE" else "ROW"
        return f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION core_refuse_change()"
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"


@dataclass(frozen=True)
class Insert:
    """New rows of one table: the columns they fill, and the rows as a JSON list of objects."""

    table: str
    columns: tuple[str, ...]
    rows: str


@dataclass(frozen=True)
class Removal:
    """Rows to delete: those whose columns have these values. A list stands for any of its values."""

    table: str
    columns: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Change:
    """A row to update, `changed` first among the values, if its `columns` still have the values after those."""

    table: str
    changed: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[Any, ...]


def run_together(connection: BaseDatabaseWrapper, statements: Iterable[Statement]) -> None:
    """Run statements that return nothing, one after another."""
    with connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)


def takes_all_at_once(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database writes rows of many tables in one statement: PostgreSQL does."""
    return connection.vendor == "postgresql"


def write_at_once(
    connection: BaseDatabaseWrapper,
    inserts: Sequence[Insert],
    *,
    claim: Change | None = None,
    gone: Removal | None = None,
    tally: tuple[str, datetime] | None = None,
) -> bool:
    """Insert, change and delete in one prepared statement; False, and nothing done, when the row to claim no longer fits.

    A statement is all or nothing. Rows travel as JSON, so that their number does not change its text, and the server
    reads and plans it once a connection. `tally` is a name to count up and when its stretch is over.
    """
    values = [*(claim.values if claim else ()), *(insert.rows for insert in inserts), *(gone.values if gone else ()), *(tally or ())]
    if not values:
        return True
    sql = _writing(
        tuple((insert.table, insert.columns) for insert in inserts),
        (claim.table, claim.changed, claim.columns) if claim else None,
        (gone.table, gone.columns, tuple(isinstance(value, list) for value in gone.values)) if gone else None,
        has_tally=tally is not None,
    )
    with prepared_cursor(connection) as cursor:
        cursor.execute(sql, values)
        return bool(cursor.fetchone()[0])


@lru_cache(maxsize=512)
def _writing(
    inserts: tuple[tuple[str, tuple[str, ...]], ...],
    claim: tuple[str, tuple[str, ...], tuple[str, ...]] | None,
    gone: tuple[str, tuple[str, ...], tuple[bool, ...]] | None,
    *,
    has_tally: bool,
) -> str:
    parts = [_claiming(*claim)] if claim else []
    only = " WHERE EXISTS (SELECT FROM c)" if claim else ""
    parts += [f"i{number} AS ({_inserting(table, columns)}{only})" for number, (table, columns) in enumerate(inserts)]
    parts += [f"g AS ({_deleting(*gone)}{' AND EXISTS (SELECT FROM c)' if claim else ''})"] if gone else []
    parts += [f"t AS ({_counting(only or ' WHERE true')})"] if has_tally else []
    return f"WITH {', '.join(parts)} SELECT {'count(*) FROM c' if claim else '1'}"  # noqa: S608  names of our own models


def _claiming(table: str, changed: tuple[str, ...], columns: tuple[str, ...]) -> str:
    changes = ", ".join(f'"{name}" = %s' for name in changed)
    return f'c AS (UPDATE "{table}" SET {changes} WHERE {_equal(columns, [False] * len(columns))} RETURNING 1)'  # noqa: S608


def _inserting(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) SELECT {names} FROM json_populate_recordset(NULL::"{table}", %s)'  # noqa: S608


def _counting(only: str) -> str:
    return (
        f"INSERT INTO core_tally (name, count, expires_at) SELECT %s, 1, %s{only} "
        "ON CONFLICT (name) DO UPDATE SET count = core_tally.count + 1"
    )


def _deleting(table: str, columns: tuple[str, ...], is_any: tuple[bool, ...]) -> str:
    return f'DELETE FROM "{table}" WHERE {_equal(columns, is_any)}'  # noqa: S608


def _equal(columns: Sequence[str], is_any: Sequence[bool]) -> str:
    return " AND ".join(f'"{name}" = {"ANY(%s)" if many else "%s"}' for name, many in zip(columns, is_any, strict=True))


@contextmanager
def prepared_cursor(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """A cursor for statements that come again and again: where it can, the server reads and plans each once a connection."""
    make: Any = getattr(connection, "prepared_cursor", connection.cursor)
    with make() as cursor:
        yield cursor


def count_up(connection: BaseDatabaseWrapper, *, name: str, expires_at: datetime) -> int:
    """Add one to a tally and return it. On PostgreSQL nobody waits for the disk: a crash may forget the last few."""
    quick = " FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quick" if connection.vendor == "postgresql" else ""
    sql = f"{_counting(f'{quick} WHERE true')} RETURNING count"
    with prepared_cursor(connection) as cursor:
        cursor.execute(sql, [name, connection.ops.adapt_datetimefield_value(expires_at)])
        return int(cursor.fetchone()[0])


def ask_planned(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that is asked again and again: PostgreSQL plans it once a connection."""
    with prepared_cursor(connection) as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
