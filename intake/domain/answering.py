"""Answering: what the outcome of a contact does to a lead, its clocks and its tasks. No outcome leaves a dead end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from clinics.domain.hours import add_staffed_minutes, closes_at, hours_of, next_opening
from clinics.models import Staff
from core.audit import Actor
from intake.domain.asking_nurse import is_clinician_for, nurse_has_answered
from intake.domain.clocks import note_attempt
from intake.domain.leading import apply_move
from intake.domain.recording import write_event
from intake.domain.safe_contact import rules_for_lead
from intake.domain.tasking import TaskWish, end_task, open_task, open_tasks_of, queue_of
from intake.models import Lead, Task
from intake.states import (
    LEGAL_MOVES,
    LIVE_OUTCOMES,
    CallOutcome,
    LeadStatus,
    Severity,
    TaskKind,
)

# Hours until the next try, by how many were made: other days and other hours find people at home.
_HOURS_TO_NEXT_TRY = (3, 21, 27, 45, 51)
MOST_ATTEMPTS = len(_HOURS_TO_NEXT_TRY) + 1
# Without another agreement somebody asks how they are on the next day.
_CHECK_BACK = timedelta(hours=22)
_TRIED = (TaskKind.FIRST_CONTACT, TaskKind.CALLBACK, TaskKind.REPLY)
_ANSWERED_BY_CONTACT = (TaskKind.FIRST_CONTACT, TaskKind.CALLBACK, TaskKind.REPLY, TaskKind.WAIT_FOR_CONTACT)


@dataclass(frozen=True)
class Answer:
    """The outcome of one contact. `next_step_at` is UTC; `is_mine` keeps the next step with whoever made this one."""

    outcome: str
    next_step_at: datetime | None
    is_mine: bool
    note: str
    staff: Staff
    at: datetime
    is_inbound: bool = False


def apply_answer(*, lead: Lead, answer: Answer, now: datetime) -> Task | None:
    """Stop clocks, end what was answered, move the lead and open the next step. The caller holds the lead's lock."""
    is_live = answer.is_inbound or answer.outcome in LIVE_OUTCOMES
    changed = note_attempt(lead=lead, is_live=is_live, at=answer.at)
    if changed:
        lead.save(update_fields=changed)
    facts = {"outcome": answer.outcome, "live": is_live}
    write_event(lead=lead, kind="contact.made" if is_live else "contact.tried", actor=Actor.of(answer.staff), now=now, facts=facts)
    return _after_contact(lead, answer, now) if is_live else _after_attempt(lead, answer, now)


def needs_details(*, lead: Lead, staff: Staff, now: datetime) -> Task:
    """Work saved without its required answers comes back to its writer before the end of the shift."""
    hours = hours_of(lead.clinic)
    wish = TaskWish(
        kind=TaskKind.NEEDS_DETAILS,
        dedupe_key=f"needs_details:{lead.id}",
        queue=queue_of(lead),
        reason="",
        severity=Severity.SOON,
        ready_at=now,
        due_at=closes_at(hours, now) or now + timedelta(hours=2),
        language=lead.language,
        assignee=staff,
    )
    return open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=Actor.of(staff), now=now)


def _after_contact(lead: Lead, answer: Answer, now: datetime) -> Task | None:
    for task in open_tasks_of(lead, _ANSWERED_BY_CONTACT):
        end_task(task=task, outcome=answer.outcome, staff=answer.staff, actor=Actor.of(answer.staff), now=now)
    nurse_has_answered(lead=lead, staff=answer.staff, outcome=answer.outcome, now=now)
    _move_by_outcome(lead, answer, now)
    if lead.status == LeadStatus.REFERRED and answer.next_step_at is None:
        return None
    return _open_next_step(lead, answer, now)


