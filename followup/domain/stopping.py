"""Stopping everything for somebody, in one act: they died, it was never them, it is not safe, they are in custody.

Nothing that is planned happens, nothing that waits goes out, no number is called. Each part of follow-up that acts on its
own has a line in `STOPS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from followup.domain.aftercare.changing import end_for_person, hold_aftercare
from followup.domain.appointments import cancel_all_of
from followup.domain.exiting import exit_enrolments
from followup.domain.medication.dosing import hold_courses, stop_courses
from followup.domain.occurrences import drop_messages
from followup.domain.suppressing import suppress
from followup.models import Message
from followup.states import ExitReason, WhyNot
from intake.access import leads_visible_to, people_visible_to
from intake.domain.recording import write_event
from intake.domain.same_person import same_people
from intake.domain.tasking import TaskWish, end_task, open_task, open_tasks_of, queue_of
from intake.models import ContactPoint, Lead, LeadEvent, Person, Task
from intake.states import ContactKind, Severity, TaskKind, TaskState

STOPPED = "stopped"
# Why everything may be stopped.
REASONS = (ExitReason.DIED, ExitReason.WRONG_PERSON, ExitReason.UNSAFE, ExitReason.CUSTODY)
_ALIVE = frozenset({ExitReason.UNSAFE, ExitReason.CUSTODY})
# Work that is reaching out to the person. Emergencies end by name only, and reviews are looked at, not called.
_CALLS = (
    TaskKind.FIRST_CONTACT,
    TaskKind.CALLBACK,
    TaskKind.REPLY,
    TaskKind.NURSE_CALL,
    TaskKind.PLAN_STEP,
    TaskKind.CHECK_IN_CALL,
    TaskKind.TOLERANCE_TALK,
    TaskKind.VERIFY_ADDRESS,
)


class UnknownReasonError(ValueError):
    """Everything is stopped for one of four reasons."""


@dataclass(frozen=True)
class Stopping:
    """For whom, why, by whom and when. `about` are inquiries of others, a mother's say, that are about this person."""

    person: Person
    leads: list[Lead]
    about: list[Lead]
    reason: ExitReason
    actor: Actor
    now: datetime
    staff: Staff | None = None


@whole
def stop_everything_by_hand(*, person_id: UUID, reason: ExitReason, staff: Staff, now: datetime) -> Person:
    """`stop_everything` by a member of staff; raises Person.DoesNotExist for somebody they may not see.

    Records that are joined as the same person stop with it, unless it was never them.
    """
    person = people_visible_to(staff).get(id=person_id)
    same = same_people([person.id]) if reason != ExitReason.WRONG_PERSON else {person.id}
    for one in Person.objects.filter(id__in=same).order_by("id"):
        stop_everything(person=one, reason=reason, actor=Actor.of(staff), now=now, staff=staff)
    return person


@whole
def stop_about_by_hand(*, lead_id: UUID, reason: ExitReason, staff: Staff, now: datetime) -> Lead:
    """Stop what an inquiry says by itself about somebody who has no record of their own, a mother's child say.

    Her number stays usable and her plans are hers; what waits goes nowhere, and a person decides about her calls. Doing it twice
    changes nothing. Raises UnknownReasonError, Lead.DoesNotExist for an inquiry out of sight.
    """
    if reason not in REASONS:
        raise UnknownReasonError
    rows = leads_visible_to(staff).select_for_update(no_key=True, of=("self",)).select_related("clinic", "contact_person")
    lead = rows.get(id=lead_id)
    was_said = LeadEvent.objects.filter(lead=lead, kind="everything.stopped", facts__why=reason.value).exists()
    stopping = Stopping(lead.contact_person, [], [lead], reason, Actor.of(staff), now, staff)
    _stop_messages_about(stopping)
    _hand_over_the_family(stopping)
    if not was_said:
        write_event(lead=lead, kind="everything.stopped", actor=stopping.actor, now=now, facts={"why": reason.value})
    return lead


