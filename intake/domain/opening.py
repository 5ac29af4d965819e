"""Opening: a kept arrival becomes a person, ways to reach them, a lead, its triage, its route and its first task."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from clinics.domain.hours import hours_of
from core.audit import Actor
from core.hashing import keyed_hash
from intake.domain.asking_nurse import ask_nurse
from intake.domain.clocks import SLOTS, Slot, slot_for
from intake.domain.consenting import Evidence, keep_answers
from intake.domain.escalating import escalate_if_emergency
from intake.domain.indexing import index_person
from intake.domain.matching import note_maybe_same, value_hash_of
from intake.domain.reading import Inquiry, read_inquiry
from intake.domain.recording import write_event
from intake.domain.routing import route_lead
from intake.domain.tasking import TaskWish, open_task
from intake.domain.triaging import keep_triage, triage_words
from intake.models import ContactPoint, Lead, Person, RoutingDecision, Submission, Task
from intake.states import Severity, TaskKind

# Without 0/O, 1/I/L: a code is read out over the phone.
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6


@dataclass(frozen=True)
class Arrival:
    """One arrival being understood, with what is needed at every step."""

    submission: Submission
    inquiry: Inquiry
    actor: Actor
    now: datetime

    @property
    def evidence(self) -> Evidence:
        return Evidence(kind="submission", id=self.submission.id)


def open_lead(*, submission: Submission, actor: Actor, now: datetime) -> Lead:
    """Make the lead of a first arrival. The caller holds the submission's lock and its transaction."""
    inquiry = read_inquiry(submission.payload, region=submission.clinic.phone_region)
    arrival = Arrival(submission, inquiry, actor, now)
    person = _write_person(arrival)
    points = write_contact_points(person=person, inquiry=inquiry, now=now)
    keep_answers(person=person, points=points, inquiry=inquiry, language=submission.language, evidence=arrival.evidence, now=now)
    lead = _write_lead(arrival, person)
    triage = triage_words(text=inquiry.free_text, language=submission.language, safe_answer=inquiry.safe)
    keep_triage(lead=lead, triage=triage, source_kind="submission", source_id=submission.id, actor=actor, now=now)
    decision = route_lead(lead=lead, actor=actor, now=now)
    _open_first_task(arrival, lead, decision, points)
    if _may_be_rung(inquiry):
        ask_nurse(lead=lead, topics=inquiry.topics, queue=decision.queue, actor=actor, now=now)
    escalate_if_emergency(lead=lead, queue=decision.queue, actor=actor, now=now)
    note_maybe_same(person=person, points=points.values(), now=now)
    index_person(person=person, now=now)
    return lead


def write_contact_points(*, person: Person, inquiry: Inquiry, now: datetime) -> dict[str, ContactPoint]:
    """The numbers and addresses an inquiry gives, each allowed only what was said about it."""
    points = {}
    if inquiry.phone:
        points["phone"] = _point(person, "phone", value=inquiry.phone, typed=inquiry.phone_typed, inquiry=inquiry, now=now)
    if inquiry.email:
        points["email"] = _point(person, "email", value=inquiry.email, typed=inquiry.email_typed, inquiry=inquiry, now=now)
    return points


def _point(person: Person, kind: str, *, value: str, typed: str, inquiry: Inquiry, now: datetime) -> ContactPoint:
    is_phone = kind == "phone"
    # Somebody who may only be written to, or who will contact us, has not said that calling is OK.
    return ContactPoint.objects.create(
        clinic_id=person.clinic_id,
        person=person,
        kind=kind,
        value=value,
        typed=typed,
        value_hash=value_hash_of(clinic_id=person.clinic_id, kind=kind, value=value),
        may_call=is_phone and inquiry.reach == "call",
        may_text=is_phone and (inquiry.reach == "text" or inquiry.agrees_texts),
        may_email=not is_phone and (inquiry.reach == "email" or inquiry.agrees_emails),
        voicemail=inquiry.voicemail if is_phone else "none",
        is_private=inquiry.is_private,
        good_times=inquiry.good_time_words or (inquiry.good_time if inquiry.good_time not in {"", "asap"} else ""),
        if_someone_else_answers=inquiry.if_someone_else if is_phone else "",
        created_at=now,
    )


def _write_person(arrival: Arrival) -> Person:
    return Person.objects.create(
        clinic_id=arrival.submission.clinic_id,
        name=arrival.inquiry.name,
        language=arrival.submission.language,
        helps_us_talk=arrival.inquiry.helps_us_talk,
        created_at=arrival.now,
    )


def _write_lead(arrival: Arrival, person: Person) -> Lead:
    submission, inquiry = arrival.submission, arrival.inquiry
    code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(CODE_LENGTH)) if inquiry.reach == "none" else ""
    lead = Lead.objects.create(
        clinic=submission.clinic,
        contact_person=person,
        care_person=person if inquiry.relationship == "self" else None,
        relationship=inquiry.relationship,
        language=submission.language,
        channel=submission.channel,
        preferred_channel=inquiry.reach,
        topics=list(inquiry.topics),
        own_words=inquiry.own_words,
        code=code,
        code_hash=keyed_hash(clinic_id=submission.clinic_id, kind="lead.code", value=code) if code else "",
        arrived_at=submission.received_at,
        is_sample=submission.is_sample,
    )
    facts = {"submission": str(submission.id), "channel": submission.channel}
    write_event(lead=lead, kind="lead.arrived", actor=arrival.actor, now=arrival.now, facts=facts)
    return lead


def _open_first_task(arrival: Arrival, lead: Lead, decision: RoutingDecision, points: dict[str, ContactPoint]) -> Task:
    inquiry, severity = arrival.inquiry, Severity(lead.severity)
    slot = _first_slot(arrival, lead, decision)
    lead.first_attempt_due_at = slot.due_at
    lead.save(update_fields=["first_attempt_due_at"])
    phone = points.get("phone")
    wish = TaskWish(
        kind=_first_kind(inquiry, severity),
        dedupe_key=f"first_contact:{lead.id}",
        queue=decision.queue,
        reason=decision.sentence,
        severity=severity,
        ready_at=slot.ready_at,
        due_at=slot.due_at,
        language=lead.language,
        number_hash=phone.value_hash if phone and inquiry.reach == "call" else "",
    )
    return open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=arrival.actor, now=arrival.now)


def _first_slot(arrival: Arrival, lead: Lead, decision: RoutingDecision) -> Slot:
    # Somebody in danger is called now, whatever hour they would have liked.
    if lead.severity <= Severity.URGENT or arrival.inquiry.good_time not in SLOTS:
        return Slot(ready_at=arrival.now, due_at=decision.due_at)
    return slot_for(
        hours=hours_of(lead.clinic),
        wish=arrival.inquiry.good_time,
        due_at=decision.due_at,
        target_minutes=lead.clinic.soon_minutes,
        now=arrival.now,
    )


def _may_be_rung(inquiry: Inquiry) -> bool:
    """Somebody who will contact us is asked about medicine when they do; a machine's form asks no nurse."""
    return inquiry.reach != "none" and not inquiry.is_suspect


def _first_kind(inquiry: Inquiry, severity: Severity) -> str:
    if inquiry.is_suspect and severity > Severity.URGENT:
        return TaskKind.REVIEW
    return TaskKind.WAIT_FOR_CONTACT if inquiry.reach == "none" else TaskKind.FIRST_CONTACT
