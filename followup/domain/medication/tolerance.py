"""Tolerance: the window opens by itself when a dose has run out, was missed or declined, or a course ended.

It closes only when a clinician wrote down that they spoke with the person, or gave a dose. Nothing closes it by time, since
nobody knows how long the danger lasts; fatal overdoses are reported at the end of a dosing interval, after a missed dose and
after stopping (naltrexone for extended-release injectable suspension, US prescribing information, section 5.1).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from clinics.models import Staff
from core.audit import SYSTEM, Actor
from core.sql import whole
from followup.domain.medication.access import courses_visible_to
from followup.domain.medication.work import Wanted, end_work, hours_at, open_work, same_day, tolerance_key, within_the_hour
from followup.models import Course, ToleranceWindow
from followup.states.medicine import CourseEnd, ToleranceReason
from intake.domain.recording import write_event
from intake.models import LeadEvent, Task
from intake.states import Severity, TaskKind, TaskState

_URGENT = frozenset({ToleranceReason.DECLINED, ToleranceReason.STOPPED})


class NothingSaidError(ValueError):
    """A contact is written down in words, or the window stays open."""


def open_window(*, course: Course, reason: ToleranceReason, now: datetime, actor: Actor = SYSTEM) -> ToleranceWindow:
    """The course's open window and its task; a further reason joins it. The caller holds the course's lock."""
    window, is_new = ToleranceWindow.objects.get_or_create(
        course=course,
        closed_at=None,
        defaults={"clinic_id": course.clinic_id, "person_id": course.person_id, "reason": reason, "opened_at": now},
    )
    if is_new:
        facts = {"course": str(course.id), "window": str(window.id), "why": reason.value}
        write_event(lead=course.lead, kind="tolerance.opened", actor=actor, now=now, facts=facts)
    if is_new or reason in _URGENT:
        _ask_for_talk(course, reason, actor, now)
    return window


@whole
def close_by_contact(*, course_id: UUID, note: str, staff: Staff, now: datetime) -> bool:
    """A clinician spoke with the person about overdose and naloxone; False when no window was open.

    Raises NothingSaidError without a note, Course.DoesNotExist for a course this member of staff may not change.
    """
    course = courses_visible_to(staff).select_for_update(of=("self",)).select_related("clinic", "lead__clinic").get(id=course_id)
    if not note.strip():
        raise NothingSaidError
    return close_window(course=course, closed_for="contact", note=note.strip(), staff=staff, now=now)


def close_window(*, course: Course, closed_for: str, note: str, staff: Staff, now: datetime) -> bool:
    """Close it with who and why. The caller holds the course's lock."""
    window = ToleranceWindow.objects.filter(course=course, closed_at=None).first()
    if window is None:
        return False
    window.closed_at, window.closed_for, window.closed_by, window.note = now, closed_for, staff, note
    window.save(update_fields=["closed_at", "closed_for", "closed_by", "note"])
    end_work(course=course, keys=[tolerance_key(course)], outcome=closed_for, staff=staff, now=now)
    facts = {"course": str(course.id), "window": str(window.id), "why": closed_for}
    write_event(lead=course.lead, kind="tolerance.closed", actor=Actor.of(staff), now=now, facts=facts)
    return True


def has_open_window(person_ids: Collection[UUID], now: datetime) -> bool:
    """Whether one of these, who are one person, is in such a time, for whoever weighs their silence or their answers."""
    return ToleranceWindow.objects.filter(person_id__in=person_ids, closed_at=None, opened_at__lte=now).exists()


def reopen_talks(*, now: datetime) -> int:
    """Ask again where a window is open and its task was ended without a contact written down; how many."""
    talk = Task.objects.filter(lead=OuterRef("course__lead"), kind=TaskKind.TOLERANCE_TALK, state=TaskState.OPEN)
    # The course may have ended long before everything was stopped; nobody is rung after that.
    stopped = LeadEvent.objects.filter(lead=OuterRef("course__lead"), kind="everything.stopped", at__gte=OuterRef("opened_at"))
    running = ToleranceWindow.objects.exclude(course__end_reason=CourseEnd.STOPPED_ALL)
    waiting = running.filter(~Exists(talk), ~Exists(stopped), closed_at=None, opened_at__lte=now - timedelta(minutes=1))
    return sum(_reopen(course_id, now) for course_id in waiting.values_list("course_id", flat=True)[:100])


@whole
def _reopen(course_id: UUID, now: datetime) -> bool:
    course = Course.objects.select_for_update(of=("self",)).select_related("clinic", "lead__clinic").get(id=course_id)
    window = ToleranceWindow.objects.filter(course=course, closed_at=None).first()
    if window is None or window.closed_at is not None:
        return False
    _ask_for_talk(course, ToleranceReason(window.reason), SYSTEM, now)
    return True


def _ask_for_talk(course: Course, reason: ToleranceReason, actor: Actor, now: datetime) -> None:
    is_urgent = reason in _URGENT
    wanted = Wanted(
        kind=TaskKind.TOLERANCE_TALK,
        key=tolerance_key(course),
        reason=gettext_noop("Their tolerance may be low. Talk about overdose and naloxone, and write down what was said."),
        severity=Severity.URGENT if is_urgent else Severity.SOON,
        due_at=within_the_hour(now) if is_urgent else same_day(hours_at(course), now),
    )
    open_work(course=course, wanted=wanted, now=now, actor=actor)
