"""What the database does itself: tell the time that leases compare with, limit waits, and refuse to change what was audited."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, ExpressionWrapper, Value
from django.db.models.functions import Now

T = TypeVar("T")
Statement = tuple[str, Sequence[Any]]
# SQLSTATE of a division by zero: see or_fail.
NOTHING_CHANGED = "22012"


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


def run_together(connection: BaseDatabaseWrapper, statements: Sequence[Statement]) -> None:
    """Run statements that return nothing, in one round trip where the database takes several at once."""
    with connection.cursor() as cursor:
        if takes_several(connection):
            # Each by itself: a driver remembers how to read a short statement, and not a long one.
            operations: Any = connection.ops
            cursor.execute("; ".join(operations.compose_sql(sql, values) for sql, values in statements))
        else:
            for sql, values in statements:
                cursor.execute(sql, values)


def takes_several(connection: BaseDatabaseWrapper) -> bool:
    """Whether several statements go over in one message. Outside a transaction they are one by themselves: all or nothing."""
    return connection.vendor == "postgresql" and not getattr(connection.features, "uses_server_side_binding", True)


def or_fail(update: Statement) -> Statement:
    """The same UPDATE of one row, made to fail with NOTHING_CHANGED when that row is gone. For PostgreSQL."""
    sql, values = update
    return f"WITH changed AS ({sql} RETURNING 1) SELECT 1 / count(*) FROM changed", values  # noqa: S608  SQL of Django's


def count_up(connection: BaseDatabaseWrapper, *, name: str, expires_at: datetime) -> int:
    """Add one to a tally and return it. On PostgreSQL nobody waits for the disk: a crash may forget the last few."""
    quick = " FROM (SELECT set_config('synchronous_commit', 'off', true)) AS quick" if connection.vendor == "postgresql" else ""
    sql = (
        f"INSERT INTO core_tally (name, count, expires_at) SELECT %s, 1, %s{quick} WHERE true "
        "ON CONFLICT (name) DO UPDATE SET count = core_tally.count + 1 RETURNING count"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [name, connection.ops.adapt_datetimefield_value(expires_at)])
        return int(cursor.fetchone()[0])


def ask_planned(connection: BaseDatabaseWrapper, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that is asked again and again: PostgreSQL plans it once a connection."""
    prepared = getattr(connection, "prepared_cursor", None)
    with prepared() if prepared else connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def ask_again_after_change(connection: BaseDatabaseWrapper, ask: Callable[[], T]) -> T:
    """What `ask` returns, on a fresh connection when a migration beside us changed the columns of a planned statement."""
    try:
        return ask()
    except NotSupportedError as error:
        # SQLSTATE 0A000, "cached plan must not change result type".
        if getattr(error.__cause__, "sqlstate", "") != "0A000" or connection.in_atomic_block:
            raise
        connection.close()
        return ask()
