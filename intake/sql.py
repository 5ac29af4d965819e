"""What is asked of the database in words of our own: who shares a number, and how much open work there is."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from core.sql import ask_planned

# Counting open work in one look: rows that one call answers count once, in each queue and over all.
# {work}: open tasks and what is true of each, as 0 or 1 (intake.domain.queries). {queues}: the queues somebody sees.
# {hidden}: open work on leads hidden from them. A call's tasks in one queue are one row there, and one row of all. The
# views stand in the order of queries.View; the last row holds the sums.
_VIEWS = """is_here * is_ready AS v0, {mine} AS v1, is_here * is_ready * is_unclaimed AS v2, is_here * is_ready * is_urgent AS v3,
    is_here * is_ready * is_spanish AS v4, is_here * is_ready * lacks_details AS v5, is_here * is_ready * is_overdue AS v6,
    is_here * (1 - is_ready) AS v7"""
_MOST = ", ".join(f"MAX(v{number}) AS v{number}" for number in range(8))
_SUMS = ", ".join(f"COALESCE(SUM(v{number}), 0)" for number in range(8))


def count_work(*, of_mine: str) -> str:
    """The statement; `of_mine` says what the view of somebody's own work counts."""
    return f"""
WITH work AS MATERIALIZED ({{work}}),
flat AS (SELECT queue_id, row_key, is_ready, is_mine, is_ready * fits_me AS fits_me, {_VIEWS.format(mine=of_mine)} FROM work),
by_queue AS (
  SELECT queue_id, row_key, MAX(is_ready) AS is_ready, MAX(is_mine) AS is_mine, MAX(fits_me) AS fits_me, {_MOST}
  FROM flat GROUP BY queue_id, row_key
),
by_row AS (SELECT row_key, MAX(is_mine) AS is_mine, MAX(fits_me) AS fits_me, {_MOST} FROM by_queue GROUP BY row_key),
ready AS (SELECT queue_id, SUM(is_ready) AS counted FROM by_queue GROUP BY queue_id)
SELECT q.id, q.name, q.clinic_name, q.clinic_id, q.position, q.memberships_of_mine, COALESCE(ready.counted, 0),
  0, 0, 0, 0, 0, 0, 0, 0, 0
FROM ({{queues}}) AS q LEFT JOIN ready ON ready.queue_id = q.id
UNION ALL
SELECT NULL, '', '', NULL, 0, CASE WHEN EXISTS ({{hidden}}) THEN 1 ELSE 0 END, COALESCE(SUM(is_mine), 0),
  COALESCE(SUM(fits_me), 0), {_SUMS}
FROM by_row
"""  # noqa: S608  our own constants


COUNT_ALL = count_work(of_mine="is_mine")
COUNT_ONE_QUEUE = count_work(of_mine="is_mine * is_here")


def sharers_of(*, clinic_id: UUID, person_id: UUID, hashes: Sequence[str], limit: int) -> list[tuple[UUID, str]]:
    """Other people of the clinic with one of these numbers or addresses, and which: the newest rows first."""
    places = ", ".join(["%s"] * len(hashes))
    sql = (
        f"SELECT person_id, value_hash FROM intake_contactpoint WHERE clinic_id = %s AND value_hash IN ({places}) "  # noqa: S608  places
        "AND person_id <> %s ORDER BY created_at DESC LIMIT %s"
    )
    rows = ask_planned(connection, sql, [_stored(clinic_id), *hashes, _stored(person_id), limit])
    return [(UUID(str(found)), value_hash) for found, value_hash in rows]


def _stored(row_id: UUID) -> UUID | str:
    return row_id if connection.features.has_native_uuid_field else row_id.hex
