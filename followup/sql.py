"""Statements that Django's query sets can't say, above all the two that each message of the outbox costs.

The first settles the message before, the second starts the next one if nothing stands against it: it asks everything again
that may have changed since the batch was read. It says yes only to what is plainly allowed; whoever gets a no is asked about
in words by `followup.domain.delivering`. docs/decisions/0070 tells why that is as safe. The same texts run on PostgreSQL
(prepared once for a line, both in one message) and on SQLite.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from core.postgresql.sql import Prepared, run_prepared, takes_several

# {waiting}: messages for somebody's eyes. {live}: a row when this installation may send.
MAIL_STANDING = "SELECT (SELECT COUNT(*) FROM ({waiting}) AS waiting), EXISTS ({live})"

_UNTIL = {
    "postgresql": "statement_timestamp() + interval '{} seconds'",
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '+{} seconds')",
}
_AMONG = {"postgresql": "= ANY(%({})s)", "sqlite": "IN (SELECT value FROM json_each(%({})s))"}

# `state || ''`: by the plain column PostgreSQL would find a row in the small index of what is in hand, which is full of dead
# entries while many go out, where it should go by the id.
_SETTLE_TYPES = {"message": "uuid", "token": "uuid", "code": "text", "at": "timestamptz", "event": "uuid"}
_SETTLE = """
WITH settled AS (
    UPDATE followup_message
    SET state = 'sent', why_not = '', reply_code = %(code)s, sent_at = %(at)s, claim_token = NULL, claimed_until = NULL
    WHERE id = %(message)s AND claim_token = %(token)s AND state || '' = 'sending' RETURNING lead_id
), counted AS (
    UPDATE intake_lead AS l SET version = l.version + 1 FROM settled WHERE l.id = settled.lead_id RETURNING l.id, l.clinic_id
)
INSERT INTO intake_leadevent (id, clinic_id, lead_id, kind, actor_kind, actor_id, facts, at)
SELECT
    %(event)s, counted.clinic_id, counted.id, 'message.sent', 'system', NULL,
    jsonb_build_object('message', CAST(%(message)s AS text), 'why', '', 'code', CAST(%(code)s AS text)), %(at)s
FROM counted
"""

_START_TYPES = {
    "message": "uuid",
    "token": "uuid",
    "now": "timestamptz",
    "hashes": "text[]",
    "never": "text[]",
    "may_be_private": "boolean",
}
# followup.domain.permitting, followup.domain.backlog: every condition here is at least as strict as what stands there.
_START = """
UPDATE followup_message AS m
SET state = 'sending', claimed_until = {lease}, tries = m.tries + 1
WHERE m.id = %(message)s AND m.claim_token = %(token)s AND m.state || '' = 'claimed'
AND m.expires_at > %(now)s AND m.missing = '' AND m.staff_id IS NULL
AND EXISTS (SELECT 1 FROM clinics_installation AS i WHERE NOT i.practice_mode)
AND EXISTS (
    SELECT 1 FROM intake_contactpoint AS p
    WHERE p.id = m.contact_point_id AND p.kind = 'email' AND p.replaced_by_id IS NULL AND p.value_hash {among_hashes}
    AND NOT EXISTS (
        SELECT 1 FROM intake_contactpoint AS q
        WHERE q.clinic_id = p.clinic_id AND q.value_hash {among_hashes} AND q.replaced_by_id IS NULL
        AND NOT (q.may_email AND q.is_usable AND (%(may_be_private)s OR NOT q.is_private))
    )
    AND NOT EXISTS (
        SELECT 1 FROM followup_suppression AS s
        WHERE s.clinic_id = p.clinic_id AND s.address_hash {among_hashes} AND s.lifted_at IS NULL AND s.purpose IN ('', m.purpose)
    )
    AND (
        SELECT c.granted FROM intake_contactconsent AS c
        WHERE c.person_id = p.person_id AND c.purpose = m.purpose AND c.channel = 'email' ORDER BY c.at DESC, c.id DESC LIMIT 1
    )
)
AND m.to_hash {among_hashes}
AND NOT EXISTS (SELECT 1 FROM intake_nevercontact AS n WHERE n.kind = 'email' AND n.value_hash {among_never})
AND NOT EXISTS (SELECT 1 FROM intake_lead AS l WHERE l.id = m.lead_id AND l.messages_paused_at IS NOT NULL)
AND NOT EXISTS (
    SELECT 1 FROM followup_backlog AS b
    WHERE b.clinic_id = m.clinic_id AND b.decided_at IS NULL AND b.reaches_to >= COALESCE(m.first_due_at, m.due_at)
)
"""
# followup.domain.plan_permitting. The hours were asked with the clock; here, that zone, day and history still are what they were.
_PLAN_TYPES = {
    "zone": "text",
    "today": "date",
    "on_holidays": "boolean",
    "kinds": "text[]",
    "people": "uuid[]",
    "facts_known": "integer",
    "waits_for_reply": "boolean",
}
# followup.domain.holding.
_REPLY = """
AND NOT (%(waits_for_reply)s AND EXISTS (
    SELECT 1 FROM intake_task AS w WHERE w.lead_id = m.lead_id AND w.kind = 'reply' AND w.state = 'open'
))
"""
_PLAN = """
AND EXISTS (
    SELECT 1 FROM followup_occurrence AS o
    JOIN followup_enrolment AS e ON e.id = o.enrolment_id
    JOIN followup_plan AS f ON f.id = e.plan_id
    LEFT JOIN followup_appointment AS a ON a.id = o.appointment_id
    WHERE o.message_id = m.id AND f.mode IN ('live', 'hold') AND e.state IN ('active', 'completed') AND e.zone = %(zone)s
    AND (a.state IS NULL OR a.state NOT IN ('moved', 'cancelled'))
    AND (%(on_holidays)s OR NOT EXISTS (SELECT 1 FROM clinics_holiday AS h WHERE h.clinic_id = e.clinic_id AND h.day = %(today)s))
    AND %(facts_known)s = (
        SELECT count(*) FROM intake_lead AS l JOIN intake_leadevent AS v ON v.lead_id = l.id
        WHERE l.contact_person_id {among_people} AND v.kind {among_kinds} AND v.at >= e.created_at
    )
)
"""
# followup.domain.keeping_hours.
_HOURS_TYPES = {"zone": "text", "follows_person": "boolean", "waits_for_reply": "boolean"}
_HOURS = """
AND %(zone)s = COALESCE(
    (SELECT t.zone FROM followup_aftercare AS t WHERE %(follows_person)s AND t.lead_id = m.lead_id ORDER BY t.entered_at DESC LIMIT 1),
    (SELECT c.time_zone FROM clinics_clinic AS c WHERE c.id = m.clinic_id)
)
"""


@dataclass(frozen=True)
class SentRow:
    """A message that its server took, to be settled: the row, the reply, the moment, and the id of the event on its lead."""

    message: UUID
    code: str
    at: datetime
    event: UUID


@dataclass(frozen=True)
class StartRow:
    """A message to be started. `values` are those of its statement, `kind` is "", "plan" or "hours"."""

    message: UUID
    kind: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Lease:
    """A worker's hold on its batch, and how many seconds it lasts from the moment a message of it was started."""

    token: UUID
    seconds: float