def _move_by_outcome(lead: Lead, answer: Answer, now: datetime) -> None:
    wanted = {
        CallOutcome.APPOINTMENT: LeadStatus.BOOKED,
        CallOutcome.REFERRED: LeadStatus.REFERRED,
    }.get(CallOutcome(answer.outcome) if answer.outcome else CallOutcome.INFO_GIVEN, LeadStatus.IN_TOUCH)
    if wanted in LEGAL_MOVES[LeadStatus(lead.status)] and not (wanted == "in_touch" and lead.status == "booked"):
        reason = str(CallOutcome(answer.outcome).label) if wanted == LeadStatus.REFERRED else ""
        apply_move(lead=lead, to=wanted, staff=answer.staff, reason=reason, now=now)


def _open_next_step(lead: Lead, answer: Answer, now: datetime) -> Task:
    hours = hours_of(lead.clinic)
    is_visit = answer.outcome == CallOutcome.APPOINTMENT
    agreed = answer.next_step_at
    due = agreed or add_staffed_minutes(hours, now + _CHECK_BACK, 60)
    if is_visit and agreed:
        # After the visit somebody writes down whether they came.
        due = agreed + timedelta(hours=1)
    wish = TaskWish(
        kind=TaskKind.REVIEW if is_visit else TaskKind.CALLBACK,
        dedupe_key=f"next_step:{lead.id}",
        queue=queue_of(lead),
        reason="",
        severity=Severity(max(lead.severity, Severity.URGENT)) if agreed is None else Severity.ROUTINE,
        ready_at=due if is_visit else max(due - timedelta(minutes=10), now),
        due_at=due,
        language=lead.language,
        number_hash=_callable_number(lead),
        is_promised=agreed is not None and not is_visit,
        assignee=answer.staff if answer.is_mine else None,
    )
    return open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=Actor.of(answer.staff), now=now)


def _after_attempt(lead: Lead, answer: Answer, now: datetime) -> Task | None:
    tried = 0
    tried_kinds = [*_TRIED, TaskKind.NURSE_CALL] if is_clinician_for(staff=answer.staff, lead=lead) else _TRIED
    for task in open_tasks_of(lead, tried_kinds):
        task.attempts += 1
        tried = max(tried, task.attempts)
        if task.attempts >= MOST_ATTEMPTS:
            end_task(task=task, outcome=answer.outcome, staff=answer.staff, actor=Actor.of(answer.staff), now=now)
        else:
            _try_again(task, lead, answer, now)
    return _review_unreached(lead, answer, now) if tried >= MOST_ATTEMPTS else None


def _try_again(task: Task, lead: Lead, answer: Answer, now: datetime) -> None:
    wait = timedelta(hours=_HOURS_TO_NEXT_TRY[task.attempts - 1])
    if task.severity <= Severity.URGENT:
        wait = timedelta(minutes=15)
    hours = hours_of(lead.clinic)
    task.ready_at = answer.next_step_at or next_opening(hours, now + wait) or now + wait
    task.due_at = task.ready_at + timedelta(minutes=lead.clinic.soon_minutes)
    task.claimed_by = task.claimed_until = None
    task.assignee = answer.staff if answer.is_mine else None
    task.is_promised = False
    task.version += 1
    task.save(update_fields=["attempts", "ready_at", "due_at", "claimed_by", "claimed_until", "assignee", "is_promised", "version"])


def _review_unreached(lead: Lead, answer: Answer, now: datetime) -> Task:
    wish = TaskWish(
        kind=TaskKind.REVIEW,
        dedupe_key=f"unreached:{lead.id}",
        queue=queue_of(lead),
        reason="",
        severity=Severity.SOON,
        ready_at=now,
        due_at=add_staffed_minutes(hours_of(lead.clinic), now, lead.clinic.routine_minutes),
        language=lead.language,
    )
    return open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=Actor.of(answer.staff), now=now)


def _callable_number(lead: Lead) -> str:
    for way in rules_for_lead(lead):
        if way.contact_point.kind == "phone" and way.rules.may_call:
            return way.contact_point.value_hash
    return ""
