"""A course from its plan to its end: reminders, late doses, the dangerous time, and that a dose answers everything at once."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinics.models import Clinic, Staff
from followup.domain.aftercare.tolerance import in_tolerance_window
from followup.domain.delivering import deliver_due
from followup.domain.medication.access import courses_visible_to
from followup.domain.medication.dosing import (
    CourseRunsError,
    Given,
    NewCourse,
    NotClinicianError,
    NotReadyError,
    decline_dose,
    end_course,
    plan_course,
    record_dose,
)
from followup.domain.medication.labs import NoReasonError, record_lab, waive_lab
from followup.domain.medication.rules import NOTES, BadRulesError, change_rules, rules_of
from followup.domain.medication.tolerance import NothingSaidError, close_by_contact
from followup.domain.medication.watching import watch_courses
from followup.domain.ready_texts import publish_ready_texts
from followup.domain.stopping import stop_everything_by_hand
from followup.models import Course, CourseMark, Dose, LabDue, Message, ToleranceWindow
from followup.states import ExitReason
from followup.states.medicine import CourseEnd, Medicine
from intake.domain.consenting import Evidence, record_contact_consent
from intake.domain.leading import finish_task
from intake.models import Lead, Task
from tests.factories import NOW, make_clinic, make_staff, receive
from tests.followup.builders import go_live
from tests.followup.domain.test_pacing import FakeSender

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")
FIRST = date(2026, 11, 17)
DUE = FIRST + timedelta(days=28)


def at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=NEW_YORK).astimezone(UTC)


@pytest.fixture
def clinic() -> Clinic:
    go_live()
    clinic = make_clinic()
    publish_ready_texts(clinic=clinic, now=NOW)
    return clinic


@pytest.fixture
def nurse(clinic: Clinic) -> Staff:
    return make_staff(clinic, roles=("clinician",), name="Noor")


@pytest.fixture
def lead(clinic: Clinic, nurse: Staff) -> Lead:
    received = receive(clinic, reach="email", email="maria@example.org", private="no")
    lead = received.lead
    point = lead.contact_person.contact_points.get(kind="email")
    record_contact_consent(
        person=lead.contact_person,
        contact_point=point,
        purpose="medication",
        channel="email",
        granted=True,
        wording="staff-spoken-1",
        language="en",
        evidence=Evidence("staff", None, nurse),
        now=NOW,
    )
    Task.objects.filter(lead=lead).update(state="done", done_at=NOW)
    return lead


def start(lead: Lead, nurse: Staff, medicine: Medicine = Medicine.INJECTION) -> Course:
    course = plan_course(lead_id=lead.id, new=NewCourse(medicine), staff=nurse, now=NOW)
    give(course, nurse, FIRST, opioid_free_checked=True)
    return course


def give(course: Course, nurse: Staff, day: date, **facts) -> Dose:
    return record_dose(course_id=course.id, given=Given(day, reversal_talk=True, **facts), staff=nurse, now=at(day))


def open_work() -> list[tuple[str, int]]:
    return sorted(Task.objects.filter(state="open").values_list("kind", "severity"))


def live(day: date, *, hours: tuple[int, ...] = (7, 10, 10, 20)) -> None:
    """A day of sweeps, each twice as far as it matters."""
    for hour in hours:
        watch_courses(now=at(day, hour))


def test_a_first_dose_waits_until_the_opioid_free_days_are_over(lead, nurse):
    course = plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION, last_opioid_on=FIRST - timedelta(days=3)), staff=nurse, now=NOW)

    assert Dose.objects.get().due_on == FIRST + timedelta(days=7)
    live(FIRST + timedelta(days=6))
    assert open_work() == []
    live(FIRST + timedelta(days=7))
    assert open_work() == [("dose_due", 2)]
    assert course.state == "planned"


def test_a_first_dose_needs_the_opioid_free_check(lead, nurse):
    course = plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=nurse, now=NOW)

    with pytest.raises(NotReadyError) as refused:
        give(course, nurse, FIRST)
    assert refused.value.why == "opioid_free"
    give(course, nurse, FIRST, opioid_free_checked=True)

    course.refresh_from_db()
    assert (course.state, course.started_on) == ("active", FIRST)


def test_the_next_injection_is_due_28_days_after_the_last(lead, nurse):
    course = start(lead, nurse)

    assert list(course.doses.order_by("number").values_list("number", "state", "due_on")) == [
        (1, "given", FIRST),
        (2, "scheduled", DUE),
    ]
    give(course, nurse, DUE + timedelta(days=2))
    assert course.doses.get(number=2).state == "late_given"
    assert course.doses.get(number=3).due_on == DUE + timedelta(days=30)


def test_recording_a_dose_twice_records_it_once(lead, nurse):
    course = start(lead, nurse)

    assert give(course, nurse, FIRST, opioid_free_checked=True) == course.doses.get(number=1)
    assert course.doses.count() == 2


@pytest.mark.parametrize(("day", "why"), [(FIRST + timedelta(days=40), "future"), (FIRST - timedelta(days=1), "before_last")])
def test_a_day_that_cannot_be_is_refused(lead, nurse, day, why):
    course = start(lead, nurse)

    with pytest.raises(NotReadyError) as refused:
        record_dose(course_id=course.id, given=Given(day, reversal_talk=True, opioid_free_checked=True), staff=nurse, now=NOW)
    assert refused.value.why == why


def test_reminders_are_neutral_and_go_out_once_on_their_days(lead, nurse):
    start(lead, nurse)

    for day in range(20, 29):
        live(FIRST + timedelta(days=day))

    letters = list(Message.objects.filter(purpose="medication").order_by("created_at"))
    assert [letter.created_at for letter in letters] == [at(DUE - timedelta(days=days)) for days in (7, 2, 0)]
    assert letters[0].subject == "About Tuesday, December 15"
    words = " ".join(letter.subject + letter.body for letter in letters).casefold()
    assert [word for word in ("naltrexone", "injection", "dose", "medic", "maria") if word in words] == []


def test_nothing_is_mailed_at_night_or_to_somebody_who_did_not_agree(lead, nurse):
    start(lead, nurse)
    live(DUE - timedelta(days=7), hours=(3, 8, 20))
    assert Message.objects.filter(purpose="medication").count() == 0

    record_contact_consent(
        person=lead.contact_person,
        contact_point=lead.contact_person.contact_points.get(kind="email"),
        purpose="medication",
        channel="email",
        granted=False,
        wording="staff-spoken-1",
        language="en",
        evidence=Evidence("staff", None, nurse),
        now=NOW + timedelta(minutes=1),
    )
    live(DUE - timedelta(days=6))
    assert Message.objects.filter(purpose="medication").count() == 0
    assert CourseMark.objects.get().why_not == "not_agreed"


def test_the_note_about_a_late_dose_arrives_in_the_morning_and_not_at_midnight(lead, nurse):
    start(lead, nurse)
    day = DUE + timedelta(days=1)
    live(day, hours=(0,))

    sent = [deliver_due(sender=FakeSender(), clock=lambda hour=hour: at(day, hour), seconds=5) for hour in (0, 3, 9)]

    message = Message.objects.get(purpose="medication")
    assert (sent, message.state, message.sent_at) == ([0, 0, 1], "sent", at(day, 9))


def test_after_an_outage_only_the_newest_reminder_goes_out(lead, nurse):
    start(lead, nurse)

    live(DUE - timedelta(days=1))

    assert list(CourseMark.objects.values_list("code", flat=True)) == ["remind:2"]


def test_a_sweep_reads_what_is_due_and_nothing_else(lead, nurse, clinic, django_assert_num_queries):
    for number in range(3):
        other = receive(clinic, reach="email", email=f"other{number}@example.org").lead
        start(other, nurse)
    watch_courses(now=at(FIRST))
    with django_assert_num_queries(3):
        watch_courses(now=at(FIRST, 12))
    assert set(Dose.objects.filter(state="scheduled", number=2).values_list("look_at", flat=True)) == {at(DUE - timedelta(days=7), 0)}


def test_new_numbers_of_the_clinic_count_at_once(lead, nurse, clinic):
    start(lead, nurse)
    live(DUE - timedelta(days=9))
    assert Message.objects.filter(purpose="medication").count() == 0
    rules = rules_of(clinic.id)
    values = {note.name: getattr(rules, note.name) for note in NOTES} | {"remind_days": [9]}
    change_rules(clinic_id=clinic.id, values=values, staff=nurse, now=at(DUE - timedelta(days=9), 11))
    watch_courses(now=at(DUE - timedelta(days=9), 12))
    assert Message.objects.filter(purpose="medication").count() == 1


def test_a_late_dose_is_work_the_same_day_then_urgent_then_a_prescribers(lead, nurse):
    course = start(lead, nurse)

    live(DUE + timedelta(days=1))
    assert open_work() == [("dose_due", 2), ("tolerance_talk", 2)]
    late = Task.objects.get(kind="dose_due", state="open")
    assert (late.skill, late.due_at) == ("clinician", at(DUE + timedelta(days=1), 17))
    live(DUE + timedelta(days=3))
    assert open_work() == [("dose_due", 1), ("tolerance_talk", 2)]
    live(DUE + timedelta(days=7))
    assert open_work() == [("dose_due", 1), ("prescriber_review", 1), ("tolerance_talk", 2)]
    assert list(course.doses.order_by("number").values_list("number", "state")) == [(1, "given"), (2, "missed"), (3, "scheduled")]


def test_after_an_outage_of_weeks_everything_is_found_at_once_and_once(lead, nurse):
    start(lead, nurse)

    live(DUE + timedelta(days=20))
    live(DUE + timedelta(days=21))

    assert open_work() == [("dose_due", 1), ("prescriber_review", 1), ("tolerance_talk", 2)]
    assert Message.objects.filter(purpose="medication").count() == 1


def test_a_dose_answers_everything_that_waited_for_it_at_once(lead, nurse):
    course = start(lead, nurse)
    for day in (1, 3, 7):
        live(DUE + timedelta(days=day))
    given_on = DUE + timedelta(days=9)

    with pytest.raises(NotReadyError):
        give(course, nurse, given_on)
    give(course, nurse, given_on, opioid_free_checked=True)

    assert open_work() == []
    assert ToleranceWindow.objects.get().closed_for == "dose"
    assert not in_tolerance_window(person_id=course.person_id, now=at(given_on))
    assert set(Message.objects.filter(purpose="medication").values_list("state", flat=True)) == {"skipped"}


def test_low_tolerance_opens_by_itself_and_closes_only_by_a_documented_contact_or_a_dose(lead, nurse):
    course = start(lead, nurse)
    live(DUE)
    assert not in_tolerance_window(person_id=course.person_id, now=at(DUE))
    live(DUE + timedelta(days=1))
    assert in_tolerance_window(person_id=course.person_id, now=at(DUE + timedelta(days=1)))

    task = Task.objects.get(kind="tolerance_talk")
    finish_task(task_id=task.id, staff=nurse, outcome="done", now=at(DUE + timedelta(days=1)))
    live(DUE + timedelta(days=2))
    assert Task.objects.filter(kind="tolerance_talk", state="open").count() == 1

    with pytest.raises(NothingSaidError):
        close_by_contact(course_id=course.id, note=" ", staff=nurse, now=at(DUE + timedelta(days=2)))
    assert close_by_contact(course_id=course.id, note="Spoke; has naloxone.", staff=nurse, now=at(DUE + timedelta(days=2)))
    assert not close_by_contact(course_id=course.id, note="Again.", staff=nurse, now=at(DUE + timedelta(days=2)))
    live(DUE + timedelta(days=3))
    assert ToleranceWindow.objects.filter(closed_at=None).count() == 0


def test_a_declined_dose_is_an_urgent_talk_and_the_next_one_is_planned(lead, nurse):
    course = start(lead, nurse)

    decline_dose(course_id=course.id, note="Feels well", staff=nurse, now=at(DUE))

    assert open_work() == [("tolerance_talk", 1)]
    assert list(course.doses.order_by("number").values_list("state", "due_on")) == [
        ("given", FIRST),
        ("declined", DUE),
        ("scheduled", DUE + timedelta(days=28)),
    ]


def test_ending_a_course_opens_the_dangerous_time_and_ends_the_rest_once(lead, nurse):
    course = start(lead, nurse)
    live(DUE - timedelta(days=7))

    for _time in range(2):
        end_course(course_id=course.id, reason=CourseEnd.CHOSE_TO_STOP, note="", staff=nurse, now=at(DUE))

    assert open_work() == [("tolerance_talk", 1)]
    assert ToleranceWindow.objects.get().reason == "stopped"
    assert course.doses.get(number=2).state == "cancelled"
    assert Message.objects.get(purpose="medication").state == "skipped"
    assert LabDue.objects.get().state == "waived"


def test_no_work_about_an_earlier_dose_outlives_its_course(lead, nurse):
    course = start(lead, nurse)
    live(DUE + timedelta(days=7))
    assert open_work() == [("dose_due", 1), ("prescriber_review", 1), ("tolerance_talk", 2)]

    end_course(course_id=course.id, reason=CourseEnd.CHOSE_TO_STOP, note="", staff=nurse, now=at(DUE + timedelta(days=8)))

    assert open_work() == [("tolerance_talk", 1)]


def test_stopping_everything_leaves_no_late_call_and_no_test_open(lead, nurse):
    course = start(lead, nurse)
    live(DUE + timedelta(days=7))
    LabDue.objects.update(due_on=DUE + timedelta(days=8))
    live(DUE + timedelta(days=8))
    assert ("lab_due", 3) in open_work()

    stop_everything_by_hand(person_id=course.person_id, reason=ExitReason.CUSTODY, staff=nurse, now=at(DUE + timedelta(days=9)))

    assert open_work() == [("prescriber_review", 1)]


def test_nobody_is_rung_about_a_course_that_ended_before_everything_was_stopped(lead, nurse):
    course = start(lead, nurse)
    end_course(course_id=course.id, reason=CourseEnd.CHOSE_TO_STOP, note="", staff=nurse, now=at(DUE))
    stop_everything_by_hand(person_id=course.person_id, reason=ExitReason.DIED, staff=nurse, now=at(DUE + timedelta(days=1)))

    live(DUE + timedelta(days=2))

    assert open_work() == []


def test_a_talk_about_a_declined_dose_is_not_asked_for_again_once_the_dose_ran_out(lead, nurse):
    course = start(lead, nurse)
    decline_dose(course_id=course.id, note="", staff=nurse, now=at(DUE))
    live(DUE + timedelta(days=2))
    close_by_contact(course_id=course.id, note="Spoke; has naloxone.", staff=nurse, now=at(DUE + timedelta(days=2)))

    live(DUE + timedelta(days=3))

    assert open_work() == []


def test_a_talk_before_the_dose_ran_out_does_not_answer_the_time_after_it(lead, nurse):
    course = start(lead, nurse)
    decline_dose(course_id=course.id, note="", staff=nurse, now=at(DUE))
    close_by_contact(course_id=course.id, note="Spoke; has naloxone.", staff=nurse, now=at(DUE))

    live(DUE + timedelta(days=1))

    assert list(ToleranceWindow.objects.filter(closed_at=None).values_list("reason", flat=True)) == ["end_of_interval"]


def test_a_course_that_was_never_started_ends_without_a_warning(lead, nurse):
    course = plan_course(lead_id=lead.id, new=NewCourse(Medicine.TABLET_DAILY), staff=nurse, now=NOW)

    end_course(course_id=course.id, reason=CourseEnd.NOT_STARTED, note="", staff=nurse, now=NOW)

    assert (ToleranceWindow.objects.count(), open_work()) == (0, [])


def test_tablets_are_a_supply_with_a_refill(lead, nurse):
    course = start(lead, nurse, Medicine.TABLET_3_WEEKLY)

    refill = course.doses.get(number=2)
    assert refill.due_on == FIRST + timedelta(days=30)
    live(refill.due_on - timedelta(days=5))
    assert Message.objects.filter(purpose="medication").count() == 1


def test_the_planned_talk_before_dose_four(lead, nurse):
    course = start(lead, nurse)
    for number in (1, 2):
        give(course, nurse, FIRST + timedelta(days=28 * number))
    Task.objects.filter(state="open").update(state="done", done_at=NOW)

    live(FIRST + timedelta(days=28 * 3 - 7))

    assert open_work() == [("dose_due", 3)]


def test_a_test_is_due_at_the_clinics_interval_and_is_done_or_waived_with_a_reason(lead, nurse):
    course = start(lead, nurse)
    due = FIRST + timedelta(days=180)
    assert LabDue.objects.get().due_on == due
    Dose.objects.filter(state="scheduled").update(due_on=due + timedelta(days=60))

    live(due - timedelta(days=8))
    assert Task.objects.filter(kind="lab_due").count() == 0
    for _time in range(2):
        live(due - timedelta(days=7))
    assert Task.objects.filter(kind="lab_due", state="open").count() == 1

    assert record_lab(course_id=course.id, done_on=due, staff=nurse, now=at(due)).state == "done"
    assert Task.objects.filter(kind="lab_due", state="open").count() == 0
    with pytest.raises(NoReasonError):
        waive_lab(course_id=course.id, reason="", staff=nurse, now=at(due))
    assert waive_lab(course_id=course.id, reason="Done elsewhere", staff=nurse, now=at(due)).state == "waived"
    assert LabDue.objects.filter(state="due").get().due_on == due + timedelta(days=360)


def test_a_person_has_one_course_at_a_time_and_only_clinicians_of_the_clinic_plan_one(lead, nurse, clinic):
    start(lead, nurse)

    with pytest.raises(CourseRunsError):
        plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=nurse, now=NOW)
    with pytest.raises(NotClinicianError):
        plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=make_staff(clinic), now=NOW)
    with pytest.raises(Lead.DoesNotExist):
        plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=make_staff(make_clinic(), roles=("clinician",)), now=NOW)


def test_another_clinics_clinician_and_our_own_front_desk_see_no_course(lead, nurse, clinic):
    course = start(lead, nurse)
    other = make_clinic()
    stranger = make_staff(other, roles=("clinician",))
    theirs = plan_course(lead_id=receive(other).lead.id, new=NewCourse(Medicine.INJECTION), staff=stranger, now=NOW)

    assert [list(courses_visible_to(who)) for who in (nurse, stranger, make_staff(clinic))] == [[course], [theirs], []]
    with pytest.raises(Course.DoesNotExist):
        record_dose(course_id=theirs.id, given=Given(FIRST, reversal_talk=True), staff=nurse, now=NOW)


def test_the_clinic_sets_its_own_numbers_within_bounds(clinic, nurse, lead):
    values = {note: getattr(rules_of(clinic.id), note) for note in ("grace_days", "call_after_days", "review_after_days")}
    every = {
        **values,
        "injection_days": 30,
        "refill_remind_days": 5,
        "tolerance_after_days": 0,
        "opioid_free_days": 7,
        "lab_every_days": 0,
        "talk_before_dose": 4,
        "remind_days": [3],
    }

    with pytest.raises(BadRulesError) as refused:
        change_rules(clinic_id=clinic.id, values=every | {"opioid_free_days": 3, "remind_days": [99]}, staff=nurse, now=NOW)
    assert refused.value.names == ["opioid_free_days", "remind_days"]
    change_rules(clinic_id=clinic.id, values=every, staff=nurse, now=NOW)

    course = start(lead, nurse)
    assert course.doses.get(number=2).due_on == FIRST + timedelta(days=30)
    assert LabDue.objects.count() == 0


@pytest.mark.parametrize(("reason", "left"), [("died", []), ("wrong_person", []), ("custody", [("prescriber_review", 2)])])
def test_stopping_everything_ends_a_course_and_rings_nobody(lead, nurse, reason, left):
    course = start(lead, nurse)
    live(DUE + timedelta(days=1))
    assert ("tolerance_talk", 2) in open_work()

    for _time in range(2):
        stop_everything_by_hand(person_id=course.person_id, reason=ExitReason(reason), staff=nurse, now=at(DUE + timedelta(days=1)))
    live(DUE + timedelta(days=9))

    assert open_work() == left
    course.refresh_from_db()
    assert (course.state, course.end_reason) == ("ended", "stopped_all")
    assert set(Message.objects.filter(purpose="medication").values_list("state", flat=True)) == {"skipped"}
