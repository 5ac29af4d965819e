"""Opening: a kept arrival becomes a person, ways to reach them, a lead, its triage, its route and its first task."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from core.audit import Actor
from core.doorbell import ring
from core.hashing import keyed_hash
from core.rows import new_row
from core.writing import Spread, write_rows
from intake.domain.asking_nurse import nurse_wish
from intake.domain.clocks import SLOTS, Slot, slot_for
from intake.domain.consenting import Evidence, answers_of
from intake.domain.escalating import escalation_wish
from intake.domain.indexing import tokens_of
from intake.domain.matching import maybe_same_of, value_hash_of
from intake.domain.reading import Inquiry, read_inquiry
from intake.domain.recording import event_of
from intake.domain.routing import decision_for, facts_of, routing_ground
from intake.domain.tasking import TaskWish, task_of
from intake.domain.triaging import flags_of, triage_words
from intake.models import ContactPoint, Lead, LeadEvent, Person, RoutingDecision, Submission, Task, TriageFlag
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


@dataclass(frozen=True)
class Opening:
    """A lead with all the rows it begins with, none of them written yet."""

    lead: Lead
    rows: list[Model | Spread]
    tasks: list[Task]

    def announce(self) -> None:
        """Hurry whoever is on call, once the rows are there."""
        for task in self.tasks:
            if task.kind == TaskKind.ESCALATION:
                ring("followup.alert", task.id)


def open_lead(*, submission: Submission, actor: Actor, now: datetime) -> Lead:
    """Make the lead of a first arrival, all its rows at once. The caller holds the submission's lock and its transaction."""
    opening = opening_of(submission=submission, actor=actor, now=now)
    write_rows(opening.rows)
    opening.announce()
    return opening.lead


def opening_of(*, submission: Submission, actor: Actor, now: datetime) -> Opening:
    """What a first arrival comes to."""
    inquiry = read_inquiry(submission.payload, region=submission.clinic.phone_region)
    arrival = Arrival(submission, inquiry, actor, now)
    person = _person_of(arrival)
    points = contact_points_of(person=person, inquiry=inquiry, now=now)
    lead = _lead_of(arrival, person)
    flags = _triage(arrival, lead)
    decision = decision_for(lead=lead, now=now)
    tasks = _first_tasks(arrival, lead, decision, points)
    events = _events_of(arrival, lead, flags, decision, tasks)
    lead.version += len(events)
    rows: list[Model | Spread] = [
        *(person, *points.values()),
        *answers_of(person=person, points=points, inquiry=inquiry, language=submission.language, evidence=arrival.evidence, now=now),
        *(lead, *flags, decision, *tasks, *events),
        *maybe_same_of(person=person, points=points.values(), now=now),
        tokens_of(person=person, points=points.values(), now=now),
    ]
    return Opening(lead, rows, tasks)


def write_contact_points(*, person: Person, inquiry: Inquiry, now: datetime) -> dict[str, ContactPoint]:
    """Write the numbers and addresses an inquiry gives."""
    points = contact_points_of(person=person, inquiry=inquiry, now=now)
    write_rows(points.values())
    return points


def contact_points_of(*, person: Person, inquiry: Inquiry, now: datetime) -> dict[str, ContactPoint]:
    """The numbers and addresses an inquiry gives, each allowed only what was said about it; not written yet."""
    points = {}
    if inquiry.phone:
        points["phone"] = _point(person, "phone", value=inquiry.phone, typed=inquiry.phone_typed, inquiry=inquiry, now=now)
    if inquiry.email:
        points["email"] = _point(person, "email", value=inquiry.email, typed=inquiry.email_typed, inquiry=inquiry, now=now)
    return points


def _point(person: Person, kind: str, *, value: str, typed: str, inquiry: Inquiry, now: datetime) -> ContactPoint:
    is_phone = kind == "phone"
    # Somebody who may only be written to, or who will contact us, has not said that calling is OK.
    return new_row(
        ContactPoint,
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


def _person_of(arrival: Arrival) -> Person:
    return new_row(
        Person,
        clinic_id=arrival.submission.clinic_id,
        name=arrival.inquiry.name,
        language=arrival.submission.language,
        helps_us_talk=arrival.inquiry.helps_us_talk,
        created_at=arrival.now,
    )


def _lead_of(arrival: Arrival, person: Person) -> Lead:
    submission, inquiry = arrival.submission, arrival.inquiry
    code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(CODE_LENGTH)) if inquiry.reach == "none" else ""
    return new_row(
        Lead,
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


def _triage(arrival: Arrival, lead: Lead) -> list[TriageFlag]:
    """Raise the lead's severity to what its words and the answer about safety come to; the flags they raise."""
    submission = arrival.submission
    triage = triage_words(text=arrival.inquiry.free_text, language=submission.language, safe_answer=arrival.inquiry.safe)
    lead.severity = min(triage.severity, Severity(lead.severity))
    return flags_of(lead=lead, found=triage.flags, source_kind="submission", source_id=submission.id, now=arrival.now)


def _first_tasks(arrival: Arrival, lead: Lead, decision: RoutingDecision, points: dict[str, ContactPoint]) -> list[Task]:
    """What people have to do now: the first contact, and what medicine or danger adds to it."""
    inquiry, queue, now = arrival.inquiry, decision.queue, arrival.now
    wishes = [
        _first_wish(arrival, lead, decision, points),
        nurse_wish(lead=lead, topics=inquiry.topics, queue=queue, now=now) if _may_be_rung(inquiry) else None,
        escalation_wish(lead=lead, queue=queue, now=now),
    ]
    return [task_of(wish=wish, clinic_id=lead.clinic_id, lead=lead, now=now) for wish in wishes if wish is not None]


def _events_of(arrival: Arrival, lead: Lead, flags: list[TriageFlag], decision: RoutingDecision, tasks: list[Task]) -> list[LeadEvent]:
    """The first lines of the lead's history, one for each fact."""
    submission = arrival.submission
    facts: list[tuple[str, dict[str, Any]]] = [("lead.arrived", {"submission": str(submission.id), "channel": submission.channel})]
    if flags or lead.severity < Severity.ROUTINE:
        facts.append(("lead.triaged", {"severity": Severity(lead.severity).word, "flags": [flag.code for flag in flags]}))
    facts.append(("lead.routed", facts_of(decision)))
    facts += [("task.opened", {"task": str(task.id), "kind": task.kind}) for task in tasks]
    return [event_of(lead=lead, kind=kind, actor=arrival.actor, now=arrival.now, facts=found) for kind, found in facts]


def _first_wish(arrival: Arrival, lead: Lead, decision: RoutingDecision, points: dict[str, ContactPoint]) -> TaskWish:
    inquiry, severity = arrival.inquiry, Severity(lead.severity)
    slot = _first_slot(arrival, lead, decision)
    lead.first_attempt_due_at = slot.due_at
    phone = points.get("phone")
    return TaskWish(
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


def _first_slot(arrival: Arrival, lead: Lead, decision: RoutingDecision) -> Slot:
    # Somebody in danger is called now, whatever hour they would have liked.
    if lead.severity <= Severity.URGENT or arrival.inquiry.good_time not in SLOTS:
        return Slot(ready_at=arrival.now, due_at=decision.due_at)
    return slot_for(
        hours=routing_ground(lead.clinic).hours,
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
