"""Tests: due at the clinic's interval, and never a reason to wait with a dose."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_noop

from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from followup.domain.medication.access import courses_visible_to
from followup.domain.medication.rules import rules_of
from followup.domain.medication.work import Wanted, day_end, end_work, lab_key, open_work, today_at
from followup.models import Course, LabDue, MedicationRules
from followup.states.medicine import CourseState, LabState
from intake.domain.recording import write_event
from intake.states import Severity, TaskKind

# A test becomes work this long before it is due.
LEAD = timedelta(days=7)


class NoReasonError(ValueError):
    """Saying that a test is not needed takes a reason."""


@whole
def record_lab(*, course_id: UUID, done_on: date, staff: Staff, now: datetime) -> LabDue | None:
    """The test that is due was done on this day, at the latest today; the next one is planned. None when none was due."""
    course, lab = _locked(course_id, staff)
    if lab is None:
        return None
    lab.done_on = min(done_on, today_at(course, now))
    return _settle(course, lab, LabState.DONE, staff, now)


@whole
def waive_lab(*, course_id: UUID, reason: str, staff: Staff, now: datetime) -> LabDue | None:
    """A clinician says that the test is not needed this time; the next one is planned. Raises NoReasonError."""
    if not reason.strip():
        raise NoReasonError
    course, lab = _locked(course_id, staff)
    if lab is None:
        return None
    lab.reason = reason.strip()
    return _settle(course, lab, LabState.WAIVED, staff, now)


def plan_lab(*, course: Course, after: date, rules: MedicationRules) -> LabDue | None:
    """The next test of a running course; None where the clinic asks for none."""
    if not rules.lab_every_days or course.state == CourseState.ENDED:
        return None
    return LabDue.objects.create(clinic_id=course.clinic_id, course=course, due_on=after + timedelta(days=rules.lab_every_days))


def cancel_labs(*, course: Course, staff: Staff, now: datetime) -> None:
    """A course that ended asks for no test. The caller holds its lock."""
    for lab in LabDue.objects.filter(course=course, state=LabState.DUE):
        lab.state, lab.recorded_by, lab.recorded_at = LabState.WAIVED, staff, now
        lab.save(update_fields=["state", "recorded_by", "recorded_at"])
        end_work(course=course, keys=[lab_key(lab.id)], outcome="ended", staff=staff, now=now)


def ask_for_lab(*, lab: LabDue, now: datetime) -> None:
    """Make a test that is nearly due somebody's work; a second time joins the first."""
    wanted = Wanted(
        kind=TaskKind.LAB_DUE,
        key=lab_key(lab.id),
        reason=gettext_noop("A liver test is due. No dose waits for its result."),
        severity=Severity.ROUTINE,
        due_at=day_end(lab.course, lab.due_on),
    )
    open_work(course=lab.course, wanted=wanted, now=now)


def _locked(course_id: UUID, staff: Staff) -> tuple[Course, LabDue | None]:
    course = courses_visible_to(staff).select_for_update(of=("self",)).select_related("clinic", "lead__clinic").get(id=course_id)
    return course, LabDue.objects.filter(course=course, state=LabState.DUE).first()


def _settle(course: Course, lab: LabDue, state: LabState, staff: Staff, now: datetime) -> LabDue:
    lab.state, lab.recorded_by, lab.recorded_at = state, staff, now
    lab.save(update_fields=["state", "done_on", "reason", "recorded_by", "recorded_at"])
    end_work(course=course, keys=[lab_key(lab.id)], outcome=state.value, staff=staff, now=now)
    plan_lab(course=course, after=lab.done_on or lab.due_on, rules=rules_of(course.clinic_id))
    facts = {"course": str(course.id), "lab": str(lab.id), "state": state.value}
    write_event(lead=course.lead, kind="lab.settled", actor=Actor.of(staff), now=now, facts=facts)
    return lab
