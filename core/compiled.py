"""Questions that are asked at every page, compiled once: Django takes longer to build such a query set than the database to answer it.

A function that builds a query set is asked through `compiled`. What differs from question to question (ids, times, lists
of ids or texts, whoever asks) stands in the statement as a place to fill; everything else (a view, a limit, which roles
somebody has) makes another statement. So a rule about who sees what is still written once, as a query set. PostgreSQL is
asked by prepared statements, which it plans once a connection. See docs/decisions/0080-compiled-questions.md.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Protocol, Self, runtime_checkable
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from core.sql import ask_planned

_FIRST_ID = 0x7E57_0000_0000_7000_8000_0000_0000_0000
_FIRST_TIME = datetime(1970, 1, 2, tzinfo=UTC)
# A list of ids stands in places for the next of these lengths, filled up with its first: few statements for all lengths.
_LENGTHS = (1, 8, 64, 512, 4096, 32768)

Value = UUID | datetime | str


@runtime_checkable
class StandsIn(Protocol):
    """Something with ids of its own that a query set is built for, as the member of staff who looks."""

    def values_of(self) -> tuple[Hashable, list[Value]]:
        """What makes another statement, and the ids that only fill one."""

    def with_values(self, values: Iterator[Any]) -> Self:
        """The same with other ids, taken in the order of `values_of`."""


class Question(Protocol):
    """A compiled function."""

    def __call__(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows, as tuples in the order of the query set's columns."""


def compiled(around: str = "") -> Callable[[Callable[..., Any]], Question]:
    """Let a function of keyword arguments that returns a `values_list` query set be asked for its rows.

    With `around`, SQL from a room's sql.py, it returns query sets by name, which stand in it as `{name}`; the rows come as
    the database gives them.
    """

    def decorate(build: Callable[..., Any]) -> Question:
        known: dict[Hashable, _Statement] = {}

        @wraps(build)
        def ask(**given: Any) -> list[tuple[Any, ...]]:
            connection = transaction.get_connection()
            shape, values = _parts_of(given)
            key = (connection.vendor, shape)
            statement = known.get(key)
            if statement is None:
                statement = known[key] = _compile(connection, build, given, around)
            return statement.rows(connection, values)

        return ask

    return decorate


@dataclass(frozen=True)
class _Statement:
    """SQL; at each of its places either the number of a value or, behind None, a constant. No SQL: nothing can be found."""

    sql: str
    places: tuple[tuple[int | None, Any], ...]
    converters: Any = None
    compiler: Any = None

    def rows(self, connection: BaseDatabaseWrapper, values: list[Value]) -> list[tuple[Any, ...]]:
        if not self.sql:
            return []
        prepared = [_prepared(value, connection) for value in values]
        filled = [constant if number is None else prepared[number] for number, constant in self.places]
        found = ask_planned(connection, self.sql, filled)
        if not self.converters:
            return found
        return [tuple(row) for row in self.compiler.apply_converters(found, self.converters)]


def _parts_of(given: Mapping[str, Any]) -> tuple[Hashable, list[Value]]:
    """What makes another statement, and what only fills one."""
    shape: list[Any] = []
    values: list[Value] = []
    for one in given.values():
        if isinstance(one, UUID | datetime):
            shape.append(type(one))
            values.append(one)
        elif isinstance(one, list):
            length = _length_for(len(one))
            shape.append((list, length))
            values += [*one, *[one[0]] * (length - len(one))] if one else []
        elif isinstance(one, StandsIn):
            own, ids = one.values_of()
            shape.append(own)
            values += ids
        else:
            shape.append(one)
    return tuple(shape), values


def _length_for(count: int) -> int:
    return 0 if not count else next(length for length in _LENGTHS if length >= count)


def _compile(connection: BaseDatabaseWrapper, build: Callable[..., Any], given: Mapping[str, Any], around: str) -> _Statement:
    stand_ins = [_stand_in(number, value) for number, value in enumerate(_parts_of(given)[1])]
    built = build(**_with_stand_ins(given, iter(stand_ins)))
    numbers = {_prepared(value, connection): number for number, value in enumerate(stand_ins)}
    try:
        if not around:
            compiler, sql, found = _sql_of(connection, built)
            converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
            return _Statement(*_with_places(connection, sql, found, numbers), converters, compiler)
        parts = {name: _sql_of(connection, one)[1:] for name, one in built.items()}
    except EmptyResultSet:
        return _Statement("", ())
    in_order = sorted(parts, key=lambda name: around.index(f"{{{name}}}"))
    sql = around.format(**{name: parts[name][0] for name in parts})
    return _Statement(*_with_places(connection, sql, [value for name in in_order for value in parts[name][1]], numbers))


def _sql_of(connection: BaseDatabaseWrapper, rows: Any) -> tuple[Any, str, list[Any]]:
    compiler = rows.query.get_compiler(connection.alias)
    sql, found = compiler.as_sql()
    return compiler, sql, list(found)


def _with_stand_ins(given: Mapping[str, Any], stand_ins: Iterator[Value]) -> dict[str, Any]:
    changed = dict(given)
    for name, one in given.items():
        if isinstance(one, UUID | datetime):
            changed[name] = next(stand_ins)
        elif isinstance(one, list):
            changed[name] = [next(stand_ins) for _place in range(_length_for(len(one)))]
        elif isinstance(one, StandsIn):
            changed[name] = one.with_values(stand_ins)
    return changed


def _stand_in(number: int, value: Value) -> Value:
    """A value of the same kind that nothing else in a statement equals."""
    if isinstance(value, UUID):
        return UUID(int=_FIRST_ID + number)
    return _FIRST_TIME + timedelta(microseconds=number + 1) if isinstance(value, datetime) else f"\x7fplace {number}"


def _prepared(value: Value, connection: BaseDatabaseWrapper) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _with_places(
    connection: BaseDatabaseWrapper, sql: str, found: list[Any], numbers: Mapping[Any, int]
) -> tuple[str, tuple[tuple[int | None, Any], ...]]:
    """The statement with its places. PostgreSQL gets constants as text: by them it chooses partial indexes."""
    operations: Any = connection.ops
    pieces = sql.split("%s")
    if len(pieces) != len(found) + 1:
        raise ValueError("A compiled statement holds a percent sign that is no place.")
    places: list[tuple[int | None, Any]] = []
    text = pieces[0]
    for value, piece in zip(found, pieces[1:], strict=True):
        number = numbers.get(value)
        if number is None and connection.vendor == "postgresql":
            text += operations.compose_sql("%s", [value]).replace("%", "%%") + piece
        else:
            text += "%s" + piece
            places.append((number, value))
    return text, tuple(places)
