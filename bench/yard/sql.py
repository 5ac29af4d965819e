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


def clone_messages(template_id: object, *, count: int, state: str, due: str) -> None:
    """Copies of one message for what never opens it: `due` is SQL over `g`, the number of the copy. Its text is not ours to read."""
    over = {"id": "gen_random_uuid()", "dedupe_key": "'copy:'||gen_random_uuid()", "message_id": "'copy-'||gen_random_uuid()"}
    over |= {"state": f"'{state}'", "due_at": due, "why_not": "''", "expires_at": "now() + interval '9 years'"}
    over |= {"sent_at": "now()"} if state == "sent" else {}
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, "followup_message")]
        chosen = ", ".join(over.get(name, f't."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(
            f"INSERT INTO followup_message ({names}) SELECT {chosen} FROM followup_message t, generate_series(1, %s) g WHERE t.id = %s",
            [count, template_id],
        )


def plant_occurrences(clinic_id: object, *, count: int, due: str, is_done: bool = False) -> None:
    """Steps that are planned, or done, and whose enrolments nobody looks up: foreign keys are not checked here."""
    now = "now()"
    state, settled = ("done", now) if is_done else ("planned", "NULL::timestamptz")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO followup_occurrence (id, clinic_id, enrolment_id, step_id, step_key, sequence, due_local, zone, due_at, "
            "expires_at, shift, state, reason, tries, last_error, created_at, settled_at) SELECT gen_random_uuid(), %s, gen_random_uuid(), "
            f"gen_random_uuid(), 'step', 0, '2027-01-01 09:00', 'UTC', {due}, {now} + interval '9 years', '', "
            f"'{state}', '', 0, '', {now}, {settled} "
            "FROM generate_series(1, %s) g",
            [clinic_id, count],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
