"""What the page of a course shows, and which courses run late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from clinics.models import Staff
from followup.domain.medication.access import courses_visible_to
from followup.domain.medication.calendar import needs_review
from followup.domain.medication.rules import rules_of
from followup.domain.medication.work import today_at
from followup.models import Course, Dose, LabDue, MedicationRules, ToleranceWindow
from followup.states.medicine import CourseState, DoseState, LabState
from intake.domain.same_person import same_people

# On the page of aftercare; the course's own page has all.
_MOST_DOSES = 6


@dataclass(frozen=True)
class CourseFile:
    """One course with everything on it, newest first."""

    course: Course
    rules: MedicationRules
    today: date
    doses: tuple[Dose, ...]
    windows: tuple[ToleranceWindow, ...]
    labs: tuple[LabDue, ...]

    @property
    def next_dose(self) -> Dose | None:
        return next((dose for dose in self.doses if dose.state == DoseState.SCHEDULED), None)

    @property
    def open_window(self) -> ToleranceWindow | None:
        return next((window for window in self.windows if window.closed_at is None), None)

    @property
    def next_lab(self) -> LabDue | None:
        return next((lab for lab in self.labs if lab.state == LabState.DUE), None)

    @property
    def needs_opioid_free_check(self) -> bool:
        """Whether a dose given today is a first one or comes after a gap."""
        dose = self.next_dose
        if dose is None:
            return False
        before = next((one for one in self.doses if one.number == dose.number - 1), None)
        after_gap = before is None or before.state in {DoseState.MISSED, DoseState.DECLINED}
        return after_gap or needs_review(due_on=dose.due_on, given_on=self.today, rules=self.rules)


def course_file(*, staff: Staff, course_id: UUID, now: datetime) -> CourseFile:
    """Read one course in five queries; raises Course.DoesNotExist for one this member of staff may not see."""
    course = courses_visible_to(staff).select_related("clinic", "person", "lead__clinic").get(id=course_id)
    return CourseFile(
        course=course,
        rules=rules_of(course.clinic_id),
        today=today_at(course, now),
        doses=tuple(course.doses.select_related("recorded_by").order_by("-number")),
        windows=tuple(course.tolerance_windows.select_related("closed_by").order_by("-opened_at")),
        labs=tuple(course.labs.select_related("recorded_by").order_by("-due_on", "-id")),
    )


def course_of_lead(*, staff: Staff, lead_id: UUID) -> Course | None:
    """The running course of the person a lead is about, or the newest that ended; None where this person may not look."""
    courses = courses_visible_to(staff).filter(lead_id=lead_id)
    return courses.exclude(state=CourseState.ENDED).first() or courses.order_by("-created_at").first()


def doses_of_person(*, staff: Staff, person_id: UUID) -> tuple[Course | None, tuple[Dose, ...]]:
    """The running or newest course of a person, on whichever of their joined records it is, with its newest doses.

    Nothing for whoever may not look.
    """
    courses = courses_visible_to(staff).filter(person__in=same_people([person_id])).order_by("-created_at", "-id")
    course = courses.exclude(state=CourseState.ENDED).first() or courses.first()
    return course, tuple(course.doses.order_by("-number")[:_MOST_DOSES]) if course else ()


def people_with_late_doses(person_ids: Collection[UUID], *, now: datetime) -> set[UUID]:
    """Of these people, those whose dose is a day or more past due or whose tolerance is taken to be low."""
    late = Dose.objects.filter(course__person_id__in=person_ids, state=DoseState.SCHEDULED, due_on__lt=(now - timedelta(days=1)).date())
    low = ToleranceWindow.objects.filter(person_id__in=person_ids, closed_at=None)
    return {*late.values_list("course__person_id", flat=True), *low.values_list("person_id", flat=True)}
