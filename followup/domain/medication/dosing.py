"""Dosing: a course is planned, doses are given, declined or missed, and whatever a dose answers ends at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from followup.domain.medication.access import courses_visible_to
from followup.domain.medication.calendar import is_late, needs_review
from followup.domain.medication.labs import cancel_labs, plan_lab
from followup.domain.medication.mailing import withdraw_reminders
from followup.domain.medication.rules import covers_days, rules_of
from followup.domain.medication.tolerance import close_window, open_window
from followup.domain.medication.work import (
    ask_prescriber,
    dose_key,
    drop_work,
    end_work,
    lab_key,
    review_key,
    talk_key,
    today_at,
    tolerance_key,
)
from followup.models import Course, Dose, LabDue, MedicationRules
from followup.states.medicine import CourseEnd, CourseState, DoseState, LabState, Medicine, ToleranceReason
from intake.access import leads_visible_to
from intake.domain.recording import write_event

LONGEST_INTERVAL = 120


class CourseRunsError(Exception):
    """The person has a course that has not ended; `course` is it."""

    def __init__(self, course: Course) -> None:
        super().__init__("This person has a course already.")
        self.course = course


class NotReadyError(ValueError):
    """The dose can't be recorded like this; `why` is "opioid_free", "future", "before_last" or "ended"."""

    def __init__(self, why: str) -> None:
        super().__init__("The dose can't be recorded like this.")
        self.why = why


class NotClinicianError(Exception):
    """Only a clinician of the lead's clinic may plan a course."""


@dataclass(frozen=True)
class NewCourse:
    """A course as a clinician plans it. Days are of the clinic's calendar; `first_on` overrules the day that is counted."""

    medicine: Medicine
    last_opioid_on: date | None = None
    first_on: date | None = None
    own_interval_days: int | None = None
    prescriber: str = ""
    note: str = ""


@dataclass(frozen=True)
class Given:
    """A dose that was given. `reversal_talk` says whether overdose reversal was talked about: it is asked every time."""

    on: date
    reversal_talk: bool
    opioid_free_checked: bool = False
    covers_days: int | None = None
    note: str = ""


@whole
def plan_course(*, lead_id: UUID, new: NewCourse, staff: Staff, now: datetime) -> Course:
    """Plan a course and its first dose, on the first day that is far enough from the last opioid.

    Raises CourseRunsError, NotClinicianError, Lead.DoesNotExist.
    """
    lead = leads_visible_to(staff).select_for_update(of=("self",)).select_related("clinic", "contact_person", "care_person").get(id=lead_id)
    if lead.clinic_id not in staff.clinics_with_role("clinician"):
        raise NotClinicianError
    person = lead.care_person or lead.contact_person
    running = Course.objects.filter(clinic_id=lead.clinic_id, person=person).exclude(state=CourseState.ENDED).first()
    if running is not None:
        raise CourseRunsError(running)
    course = Course.objects.create(
        clinic=lead.clinic,
        person=person,
        lead=lead,
        medicine=new.medicine,
        last_opioid_on=new.last_opioid_on,
        prescriber=new.prescriber,
        own_interval_days=new.own_interval_days,
        note=new.note,
        created_by=staff,
        created_at=now,
    )
    rules = rules_of(course.clinic_id)
    _schedule(course, 1, _first_day(course, new, rules, now), rules)
    _tell(course, "course.planned", staff, now)
    return course