def start_next(*, start: StartRow, lease: Lease, settled: SentRow | None = None) -> tuple[bool, bool]:
    """Settle one message and start another, in that order; whether each row was still ours and as it should be.

    On PostgreSQL one message to the database and, outside a transaction, one commit.
    """
    calls: list[tuple[Prepared, Mapping[str, Any]]] = [(settle_statement(), {**vars(settled), "token": lease.token})] if settled else []
    values = {"message": start.message, "token": lease.token}
    calls.append((start_statement(start.kind, lease.seconds), _adapted({**values, **start.values})))
    counts = run_prepared(connection, calls)
    return counts[0] == 1 if settled else True, counts[-1] == 1


def settle_alone(*, settled: SentRow, lease: Lease) -> bool:
    """Settle one message, where `settles_at_once`; whether the row was still ours."""
    return run_prepared(connection, [(settle_statement(), {**vars(settled), "token": lease.token})]) == [1]


def settles_at_once() -> bool:
    """Whether `start_next` can settle as well: SQLite can't change three tables in one statement."""
    return takes_several(connection)


@lru_cache(maxsize=1)
def settle_statement() -> Prepared:
    """For PostgreSQL."""
    return Prepared("followup_settle", _SETTLE, _SETTLE_TYPES)


@lru_cache(maxsize=8)
def start_statement(kind: str, seconds: float) -> Prepared:
    """Start a message of this kind if nothing stands against it."""
    more, types = {"": ("", {}), "plan": (_PLAN + _REPLY, _PLAN_TYPES), "hours": (_HOURS + _REPLY, _HOURS_TYPES)}[kind]
    return Prepared(f"followup_start_{kind or 'plain'}", _filled(_START + more, seconds), {**_START_TYPES, **types})


def _filled(text: str, seconds: float) -> str:
    among = {f"among_{name}": _AMONG[connection.vendor].format(name) for name in ("hashes", "never", "kinds", "people")}
    return text.format(**among, lease=_UNTIL[connection.vendor].format(seconds))


def _adapted(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """As each database stores them; PostgreSQL's driver knows them all."""
    return values if connection.vendor == "postgresql" else {name: _for_sqlite(value) for name, value in values.items()}


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps([_for_sqlite(one) for one in value]) if isinstance(value, list) else value
