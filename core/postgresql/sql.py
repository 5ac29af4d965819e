"""Statements that are run over and over: PostgreSQL keeps each prepared, and takes several in one message."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DataError, ProgrammingError
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import Escaping

Quote = Callable[[str], str]
# SQLSTATE of a statement that this line does not know (any more), and of one that it knows already.
_UNKNOWN, _KNOWN = "26000", "42P05"


@dataclass(frozen=True)
class Prepared:
    """A statement that is run over and over. `text` names its values like `%(message)s`; `types` gives PostgreSQL's type of each."""

    name: str
    text: str
    types: Mapping[str, str]

    def __post_init__(self) -> None:
        if unknown := set(self.types.values()) - _WRITTEN.keys():
            raise ValueError(f"Say in {__name__} how to write {', '.join(sorted(unknown))}.")

    @cached_property
    def handle(self) -> str:
        """What a line knows it by: another text under the same name has another, in this release or the next."""
        return f"{self.name}_{sha256(self._body.encode()).hexdigest()[:8]}"

    @cached_property
    def _body(self) -> str:
        places = {name: f"${place}" for place, name in enumerate(self.types, 1)}
        return f"({', '.join(self.types.values())}) AS {self.text % places}"

    def as_prepare(self) -> str:
        """What makes PostgreSQL parse and plan it once for a connection."""
        return f"PREPARE {self.handle} {self._body}"

    def as_execute(self, values: Mapping[str, Any], quote: Quote) -> str:
        """What runs it, with its values."""
        return f"EXECUTE {self.handle} ({', '.join([_written(kind, values[name], quote) for name, kind in self.types.items()])})"


def _written(kind: str, value: Any, quote: Quote) -> str:
    return "NULL" if value is None else _WRITTEN[kind](value, quote)


def _texts(value: Sequence[str], quote: Quote) -> str:
    return f"ARRAY[{', '.join([quote(one) for one in value])}]::text[]"


# A value of each type as it stands in a statement. The driver asks for each anew what it is, which takes as long as the rest.
_WRITTEN: dict[str, Callable[[Any, Quote], str]] = {
    "uuid": lambda value, _quote: f"'{value.hex}'",
    "timestamptz": lambda value, _quote: f"'{value.isoformat()}'",
    "date": lambda value, _quote: f"'{value.isoformat()}'",
    "boolean": lambda value, _quote: "true" if value else "false",
    "integer": lambda value, _quote: f"{value:d}",
    "text": lambda value, quote: quote(value),
    "text[]": _texts,
    "uuid[]": lambda value, _quote: f"'{{{','.join([one.hex for one in value])}}}'",
}


@dataclass
class _Line:
    """What is kept of one line to the database: the statements it knows already."""

    quote: Quote
    known: set[str] = field(default_factory=set)


def _quoting(line: Any) -> Quote:
    """How this line to the database quotes text (libpq's PQescapeLiteral, which would leave out whatever follows a NUL)."""
    escape: Any = Escaping(line.pgconn).escape_literal

    def quote(text: str) -> str:
        if "\0" in text:
            raise DataError("PostgreSQL keeps no NUL in a text.")
        return bytes(escape(text.encode())).decode()

    return quote


_lines: WeakKeyDictionary[Any, _Line] = WeakKeyDictionary()


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
        _lines.pop(connection.connection, None)
        return _execute_plainly(connection, calls)


def _execute(connection: BaseDatabaseWrapper, calls: Sequence[tuple[Prepared, Mapping[str, Any]]]) -> list[int]:
    with connection.cursor() as cursor:
        line = _prepared(connection, cursor, [statement for statement, _values in calls])
        # Every percent sign of a value stands as it is: no values are given beside.
        cursor.execute("; ".join([statement.as_execute(values, line.quote) for statement, values in calls]))
        return _counts(cursor)


def _execute_plainly(connection: BaseDatabaseWrapper, calls: Sequence[tuple[Prepared, Mapping[str, Any]]]) -> list[int]:
    """The same without preparing anything: a statement that is not known would spoil the transaction around it."""
    operations: Any = connection.ops
    with connection.cursor() as cursor:
        # What no column takes is refused while the text is put together, in the driver's words.
        with connection.wrap_database_errors:
            text = "; ".join(operations.compose_sql(statement.text, values) for statement, values in calls)
        cursor.execute(text)
        return _counts(cursor)


def _counts(cursor: Any) -> list[int]:
    counts = [cursor.rowcount]
    while cursor.nextset():
        counts.append(cursor.rowcount)
    return counts


def _prepared(connection: BaseDatabaseWrapper, cursor: Any, statements: Sequence[Prepared]) -> _Line:
    """This line, which knows these statements now."""
    line = _lines.get(connection.connection)
    if line is None:
        line = _lines[connection.connection] = _Line(_quoting(connection.connection))
        # Statements that name each row by its id gain nothing from a plan of their own each time, and planning costs more.
        cursor.execute("SET plan_cache_mode = force_generic_plan")
    for statement in statements:
        if statement.handle not in line.known:
            _prepare(cursor, statement)
            line.known.add(statement.handle)
    return line


def _prepare(cursor: Any, statement: Prepared) -> None:
    """Have it known. A pool may give us a line on which somebody of ours prepared it."""
    try:
        cursor.execute(statement.as_prepare())
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != _KNOWN:
            raise
