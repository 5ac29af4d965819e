"""Contacting: staff write down each try to speak with somebody in aftercare. No outcome leaves a dead end.

Three tries on different days and hours; then a caring word by e-mail where that is safe, and a person decides what next.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from clinics.domain.hours import Hours, hours_of, next_opening
from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from followup.access import aftercares_visible_to
from followup.domain.aftercare.flagging import end_flags
from followup.domain.aftercare.mailing import Words, write_caring_mail
from followup.domain.aftercare.ready_words import CARING
from followup.models import Aftercare, AftercareContact, Flag
from intake.domain.leading import write_note
from intake.domain.recording import write_event
from intake.domain.safe_contact import ReachableAt, refusal, rules_for_points
from intake.domain.tasking import TaskWish, end_task, open_task, open_tasks_of, queue_of
from intake.models import ContactPoint, Task
from intake.states import ContactKind, Severity, TaskKind

REACHED, NO_ANSWER, LEFT_MESSAGE = "reached", "no_answer", "left_message"
OUTCOMES = (REACHED, NO_ANSWER, LEFT_MESSAGE)
MOST_TRIES = 3
# After each try another day and another hour.
_WAITS = (timedelta(hours=27), timedelta(hours=45))
# Half of this counts as the same hour of the day.
_OTHER_HOUR = timedelta(hours=4)
_URGENT_WAIT = timedelta(minutes=30)
_CALLS = (TaskKind.CHECK_IN_CALL, TaskKind.NURSE_CALL)


@dataclass(frozen=True)
class Contact:
    """One try: what came of it, in codes and words. The same key twice is one try."""

    outcome: str
    note: str
    key: str
    danger_reason: str = ""


class NotSafeToCallError(Exception):
    """No number of this person may be called, or no voicemail left; `reason` says so to staff."""

    def __init__(self, reason: Any) -> None:
        super().__init__("That would not be safe.")
        self.reason = reason


@whole
def log_contact(*, aftercare_id: UUID, contact: Contact, staff: Staff, now: datetime) -> Aftercare:
    """Write a try down and do what follows from it; raises NotSafeToCallError, Aftercare.DoesNotExist out of sight."""
    rows = aftercares_visible_to(staff).select_for_update(of=("self",)).select_related("clinic", "lead__clinic", "person")
    aftercare = rows.get(id=aftercare_id)
    if contact.outcome not in OUTCOMES:
        raise ValueError(f"An outcome is one of: {', '.join(OUTCOMES)}.")
    if not _keep(aftercare, contact, staff, now):
        return aftercare
    _check_safe(aftercare, contact, staff, now)
    actor = Actor.of(staff)
    if contact.note.strip():
        write_note(lead=aftercare.lead, staff=staff, text=contact.note.strip(), kind="call", now=now)
    kind = "aftercare.reached" if contact.outcome == REACHED else "aftercare.tried"
    write_event(lead=aftercare.lead, kind=kind, actor=actor, now=now, facts={"aftercare": str(aftercare.id), "outcome": contact.outcome})
    if contact.outcome == REACHED:
        _after_contact(aftercare, staff, now)
    else:
        _after_try(aftercare, contact, staff, now)
    return aftercare


def _keep(aftercare: Aftercare, contact: Contact, staff: Staff, now: datetime) -> bool:
    try:
        with transaction.atomic():
            AftercareContact.objects.create(
                clinic_id=aftercare.clinic_id,
                aftercare=aftercare,
                staff=staff,
                outcome=contact.outcome,
                idempotency_key=contact.key[:64],
                at=now,
            )
    except IntegrityError:
        return False
    return True


def ways_to(aftercare: Aftercare) -> list[ReachableAt]:
    """Every way to reach the person, newest first, each with the rules that count."""
    points = list(ContactPoint.objects.filter(person_id=aftercare.person_id, replaced_by=None).order_by("-created_at", "-id"))
    rules = rules_for_points(points)
    return [ReachableAt(point, rules[point.id]) for point in points]


def _check_safe(aftercare: Aftercare, contact: Contact, staff: Staff, now: datetime) -> None:
    """The rules of the numbers on file hold for a try by phone; only danger, with a reason kept, goes before them."""
    if contact.outcome == REACHED:
        return
    phones = [way for way in ways_to(aftercare) if way.contact_point.kind == ContactKind.PHONE]
    reasons = [refusal(way.rules, "voicemail" if contact.outcome == LEFT_MESSAGE else "call") for way in phones]
    # Nobody says which number it was: a message may stand on any of them, so the strictest counts.
    forbidden = [reason for reason in reasons if reason is not None]
    if not forbidden or (contact.outcome != LEFT_MESSAGE and len(forbidden) < len(reasons)):
        return
    if not contact.danger_reason.strip():
        raise NotSafeToCallError(forbidden[0])
    write_note(lead=aftercare.lead, staff=staff, text=contact.danger_reason.strip(), kind="override", now=now)
    facts = {"aftercare": str(aftercare.id), "outcome": contact.outcome}
    write_event(lead=aftercare.lead, kind="safe_contact.overridden", actor=Actor.of(staff), now=now, facts=facts)


def _after_contact(aftercare: Aftercare, staff: Staff, now: datetime) -> None:
    """A person spoke with them: what asked for that is answered, a nurse's call aside, which only a clinician ends."""
    Aftercare.objects.filter(id=aftercare.id).update(unanswered=0, last_heard_at=now)
    end_flags(aftercare_id=aftercare.id, outcome=REACHED, met=True, actor=Actor.of(staff), now=now)
    ends = _CALLS if aftercare.clinic_id in staff.clinics_with_role("clinician") else (TaskKind.CHECK_IN_CALL,)
    for task in _open_calls(aftercare, ends):
        end_task(task=task, outcome=REACHED, staff=staff, actor=Actor.of(staff), now=now)


