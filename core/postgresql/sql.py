"""Statements that are run over and over: PostgreSQL keeps each prepared, and takes several in one message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import ProgrammingError
from django.db.backends.base.base import BaseDatabaseWrapper

# SQLSTATE of a statement that this line does not know (any more).
_UNKNOWN = "26000"


@dataclass(frozen=True)
class Prepared:
    """A statement that is run over and over. `text` names its values like `%(message)s`; `types` gives PostgreSQL's type of each."""

    name: str
    text: str
    types: Mapping[str, str]

    def as_prepare(self) -> str:
        """What makes PostgreSQL parse and plan it once for a connection."""
        places = {name: f"${place}" for place, name in enumerate(self.types, 1)}
        return f"PREPARE {self.name} ({', '.join(self.types.values())}) AS {self.text % places}"

    def as_execute(self) -> str:
        """What runs it, with a place for each value."""
        return f"EXECUTE {self.name} ({', '.join(['%s'] * len(self.types))})"


# Which statements each line to the database knows already.
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def takes_several(connection: BaseDatabaseWrapper) -> bool:
    """Whether several statements go over in one message. Outside a transaction they are one by themselves: all or nothing."""
    return connection.vendor == "postgresql" and not getattr(connection.features, "uses_server_side_binding", True)


def run_prepared(connection: BaseDatabaseWrapper, calls: Sequence[tuple[Prepared, Mapping[str, Any]]]) -> list[int]:
    """Run statements in order; how many rows each changed. On PostgreSQL they go over in one message.

    Outside a transaction that message is one by itself, with one commit. Each statement sees what was committed when it
    began, so a later one sees more than an earlier one that had to wait. Elsewhere the caller opens the transaction.
    """
    if not takes_several(connection):
        with connection.cursor() as cursor:
            return [cursor.execute(statement.text, values).rowcount for statement, values in calls]
    if connection.in_atomic_block:
        return _execute_plainly(connection, calls)
    try:
        return _execute(connection, calls)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != _UNKNOWN:
            raise
        # The driver drops all that is prepared after a rollback, and a pool may have given us another line. Nothing has run.
        _prepared.pop(connection.connection, None)
        return _execute_plainly(connection, calls)


def _execute(connection: BaseDatabaseWrapper, calls: Sequence[tuple[Prepared, Mapping[str, Any]]]) -> list[int]:
    with connection.cursor() as cursor:
        _prepare(connection, cursor, [statement for statement, _values in calls])
        cursor.execute(
            "; ".join(statement.as_execute() for statement, _values in calls),
            [values[name] for statement, values in calls for name in statement.types],
        )
        return _counts(cursor)


def _execute_plainly(connection: BaseDatabaseWrapper, calls: Sequence[tuple[Prepared, Mapping[str, Any]]]) -> list[int]:
    """The same without preparing anything: a statement that is not known would spoil the transaction around it."""
    operations: Any = connection.ops
    with connection.cursor() as cursor:
        cursor.execute("; ".join(operations.compose_sql(statement.text, values) for statement, values in calls))
        return _counts(cursor)


def _counts(cursor: Any) -> list[int]:
    counts = [cursor.rowcount]
    while cursor.nextset():
        counts.append(cursor.rowcount)
    return counts


def _prepare(connection: BaseDatabaseWrapper, cursor: Any, statements: Sequence[Prepared]) -> None:
    known = _prepared.setdefault(connection.connection, set())
    if not known:
        # Statements that name each row by its id gain nothing from a plan of their own each time, and planning costs more.
        cursor.execute("SET plan_cache_mode = force_generic_plan")
    for statement in statements:
        if statement.name not in known:
            cursor.execute(statement.as_prepare())
            known.add(statement.name)
