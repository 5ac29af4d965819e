"""The work a course asks of people: one open task for each matter, with a clinician's skill and a time of the clinic's day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop

from clinics.domain.hours import Hours, closes_at, hours_of, next_opening
from clinics.models import Staff
from core.audit import SYSTEM, Actor
from followup.models import Course, Dose
from intake.domain.asking_nurse import clinicians_queue
from intake.domain.tasking import TaskWish, end_task, open_task, queue_of
from intake.models import Task
from intake.states import Severity, SkillNeeded, TaskKind, TaskState

# An urgent call of the day is due within this long, in the night too: whoever is on duty is told when half of it is gone.
_WITHIN_THE_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Wanted:
    """A piece of work for a clinician. `key` joins what is open already; the reason is for staff and names nobody."""

    kind: TaskKind
    key: str
    reason: str
    severity: Severity
    due_at: datetime


def dose_key(dose: Dose) -> str:
    """Everything a late dose asks for is one task."""
    return f"dose:{dose.id}"


def talk_key(dose: Dose) -> str:
    """The planned talk before a dose."""
    return f"talk:{dose.id}"


def review_key(course: Course) -> str:
    return f"prescriber:{course.id}"


def tolerance_key(course: Course) -> str:
    return f"tolerance:{course.id}"


def lab_key(lab_id: UUID) -> str:
    return f"lab:{lab_id}"


def today_at(course: Course, now: datetime) -> date:
    """The clinic's own day."""
    return now.astimezone(ZoneInfo(course.clinic.time_zone)).date()


def hours_at(course: Course) -> Hours:
    return hours_of(course.clinic)


def same_day(hours: Hours, now: datetime) -> datetime:
    """The end of the staffed stretch that runs now or comes next; two hours from now where nobody is ever staffed."""
    opens = next_opening(hours, now)
    closes = closes_at(hours, opens) if opens else None
    return closes or now + timedelta(hours=2)


def within_the_hour(now: datetime) -> datetime:
    return now + _WITHIN_THE_HOUR


def day_begin(course: Course, day: date) -> datetime:
    """The first moment of a day of the clinic's calendar."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(course.clinic.time_zone))


def day_end(course: Course, day: date) -> datetime:
    """Five in the afternoon of a day of the clinic's calendar."""
    return datetime.combine(day, time(17), tzinfo=ZoneInfo(course.clinic.time_zone))


def open_work(*, course: Course, wanted: Wanted, now: datetime, actor: Actor = SYSTEM) -> Task:
    """Open it in a queue where a clinician works, or make the open one no less urgent and no later."""
    wish = TaskWish(
        kind=wanted.kind,
        dedupe_key=wanted.key,
        queue=clinicians_queue(queue_of(course.lead)),
        reason=wanted.reason,
        severity=wanted.severity,
        ready_at=now,
        due_at=wanted.due_at,
        language=course.lead.language,
        skill=SkillNeeded.CLINICIAN,
    )
    return open_task(wish=wish, clinic_id=course.clinic_id, lead=course.lead, actor=actor, now=now)


def end_work(*, course: Course, keys: list[str], outcome: str, staff: Staff, now: datetime) -> None:
    """End what a fact has answered, so that nobody calls about it any more."""
    for task in Task.objects.filter(clinic_id=course.clinic_id, dedupe_key__in=keys, state=TaskState.OPEN).select_related("lead"):
        end_task(task=task, outcome=outcome, staff=staff, actor=Actor.of(staff), now=now)


def drop_work(*, course: Course, keys: list[str], actor: Actor, now: datetime) -> None:
    """Cancel work that is not to be done any more."""
    for task in Task.objects.filter(clinic_id=course.clinic_id, dedupe_key__in=keys, state=TaskState.OPEN).select_related("lead"):
        end_task(task=task, outcome="stopped", staff=None, actor=actor, now=now, state=TaskState.CANCELLED)


def ask_prescriber(*, course: Course, actor: Actor, now: datetime) -> Task:
    """A prescriber decides what becomes of somebody whose course ended by itself."""
    wanted = Wanted(
        kind=TaskKind.PRESCRIBER_REVIEW,
        key=review_key(course),
        reason=gettext_noop("Everything for this person was stopped. Tolerance may be low: decide who should know. Do not ring them."),
        severity=Severity.SOON,
        due_at=same_day(hours_at(course), now),
    )
    return open_work(course=course, wanted=wanted, now=now, actor=actor)
