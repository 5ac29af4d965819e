"""Watching: a scheduled dose is looked at when its calendar may ask for something new, and what it asks for is done once.

The row knows when that is, so that a sweep reads what is due and nothing else, and finds it however late it comes.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_noop

from core.audit import SYSTEM
from core.due_rows import IsOver, due_ids, never_over
from core.sql import whole
from followup.domain.attempting import attempt_each
from followup.domain.late_mail import Word, dose_mail_due_at, word_on
from followup.domain.medication import calendar
from followup.domain.medication.calendar import DoseFacts, asked_today, has_run_out, next_look_on
from followup.domain.medication.labs import LEAD, ask_for_lab
from followup.domain.medication.mailing import is_mail_time, next_mail_time, write_missed_note, write_reminder
from followup.domain.medication.rules import covers_days, rules_of
from followup.domain.medication.tolerance import open_window, reopen_talks
from followup.domain.medication.work import (
    Wanted,
    day_begin,
    day_end,
    dose_key,
    hours_at,
    open_work,
    review_key,
    same_day,
    talk_key,
    today_at,
    within_the_hour,
)
from followup.models import Course, CourseMark, Dose, LabDue, MedicationRules, Message
from followup.states import WhyNot
from followup.states.medicine import CourseState, DoseState, LabState, Medicine, ToleranceReason
from intake.domain.recording import write_event
from intake.models import Task
from intake.states import Severity, TaskKind, TaskState

# No clinic's calendar is further behind the clock of the world.
_FURTHEST_BEHIND = timedelta(hours=12)
_REASONS = {
    calendar.READY: gettext_noop("Ready for the first dose from today, if the opioid-free check allows it."),
    calendar.TALK: gettext_noop("Before this dose: talk about going on. Many stop here because they feel well."),
    calendar.LATE: gettext_noop("A dose is late. Call today: tolerance may be low, so talk about overdose and naloxone."),
    calendar.LATE_CALL: gettext_noop("A dose is several days late and nobody has reached them. Call now: tolerance may be low."),
}


def watch_courses(*, now: datetime, is_over: IsOver = never_over) -> int:
    """Do what is asked for now of every running course; for how many doses something was done. Twice is harmless.

    `is_over` ends a turn that takes too long; the rest is found by the next.
    """
    doses = Dose.objects.filter(state=DoseState.SCHEDULED, look_at__lte=now)
    done = attempt_each(due_ids(doses, by="look_at", is_over=is_over), lambda found: _watch(found, now))
    attempt_each(due_ids(_labs_to_ask_for(now), by="due_on", is_over=is_over), lambda found: _ask_for_lab(found, now))
    reopen_talks(now=now)
    return done


def _labs_to_ask_for(now: datetime) -> QuerySet[LabDue]:
    """Tests that are nearly due and nobody's work; one whose task was ended without a date comes back."""
    asked = Task.objects.filter(lead=OuterRef("course__lead"), kind=TaskKind.LAB_DUE, state=TaskState.OPEN)
    return LabDue.objects.filter(~Exists(asked), state=LabState.DUE, due_on__lte=(now - _FURTHEST_BEHIND + LEAD).date())


@whole
def _watch(dose_id: UUID, now: datetime) -> bool:
    course = Course.objects.select_for_update(of=("self",)).select_related("clinic", "lead__clinic", "person").get(doses=dose_id)
    # Read under the lock: another sweep may have looked already.
    dose = Dose.objects.filter(id=dose_id, state=DoseState.SCHEDULED, look_at__lte=now).first()
    if dose is None or course.state == CourseState.ENDED:
        return False
    rules, today = rules_of(course.clinic_id), today_at(course, now)
    facts = _facts(course, dose)
    asked = asked_today(facts, rules, today)
    known = set(dose.marks.values_list("code", flat=True))
    wanted = [code for code in asked if code not in known]
    done = [code for code in wanted if _do(code, course, dose, rules, now)]
    if has_run_out(facts, rules, today) and not _window_was_answered(course, facts):
        open_window(course=course, reason=ToleranceReason.END_OF_INTERVAL, now=now)
    later = day_begin(course, next_look_on(facts, rules, today))
    _look_again(dose, later if len(done) == len(wanted) else _mail_may_go_at(course, later, now))
    return bool(done)


def _mail_may_go_at(course: Course, later: datetime, now: datetime) -> datetime | None:
    """When mail that was not written may be; None at an hour for mail: it waits for a person's word about late mail."""
    return None if is_mail_time(course, now) else min(later, next_mail_time(course, now))


def _look_again(dose: Dose, at: datetime | None) -> None:
    """None: the next sweep looks again."""
    if at is not None:
        Dose.objects.filter(id=dose.id).update(look_at=at)