def _open_calls(aftercare: Aftercare, kinds: tuple[TaskKind, ...]) -> list[Task]:
    keys = [f"aftercare_call:{aftercare.id}", f"aftercare_nurse:{aftercare.id}"]
    return list(open_tasks_of(aftercare.lead, kinds).filter(dedupe_key__in=keys))


def _after_try(aftercare: Aftercare, contact: Contact, staff: Staff, now: datetime) -> None:
    for task in _open_calls(aftercare, _CALLS):
        task.attempts += 1
        if task.attempts >= MOST_TRIES and task.severity > Severity.URGENT:
            task.save(update_fields=["attempts"])
            end_task(task=task, outcome=contact.outcome, staff=staff, actor=Actor.of(staff), now=now)
            _after_last_try(aftercare, staff, now)
        else:
            _try_again(task, aftercare, now)


def _try_again(task: Task, aftercare: Aftercare, now: datetime) -> None:
    wait = _URGENT_WAIT if task.severity <= Severity.URGENT else _WAITS[min(task.attempts, len(_WAITS)) - 1]
    hours, wanted = hours_of(aftercare.clinic), now + wait
    opens = next_opening(hours, wanted) or wanted
    task.ready_at = opens if task.severity <= Severity.URGENT else _another_hour(hours, opens, tried_at=now)
    task.due_at = task.ready_at + timedelta(minutes=aftercare.clinic.soon_minutes)
    task.claimed_by = task.claimed_until = None
    task.version += 1
    task.save(update_fields=["attempts", "ready_at", "due_at", "claimed_by", "claimed_until", "version"])


def _another_hour(hours: Hours, at: datetime, *, tried_at: datetime) -> datetime:
    """`at`, or later in that day's staffed time when it is at about the hour that was tried just now."""
    later = next_opening(hours, at + _OTHER_HOUR)
    is_same_hour = abs(_minute_of_day(at, hours) - _minute_of_day(tried_at, hours)) < _OTHER_HOUR / timedelta(minutes=2)
    if is_same_hour and later is not None and later.astimezone(hours.zone).date() == at.astimezone(hours.zone).date():
        return later
    return at


def _minute_of_day(at: datetime, hours: Hours) -> int:
    local = at.astimezone(hours.zone)
    return local.hour * 60 + local.minute


def _after_last_try(aftercare: Aftercare, staff: Staff, now: datetime) -> None:
    """A caring word that asks for nothing, and a review by a person. The check-ins go on."""
    # An emergency, or a matter of messages, ends with its own work.
    flags = Flag.objects.filter(aftercare=aftercare, ended_at=None, task__kind__in=_CALLS)
    flags.update(ended_at=now, outcome="not_reached")
    write_caring_mail(aftercare=aftercare, words=Words(CARING, f"caring:{aftercare.id}:{now.date().isoformat()}"), now=now)
    wish = TaskWish(
        kind=TaskKind.REVIEW,
        dedupe_key=f"aftercare_unreached:{aftercare.id}",
        queue=queue_of(aftercare.lead),
        reason="",
        severity=Severity.SOON,
        ready_at=now,
        due_at=now + timedelta(days=2),
        language=aftercare.language,
        assignee=aftercare.counselor,
    )
    open_task(wish=wish, clinic_id=aftercare.clinic_id, lead=aftercare.lead, actor=Actor.of(staff), now=now)