@whole
def record_dose(*, course_id: UUID, given: Given, staff: Staff, now: datetime) -> Dose:
    """Write down a dose that was given; what waited for it ends at once and the next one is scheduled.

    A first dose, and one after a gap, needs the opioid-free check. Recording the same day twice records it once. Raises
    NotReadyError, Course.DoesNotExist.
    """
    course = _locked(course_id, staff)
    rules = rules_of(course.clinic_id)
    standing = course.doses.filter(given_on=given.on).first()
    if standing is not None:
        return standing
    dose = course.doses.filter(state=DoseState.SCHEDULED).first()
    if dose is None:
        raise NotReadyError("ended")
    _check(course, dose, given, rules, now)
    late = is_late(due_on=dose.due_on, given_on=given.on, grace_days=rules.grace_days) and dose.number > 1
    dose.state = DoseState.LATE_GIVEN if late else DoseState.GIVEN
    dose.given_on, dose.reversal_talk, dose.opioid_free_checked = given.on, given.reversal_talk, given.opioid_free_checked
    dose.covers_days = given.covers_days or dose.covers_days
    dose.note, dose.recorded_by, dose.recorded_at = given.note, staff, now
    dose.save()
    _answer(course, dose, staff, now)
    _go_on(course, dose, rules, staff, now)
    return dose


@whole
def decline_dose(*, course_id: UUID, note: str, staff: Staff, now: datetime) -> Dose | None:
    """The person chose not to take the dose that is due; the next one is scheduled, and a clinician calls at once.

    None when no dose was scheduled.
    """
    course = _locked(course_id, staff)
    dose = course.doses.filter(state=DoseState.SCHEDULED).first()
    if dose is None:
        return None
    dose.state, dose.note, dose.recorded_by, dose.recorded_at = DoseState.DECLINED, note, staff, now
    dose.save(update_fields=["state", "note", "recorded_by", "recorded_at"])
    _end_dose_work(course, dose, "declined", staff, now)
    rules = rules_of(course.clinic_id)
    _schedule(course, dose.number + 1, max(dose.due_on, today_at(course, now)) + timedelta(days=covers_days(course, rules)), rules)
    open_window(course=course, reason=ToleranceReason.DECLINED, now=now, actor=Actor.of(staff))
    _tell(course, "dose.declined", staff, now, dose=str(dose.id))
    return dose


@whole
def end_course(*, course_id: UUID, reason: CourseEnd, note: str, staff: Staff, now: datetime) -> Course:
    """End a course. Ending it twice ends it once. A time of low tolerance opens, unless no dose was ever given."""
    course = _locked(course_id, staff)
    if course.state == CourseState.ENDED:
        return course
    _end(course, reason, note, now)
    for dose in course.doses.filter(state=DoseState.SCHEDULED):
        dose.state = DoseState.CANCELLED
        dose.save(update_fields=["state"])
    withdraw_reminders(course=course)
    cancel_labs(course=course, staff=staff, now=now)
    end_work(course=course, keys=[review_key(course), *_dose_keys(course)], outcome="ended", staff=staff, now=now)
    if reason != CourseEnd.MOVED and course.doses.filter(given_on__isnull=False).exists():
        open_window(course=course, reason=ToleranceReason.STOPPED, now=now, actor=Actor.of(staff))
    _tell(course, "course.ended", staff, now, why=reason.value)
    return course


@whole
def stop_courses(*, person_id: UUID, tells_prescriber: bool, actor: Actor, now: datetime) -> int:
    """End what a person's courses do by themselves, because everything for them stops; how many courses ended.

    Tolerance may be low in somebody who is in custody or can't be reached safely: then a prescriber looks at it, and
    nobody rings them. Nothing else stays open.
    """
    courses = Course.objects.select_for_update(of=("self",)).select_related("clinic", "lead__clinic").filter(person_id=person_id)
    stopped = list(courses.exclude(state=CourseState.ENDED).order_by("id"))
    for course in stopped:
        _end(course, CourseEnd.STOPPED_ALL, "", now)
        for dose in course.doses.filter(state=DoseState.SCHEDULED):
            dose.state = DoseState.CANCELLED
            dose.save(update_fields=["state"])
        withdraw_reminders(course=course)
        labs = LabDue.objects.filter(course=course, state=LabState.DUE)
        keys = [tolerance_key(course), *_dose_keys(course), *(lab_key(lab.id) for lab in labs)]
        labs.update(state=LabState.WAIVED)
        drop_work(course=course, keys=keys, actor=actor, now=now)
        if tells_prescriber:
            ask_prescriber(course=course, actor=actor, now=now)
        write_event(lead=course.lead, kind="course.ended", actor=actor, now=now, facts={"course": str(course.id), "why": "stopped_all"})
    return len(stopped)