@whole
def stop_everything(*, person: Person, reason: ExitReason, actor: Actor, now: datetime, staff: Staff | None = None) -> None:
    """Stop all that reaches out to this person, at once; doing it twice changes nothing. Raises UnknownReasonError."""
    if reason not in REASONS:
        raise UnknownReasonError
    # Courses and aftercare, addresses, leads: every transaction that holds several takes them in this order.
    hold_courses(person_id=person.id)
    hold_aftercare(person_id=person.id)
    points = list(ContactPoint.objects.select_for_update(no_key=True).filter(person=person).order_by("id"))
    theirs = Lead.objects.filter(Q(contact_person=person) | Q(care_person=person))
    every = list(theirs.select_for_update(no_key=True, of=("self",)).select_related("clinic").order_by("id"))
    leads = [lead for lead in every if lead.contact_person_id == person.id]
    is_new = any(point.is_usable for point in points) or any(lead.messages_paused_at is None for lead in every)
    _close_addresses(points, now)
    stopping = Stopping(person, leads, [lead for lead in every if lead not in leads], reason, actor, now, staff)
    for stop in STOPS:
        stop(stopping)
    for lead in every if is_new else []:
        write_event(lead=lead, kind="everything.stopped", actor=actor, now=now, facts={"why": reason.value})


def _close_addresses(points: list[ContactPoint], now: datetime) -> None:
    for point in points:
        if point.is_usable:
            point.is_usable = False
            point.save(update_fields=["is_usable"])
        if point.kind == ContactKind.EMAIL:
            suppress(point=point, purpose="", reason=STOPPED, now=now)


def _stop_plans(stopping: Stopping) -> None:
    exit_enrolments(person=stopping.person, reason=stopping.reason, actor=stopping.actor, now=stopping.now)


def _stop_messages(stopping: Stopping) -> None:
    """What staff wrote stays unsent too: it would be read by nobody, or by the wrong one."""
    drop_messages(Message.objects.filter(person=stopping.person), why_not=WhyNot.STOPPED)
    _stop_messages_about(stopping)


def _stop_messages_about(stopping: Stopping) -> None:
    drop_messages(Message.objects.filter(lead__in=stopping.about, written_by=None, staff=None), why_not=WhyNot.STOPPED)
    for lead in [*stopping.leads, *stopping.about]:
        if lead.messages_paused_at is None:
            lead.messages_paused_at = stopping.now
            lead.save(update_fields=["messages_paused_at"])


def _stop_calls(stopping: Stopping) -> None:
    for lead in stopping.leads:
        _end_calls(lead, stopping)


def _end_calls(lead: Lead, stopping: Stopping) -> list[Task]:
    calls = list(open_tasks_of(lead, _CALLS))
    for task in calls:
        outcome = f"stopped_{stopping.reason}"[:30]
        end_task(task=task, outcome=outcome, staff=stopping.staff, actor=stopping.actor, now=stopping.now, state=TaskState.CANCELLED)
    return calls


def _hand_over_the_family(stopping: Stopping) -> None:
    """Nobody rings a mother as if nothing had happened, and no promise to her is dropped: a person decides, no later."""
    for lead in stopping.about:
        calls = _end_calls(lead, stopping)
        if not calls:
            continue
        wish = TaskWish(
            kind=TaskKind.REVIEW,
            dedupe_key=f"stopped_about:{lead.id}",
            queue=queue_of(lead),
            reason="",
            severity=Severity(min(Severity.SOON, *(task.severity for task in calls))),
            ready_at=stopping.now,
            due_at=min(task.due_at for task in calls),
            language=lead.language,
        )
        open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=stopping.actor, now=stopping.now)


def _stop_appointments(stopping: Stopping) -> None:
    """Nobody is expected who died or was never meant; somebody who is not safe may still come."""
    if stopping.reason in {ExitReason.DIED, ExitReason.WRONG_PERSON}:
        cancel_all_of(person=stopping.person, now=stopping.now)


def _stop_aftercare(stopping: Stopping) -> None:
    end_for_person(person_id=stopping.person.id, reason=stopping.reason, actor=stopping.actor, now=stopping.now)


def _stop_medicine(stopping: Stopping) -> None:
    """No reminder and no late call any more. For somebody who is alive and meant, the prescriber still hears of it."""
    stop_courses(person_id=stopping.person.id, tells_prescriber=stopping.reason in _ALIVE, actor=stopping.actor, now=stopping.now)


# What acts on its own and must stop. Every part of follow-up that asks or reminds somebody adds its line.
STOPS: tuple[Callable[[Stopping], None], ...] = (
    _stop_plans,
    _stop_aftercare,
    _stop_medicine,
    _stop_messages,
    _stop_calls,
    _hand_over_the_family,
    _stop_appointments,
)