def _facts(course: Course, dose: Dose) -> DoseFacts:
    last = course.doses.filter(given_on__isnull=False).order_by("-number").first()
    covered = last.given_on + timedelta(days=last.covers_days) if last and last.given_on else None
    return DoseFacts(dose.number, dose.due_on, course.medicine in {Medicine.TABLET_DAILY, Medicine.TABLET_3_WEEKLY}, covered)


def _window_was_answered(course: Course, facts: DoseFacts) -> bool:
    """Whether somebody spoke with them since the last dose ran out: then it opens again for a new reason only."""
    ran_out = facts.covered_until
    contacts = course.tolerance_windows.filter(closed_for="contact").values_list("closed_at", flat=True)
    return ran_out is not None and any(today_at(course, at) > ran_out for at in contacts if at is not None)


def _do(code: str, course: Course, dose: Dose, rules: MedicationRules, now: datetime) -> bool:
    """Do one thing and mark it done; False when it has to wait for an hour at which mail may arrive."""
    message, why_not, task = None, "", None
    if code.startswith(calendar.REMIND):
        word = _word_on_mail(code, course, dose)
        if word == Word.WAIT or not is_mail_time(course, now):
            return False
        message, why_not = _remind(code, course, dose, word, now)
    elif code == calendar.MISSED:
        task = _miss(course, dose, rules, now)
    else:
        task = open_work(course=course, wanted=_wanted(code, course, dose, now), now=now)
        if code == calendar.LATE and _word_on_mail(code, course, dose) == Word.GO:
            message, why_not = write_missed_note(course=course, dose=dose, now=now)
    CourseMark.objects.create(clinic_id=course.clinic_id, dose=dose, code=code, task=task, message=message, why_not=why_not, at=now)
    return True


def _remind(code: str, course: Course, dose: Dose, word: Word, now: datetime) -> tuple[Message | None, str]:
    return (None, WhyNot.REJECTED.value) if word == Word.DROP else write_reminder(course=course, dose=dose, code=code, now=now)


def _word_on_mail(code: str, course: Course, dose: Dose) -> Word:
    """After an outage: whether this mail may go. Of a late dose the call alone is made then, without the kind note."""
    before = int(code.partition(":")[2]) if code.startswith(calendar.REMIND) else -1
    due_at = dose_mail_due_at(due_on=dose.due_on, days_before=before, zone=course.clinic.time_zone)
    return word_on(clinic_id=course.clinic_id, due_at=due_at)


def _wanted(code: str, course: Course, dose: Dose, now: datetime) -> Wanted:
    today_end = same_day(hours_at(course), now)
    severity, due = {
        calendar.READY: (Severity.SOON, today_end),
        calendar.TALK: (Severity.ROUTINE, day_end(course, dose.due_on)),
        calendar.LATE: (Severity.SOON, today_end),
        calendar.LATE_CALL: (Severity.URGENT, within_the_hour(now)),
    }[code]
    key = talk_key(dose) if code == calendar.TALK else dose_key(dose)
    return Wanted(TaskKind.DOSE_DUE, key, _REASONS[code], severity, due)


def _miss(course: Course, dose: Dose, rules: MedicationRules, now: datetime) -> Task:
    """The dose is missed: its successor waits for a prescriber, who checks again for opioids before any dose."""
    dose.state = DoseState.MISSED
    dose.save(update_fields=["state"])
    Dose.objects.create(
        clinic_id=course.clinic_id, course=course, number=dose.number + 1, due_on=_beyond(course, rules, now), covers_days=dose.covers_days
    )
    facts = {"course": str(course.id), "dose": str(dose.id)}
    write_event(lead=course.lead, kind="dose.missed", actor=SYSTEM, now=now, facts=facts)
    open_window(course=course, reason=ToleranceReason.MISSED, now=now)
    wanted = Wanted(
        kind=TaskKind.PRESCRIBER_REVIEW,
        key=review_key(course),
        reason=gettext_noop("A dose was missed. A prescriber decides; the opioid-free check applies again before any dose."),
        severity=Severity.URGENT,
        due_at=same_day(hours_at(course), now),
    )
    return open_work(course=course, wanted=wanted, now=now)


def _beyond(course: Course, rules: MedicationRules, now: datetime) -> date:
    return today_at(course, now) + timedelta(days=covers_days(course, rules))


@whole
def _ask_for_lab(lab_id: UUID, now: datetime) -> bool:
    course = Course.objects.select_for_update(of=("self",)).select_related("clinic", "lead__clinic").get(labs=lab_id)
    # Read under the lock: it may have been done, or another sweep has asked for it.
    lab = LabDue.objects.filter(id=lab_id, state=LabState.DUE).first()
    if lab is None:
        return False
    lab.course = course
    ask_for_lab(lab=lab, now=now)
    return True