def hold_courses(*, person_id: UUID) -> None:
    """Lock what `stop_courses` will stop, for a caller that must hold it before addresses and leads."""
    list(Course.objects.filter(person_id=person_id).select_for_update().order_by("id").values_list("id"))


def _locked(course_id: UUID, staff: Staff) -> Course:
    return courses_visible_to(staff).select_for_update(of=("self",)).select_related("clinic", "lead__clinic").get(id=course_id)


def _first_day(course: Course, new: NewCourse, rules: MedicationRules, now: datetime) -> date:
    if new.first_on is not None:
        return new.first_on
    today = today_at(course, now)
    ready = new.last_opioid_on + timedelta(days=rules.opioid_free_days) if new.last_opioid_on else today
    return max(ready, today)


def _schedule(course: Course, number: int, due_on: date, rules: MedicationRules) -> Dose:
    return Dose.objects.create(
        clinic_id=course.clinic_id, course=course, number=number, due_on=due_on, covers_days=covers_days(course, rules)
    )


def _check(course: Course, dose: Dose, given: Given, rules: MedicationRules, now: datetime) -> None:
    if given.on > today_at(course, now):
        raise NotReadyError("future")
    last = course.doses.filter(given_on__isnull=False).order_by("-given_on").first()
    if last is not None and given.on < (last.given_on or given.on):
        raise NotReadyError("before_last")
    before = course.doses.filter(number=dose.number - 1).first()
    after_gap = before is not None and before.state in {DoseState.MISSED, DoseState.DECLINED}
    is_restart = last is None or after_gap or needs_review(due_on=dose.due_on, given_on=given.on, rules=rules)
    if is_restart and not given.opioid_free_checked:
        raise NotReadyError("opioid_free")


def _answer(course: Course, dose: Dose, staff: Staff, now: datetime) -> None:
    """What a dose answers ends at once: late calls, a review, the dangerous time, reminders on their way."""
    _end_dose_work(course, dose, "given", staff, now)
    earlier = list(course.doses.filter(number__lt=dose.number))
    end_work(course=course, keys=[review_key(course), *map(dose_key, earlier)], outcome="given", staff=staff, now=now)
    close_window(course=course, closed_for="dose", note="", staff=staff, now=now)


def _dose_keys(course: Course) -> list[str]:
    """The work about any dose of a course, those that were missed included: their late calls are still open."""
    return [key for dose in course.doses.all() for key in (dose_key(dose), talk_key(dose))]


def _end_dose_work(course: Course, dose: Dose, outcome: str, staff: Staff, now: datetime) -> None:
    end_work(course=course, keys=[dose_key(dose)], outcome=outcome, staff=staff, now=now)
    withdraw_reminders(course=course)


def _go_on(course: Course, dose: Dose, rules: MedicationRules, staff: Staff, now: datetime) -> None:
    given_on = dose.given_on or today_at(course, now)
    if course.state == CourseState.PLANNED:
        course.state, course.started_on = CourseState.ACTIVE, given_on
        course.save(update_fields=["state", "started_on"])
    following = _schedule(course, dose.number + 1, given_on + timedelta(days=dose.covers_days), rules)
    if not LabDue.objects.filter(course=course, state=LabState.DUE).exists():
        plan_lab(course=course, after=given_on, rules=rules)
    _tell(course, "dose.given", staff, now, dose=str(dose.id), next=str(following.id), state=dose.state)


def _end(course: Course, reason: CourseEnd, note: str, now: datetime) -> None:
    course.state, course.end_reason, course.ended_on = CourseState.ENDED, reason, today_at(course, now)
    course.note = f"{course.note}\n{note}".strip()
    course.save(update_fields=["state", "end_reason", "ended_on", "note"])


def _tell(course: Course, kind: str, staff: Staff, now: datetime, **facts: str) -> None:
    write_event(lead=course.lead, kind=kind, actor=Actor.of(staff), now=now, facts={"course": str(course.id), **facts})
