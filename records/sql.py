"""The statements that Django's query sets can't say: rows as they are stored, one snapshot, and sizes of encrypted columns."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Field, Model


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as of one moment, without holding up writers.

    PostgreSQL: REPEATABLE READ. SQLite in WAL mode: a deferred transaction, which a reader keeps from its first SELECT.
    """
    database: Any = connection
    mode = getattr(database, "transaction_mode", None)
    if database.vendor == "sqlite" and not database.in_atomic_block:
        database.transaction_mode = None
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if database.vendor == "sqlite":
            database.transaction_mode = mode


def insert_rows(model: type[Model], fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> None:
    """Insert values as they were read, ciphertext as ciphertext."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    ready = [[field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})", ready)  # noqa: S608  names of ours


def reset_sequences(models: Sequence[type[Model]]) -> None:
    """Let the numbers the database gives go on after the highest that was inserted."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def check_references() -> None:
    """Raise IntegrityError when a row names another that is not there."""
    connection.check_constraints()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def only_filled(rows: Any, field: Field) -> Any:
    """Those `rows` whose encrypted `field` holds something; a query set refuses every other look inside."""
    quote = connection.ops.quote_name
    return rows.extra(where=[f"LENGTH({quote(field.model._meta.db_table)}.{quote(str(field.column))}) > 0"])  # noqa: S610  names of ours
