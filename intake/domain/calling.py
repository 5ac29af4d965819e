"""Calling: staff log a call, record an attempt, and see who may be calling. Safe contact is checked at the act."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from clinics.models import Clinic, Staff
from core.audit import Actor
from core.contact import normalise_phone
from core.hashing import keyed_hashes
from core.sql import whole
from intake.access import clinics_visible_to, leads_visible_to, tasks_visible_to
from intake.domain.answering import Answer, apply_answer
from intake.domain.leading import write_note
from intake.domain.phoning import LoggedFacts, write_call_row
from intake.domain.receiving import keep_submission, try_to_understand
from intake.domain.recording import write_event
from intake.domain.safe_contact import ReachableAt, refusal, rules_for_lead
from intake.models import Call, ContactPoint, Lead, Person, Task
from intake.states import CallOutcome, Channel

_MOST_MATCHES = 10


class NotSafeError(Exception):
    """A safe-contact rule forbids this; `reason` is a sentence for staff."""

    def __init__(self, reason: Promise | str) -> None:
        super().__init__("Safe contact forbids this.")
        self.reason = reason


@dataclass(frozen=True)
class CallDraft:
    """A call as staff typed it. Everything but the clinic, the key and the start may be missing."""

    clinic: Clinic
    idempotency_key: str
    direction: str
    started_at: datetime
    line_id: UUID | None = None
    number: str = ""
    duration_seconds: int | None = None
    # "self", "caring", "professional", "former" or "".
    who: str = ""
    not_a_lead: str = ""
    name: str = ""
    # "yes", "no" or "not_asked".
    safe: str = "not_asked"
    voicemail: str = ""
    may_text: str = "not_asked"
    # "call_back", "wait" or "".
    if_cut_off: str = ""
    about: tuple[str, ...] = ()
    outcome: str = ""
    next_step_at: datetime | None = None
    # "me" or "queue".
    next_step_owner: str = "queue"
    note: str = ""
    language: str = "en"
    lead_id: UUID | None = None
    danger_now: bool = False
    on_behalf_of: UUID | None = None


@dataclass(frozen=True)
class LoggedCall:
    """What a logged call came to. `lead` is None for a call that is no lead, or while the sweep must try again."""

    call: Call | None
    lead: Lead | None


@dataclass(frozen=True)
class Match:
    """Somebody who may be calling, with their newest lead."""

    person: Person
    lead: Lead
    # More than one person uses this number: name nobody first.
    is_shared: bool


def log_call(*, draft: CallDraft, staff: Staff, now: datetime) -> LoggedCall:
    """Write down a call; saving it twice logs it once.

    A call that is no lead keeps its time, line and type and nothing else. A call without its required answers is kept
    all the same and comes back as a task. So is one about an inquiry that its writer may not open, as an inquiry of its own.
    Raises Clinic.DoesNotExist for a clinic the member of staff does not serve.
    """
    clinic = clinics_visible_to(staff).get(id=draft.clinic.id)
    if draft.not_a_lead:
        return LoggedCall(_log_no_lead(draft, clinic, staff), None)
    agent = _agent(draft, clinic, staff)
    draft = replace(draft, lead_id=_lead_in_sight(draft, clinic, staff))
    submission = keep_submission(
        clinic=clinic,
        channel=Channel.LOGGED_CALL,
        external_key=_key(draft.idempotency_key),
        payload=_payload(draft, staff, agent),
        language=draft.language,
        now=now,
    )
    lead = try_to_understand(submission_id=submission.id, actor=Actor.of(staff), now=now)
    call = Call.objects.filter(clinic=clinic, idempotency_key=submission.external_key).first()
    return LoggedCall(call, lead)


@whole
def record_attempt(
    *,
    task_id: UUID,
    staff: Staff,
    outcome: str,
    note: str,
    next_step_at: datetime | None,
    is_mine: bool,
    idempotency_key: str,
    now: datetime,
    danger_reason: str = "",
) -> Task | None:
    """Record what came of contacting a lead; the next task, or None when none was opened.

    Raises NotSafeError when calling, or leaving a message, is not allowed for the lead's number. `danger_reason` says
    why somebody's life was at stake; it is kept and shown to supervisors. Recording twice records once.
    """
    task = tasks_visible_to(staff).get(id=task_id, lead__isnull=False)
    lead = leads_visible_to(staff).select_for_update(of=("self",)).select_related("clinic", "contact_person").get(tasks=task)
    key = _key(idempotency_key)
    if Call.objects.filter(clinic_id=lead.clinic_id, idempotency_key=key).exists():
        return None
    way = _phone_of(lead)
    _check_safe(lead, way, outcome=outcome, danger_reason=danger_reason, staff=staff, now=now)
    facts = LoggedFacts(
        staff=staff,
        number=way.contact_point.value if way else "",
        started_at=now,
        outcome=outcome,
        next_step_at=next_step_at,
        is_mine=is_mine,
        note=note,
        key=key,
    )
    write_call_row(lead=lead, facts=facts, task_id=task.id)
    if note.strip():
        write_note(lead=lead, staff=staff, text=note.strip(), kind="call", now=now)
    answer = Answer(outcome=outcome, next_step_at=next_step_at, is_mine=is_mine, note=note, staff=staff, at=now)
    return apply_answer(lead=lead, answer=answer, now=now)


def caller_matches(*, staff: Staff, clinic: Clinic, number: str) -> list[Match]:
    """People of the clinic who use this number, newest lead first. A number too short to read matches nobody."""
    phone = normalise_phone(number, region=clinic.phone_region)
    if phone is None or not clinics_visible_to(staff).filter(id=clinic.id).exists():
        return []
    hashes = keyed_hashes(clinic_id=clinic.id, kind="contact.phone", value=phone)
    points = ContactPoint.objects.filter(clinic=clinic, value_hash__in=hashes, replaced_by=None)
    people = set(points.values_list("person_id", flat=True)[: _MOST_MATCHES * 5])
    leads = leads_visible_to(staff).filter(contact_person__in=people).select_related("contact_person", "clinic")
    newest: dict[UUID, Lead] = {}
    for lead in leads.order_by("-arrived_at")[: _MOST_MATCHES * 5]:
        newest.setdefault(lead.contact_person_id, lead)
    return [Match(lead.contact_person, lead, is_shared=len(newest) > 1) for lead in list(newest.values())[:_MOST_MATCHES]]


def _log_no_lead(draft: CallDraft, clinic: Clinic, staff: Staff) -> Call:
    call, _is_new = Call.objects.get_or_create(
        clinic=clinic,
        idempotency_key=_key(draft.idempotency_key),
        defaults={
            "line": clinic.phone_lines.filter(id=draft.line_id).first() if draft.line_id else None,
            "direction": draft.direction,
            "not_a_lead": draft.not_a_lead,
            "agent": staff,
            "started_at": draft.started_at,
        },
    )
    return call


def _lead_in_sight(draft: CallDraft, clinic: Clinic, staff: Staff) -> UUID | None:
    """The inquiry the call is about; None for one that is hidden, which looks just like one that does not exist."""
    if draft.lead_id is None:
        return None
    return draft.lead_id if leads_visible_to(staff).filter(id=draft.lead_id, clinic=clinic).exists() else None


def _agent(draft: CallDraft, clinic: Clinic, staff: Staff) -> Staff:
    if draft.on_behalf_of is None:
        return staff
    colleagues = Staff.objects.filter(memberships__clinic=clinic, is_active=True).distinct()
    return colleagues.filter(id=draft.on_behalf_of).first() or staff


def _payload(draft: CallDraft, staff: Staff, agent: Staff) -> dict[str, Any]:
    return {
        "form": "logged_call",
        "who": "self" if draft.who == "former" else draft.who,
        "reach": "call" if _may_call(draft) else "none",
        "phone": draft.number,
        "name": draft.name,
        "voicemail": draft.voicemail,
        "consent_text": draft.may_text == "yes",
        "wordings": {"texts": "staff-spoken-1"} if draft.may_text in {"yes", "no"} else {},
        "safe": "no" if draft.danger_now or draft.safe == "no" else draft.safe,
        "topics": [*draft.about, *(["before"] if draft.who == "former" else [])],
        "call": {
            "staff": str(agent.id),
            "logged_by": str(staff.id),
            "direction": draft.direction,
            "line": str(draft.line_id or ""),
            "started_at": draft.started_at.isoformat(),
            "duration_seconds": draft.duration_seconds,
            "outcome": draft.outcome,
            "next_step_at": draft.next_step_at.isoformat() if draft.next_step_at else "",
            "is_mine": draft.next_step_owner == "me",
            "note": draft.note,
            "lead": str(draft.lead_id or ""),
            "is_complete": bool(draft.who and draft.outcome),
        },
    }


def _may_call(draft: CallDraft) -> bool:
    # A booked callback, or "call me back if we are cut off", says that calling is OK; silence says nothing.
    return draft.if_cut_off == "call_back" or draft.outcome == CallOutcome.CALLBACK_BOOKED


def _phone_of(lead: Lead) -> ReachableAt | None:
    phones = [way for way in rules_for_lead(lead) if way.contact_point.kind == "phone"]
    return next((way for way in phones if way.rules.may_call), phones[0] if phones else None)


def _check_safe(lead: Lead, way: ReachableAt | None, *, outcome: str, danger_reason: str, staff: Staff, now: datetime) -> None:
    if way is None:
        return
    reason = refusal(way.rules, "call")
    if reason is None and outcome == CallOutcome.LEFT_MESSAGE:
        reason = refusal(way.rules, "voicemail")
    if reason is None:
        return
    if not danger_reason.strip():
        raise NotSafeError(reason)
    write_note(lead=lead, staff=staff, text=danger_reason.strip(), kind="override", now=now)
    facts = {"outcome": outcome, "contact_point": str(way.contact_point.id)}
    write_event(lead=lead, kind="safe_contact.overridden", actor=Actor.of(staff), now=now, facts=facts)


def _key(typed: str) -> str:
    # Keys come from a form; whatever they hold fits the column.
    return hashlib.sha256(typed.encode("utf-8", "replace")).hexdigest()
