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


def clone_history(old: int, *, count: int, left_out: tuple[int, tuple[int, ...]], shared: str) -> None:
    """Copies of one closed lead with its person, number, task and search tokens, `old` of `count` evenly over three years.

    The copied person has the search token `shared`, which one in ten of the copies keeps, as a frequent first name.
    """
    every, numbers = left_out
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, l.id, l.contact_person_id FROM intake_task t JOIN intake_lead l ON l.id = t.lead_id JOIN intake_searchtoken s "
            "ON s.person_id = l.contact_person_id WHERE t.state = 'done' AND l.status = 'closed' AND s.token = %s LIMIT 1",
            [shared],
        )
        task_id, lead_id, person_id = cursor.fetchone()
        # Ids begin with their time, as ours do; foreign keys hold by how they are made and are not checked.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "CREATE OR REPLACE FUNCTION pg_temp.made_id(kind text, g int, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ "
            "SELECT (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(kind || g), 1, 3) || '8' "
            "|| substr(md5(kind || g), 4, 15))::uuid $$"
        )
        cursor.execute(
            "CREATE TEMP TABLE old AS SELECT g, at, pg_temp.made_id('person', g, at) AS person, pg_temp.made_id('lead', g, at) AS lead "
            "FROM (SELECT g, now() - interval '1095 days' * ((%s - g)::float / %s) AS at FROM generate_series(0, %s - 1) g "
            "WHERE NOT (g %% %s = ANY(%s))) AS times",
            [count, count, old, every, list(numbers)],
        )
        # Built anew at the end, in order: four million random tokens would else be sought one by one.
        rebuilt = _drop_indexes(cursor, ("intake_person", "intake_contactpoint", "intake_lead", "intake_task", "intake_searchtoken"))
        hashed = "md5('{}' || g) || md5('and {}' || g)"
        at = "at"
        phone = hashed.format("phone", "phone")
        _copies(cursor, "intake_person", person_id, {"id": "person", "created_at": at})
        points = {"id": "pg_temp.made_id('point', g, at)", "person_id": "person", "value_hash": phone, "created_at": at}
        _copies(cursor, "intake_contactpoint", person_id, points, by="person_id")
        leads = {"id": "lead", "contact_person_id": "person", "arrived_at": at, "followup_decided_at": at}
        _copies(cursor, "intake_lead", lead_id, leads | {"severity": "1 + g % 3"})
        tasks = {"id": "pg_temp.made_id('task', g, at)", "lead_id": "lead", "dedupe_key": "'first_contact:' || lead"}
        tasks |= {"number_hash": phone, "created_at": at, "ready_at": at, "due_at": "at + interval '4 hours'", "done_at": at}
        _copies(cursor, "intake_task", task_id, tasks)
        own = "substr(md5(t.token || g) || md5('and' || t.token || g), 1, length(t.token))"
        kept = f"CASE WHEN g % 10 = 0 AND t.token = '{shared}' THEN t.token ELSE {own} END"
        tokens = {"person_id": "person", "created_at": at, "token": kept}
        _copies(cursor, "intake_searchtoken", person_id, tokens, by="person_id")
        for statement in rebuilt:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")


def _drop_indexes(cursor: Any, tables: tuple[str, ...]) -> list[str]:
    """Drop all indexes but those of primary keys; the statements that make them again."""
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid), c.conname FROM pg_index i "
        "LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u' "
        "WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary",
        [list(tables)],
    )
    found = cursor.fetchall()
    for index, table, _definition, constraint in found:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" if constraint else f"DROP INDEX {index}")
    return [definition for _index, _table, definition, _constraint in found]


def _copies(cursor: Any, table: str, template_id: object, over: dict[str, str], *, by: str = "id") -> None:
    """A row of `table` for each of `old`, like the one with this id but for `over`, SQL by column. A number counts itself."""
    columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    if "id" not in over:
        columns.remove("id")
    chosen = ", ".join(over.get(name, f't."{name}"').replace("%", "%%") for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {chosen} FROM {table} t, old WHERE t.{by} = %s", [template_id])


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
