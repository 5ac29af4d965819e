"""Phoning: what a call logged by staff does to a lead. A logged call is kept and understood like any other arrival."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from clinics.models import PhoneLine, Staff
from core.audit import Actor
from core.contact import normalise_phone
from intake.domain.answering import Answer, apply_answer, needs_details
from intake.domain.asking_nurse import ask_nurse
from intake.domain.leading import write_note
from intake.domain.matching import value_hash_of
from intake.domain.opening import open_lead
from intake.domain.reading import read_inquiry
from intake.domain.tasking import queue_of
from intake.models import Call, Lead, Submission


@dataclass(frozen=True, kw_only=True)
class LoggedFacts:
    """What is known of one call, as it was logged."""

    staff: Staff
    number: str
    started_at: datetime
    outcome: str
    next_step_at: datetime | None
    is_mine: bool
    note: str
    key: str
    direction: str = "out"
    line_id: UUID | None = None
    duration_seconds: int | None = None
    lead_id: UUID | None = None
    is_complete: bool = True


def understand_call(*, submission: Submission, now: datetime) -> Lead:
    """Make or find the lead of a logged call and write the call down. The caller holds the submission's lock."""
    facts = _read(submission)
    lead = _lead_of(submission, facts, now)
    call = _write_call(submission, lead, facts)
    if facts.note:
        write_note(lead=lead, staff=facts.staff, text=facts.note, kind="call", now=now)
    _ask_nurse(submission, lead, facts, now)
    _answer(lead, facts, call, now)
    if not facts.is_complete:
        needs_details(lead=lead, staff=facts.staff, now=now)
    return lead


def write_call_row(*, lead: Lead, facts: LoggedFacts, task_id: UUID | None = None) -> Call:
    """One row for one phone call."""
    number = normalise_phone(facts.number, region=lead.clinic.phone_region) or facts.number
    return Call.objects.create(
        clinic_id=lead.clinic_id,
        lead=lead,
        task_id=task_id,
        line_id=facts.line_id,
        direction=facts.direction,
        number=number,
        number_hash=value_hash_of(clinic_id=lead.clinic_id, kind="phone", value=number) if number else "",
        outcome=facts.outcome,
        agent=facts.staff,
        started_at=facts.started_at,
        duration_seconds=facts.duration_seconds,
        idempotency_key=facts.key,
    )


def _lead_of(submission: Submission, facts: LoggedFacts, now: datetime) -> Lead:
    first = submission.amends
    known = facts.lead_id or (first.lead_id if first else None)
    if known is not None:
        locked = Lead.objects.select_for_update(of=("self",)).select_related("clinic", "contact_person")
        return locked.get(id=known, clinic_id=submission.clinic_id)
    lead = open_lead(submission=submission, actor=Actor.of(facts.staff), now=now)
    return Lead.objects.select_for_update(of=("self",)).select_related("clinic", "contact_person").get(id=lead.id)


def _write_call(submission: Submission, lead: Lead, facts: LoggedFacts) -> Call:
    standing = Call.objects.filter(clinic_id=submission.clinic_id, idempotency_key=facts.key).first()
    if standing is None:
        return write_call_row(lead=lead, facts=facts)
    # Saved a second time with more answers: the same call, told better.
    standing.outcome = facts.outcome or standing.outcome
    standing.duration_seconds = facts.duration_seconds or standing.duration_seconds
    standing.save(update_fields=["outcome", "duration_seconds"])
    return standing


def _ask_nurse(submission: Submission, lead: Lead, facts: LoggedFacts, now: datetime) -> None:
    """Whoever rings about medicine is rung back by a nurse, also where nobody noted that calling is OK.

    The caller was told so on the phone. A clinician who took the call themselves has answered already; one who only
    reached a machine has not.
    """
    topics = read_inquiry(submission.payload, region=lead.clinic.phone_region).topics
    ask_nurse(lead=lead, topics=topics, queue=queue_of(lead), actor=Actor.of(facts.staff), now=now)


def _answer(lead: Lead, facts: LoggedFacts, call: Call, now: datetime) -> None:
    if not facts.outcome:
        return
    answer = Answer(
        outcome=facts.outcome,
        next_step_at=facts.next_step_at,
        is_mine=facts.is_mine,
        note=facts.note,
        staff=facts.staff,
        at=call.started_at,
        is_inbound=facts.direction == "in",
    )
    apply_answer(lead=lead, answer=answer, now=now)


def _read(submission: Submission) -> LoggedFacts:
    call: dict[str, Any] = submission.payload["call"]
    step = call.get("next_step_at")
    return LoggedFacts(
        staff=Staff.objects.get(id=UUID(call["staff"])),
        direction=call["direction"],
        line_id=_line(submission, call.get("line")),
        number=str(submission.payload.get("phone", "")),
        started_at=datetime.fromisoformat(call["started_at"]),
        duration_seconds=call.get("duration_seconds"),
        outcome=call.get("outcome", ""),
        next_step_at=datetime.fromisoformat(step) if step else None,
        is_mine=bool(call.get("is_mine")),
        note=call.get("note", ""),
        lead_id=UUID(call["lead"]) if call.get("lead") else None,
        is_complete=bool(call.get("is_complete")),
        key=submission.external_key,
    )


def _line(submission: Submission, line_id: str | None) -> UUID | None:
    if not line_id:
        return None
    return PhoneLine.objects.filter(id=line_id, clinic_id=submission.clinic_id).values_list("id", flat=True).first()
