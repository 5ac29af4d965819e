"""COPY: rows in bulk, with the values that `save()` would write."""

from itertools import groupby
from typing import Any

from django.db import connection, models


def copy_rows(rows: list[models.Model]) -> None:
    """Rows of one model after another, in PostgreSQL's own way of taking many."""
    with connection.cursor() as cursor:
        for model, run in groupby(rows, key=type):
            fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
            columns = ", ".join(f'"{field.column}"' for field in fields)
            with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
                for row in run:
                    copy.write_row(_values(row, fields))


def _values(row: models.Model, fields: list[Any]) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]  # noqa: FBT003  Django's own


def analyze() -> None:
    """Let the planner know what was planted, as autovacuum would within the minute."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
