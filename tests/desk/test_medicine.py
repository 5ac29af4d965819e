"""The pages of medicine: clinicians of the clinic only; what is typed is kept; a dose asks for the talk every time."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from followup.domain.medication.dosing import Given, NewCourse, plan_course, record_dose
from followup.domain.medication.watching import watch_courses
from followup.models import Course, Dose, LabDue, MedicationRules, ToleranceWindow
from followup.states.medicine import Medicine
from intake.models import ContactConsent
from tests.desk.accounts import settings_url
from tests.factories import make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return make_clinic(slug="oak")


@pytest.fixture
def noor(clinic):
    return make_staff(clinic, roles=("clinician",), name="Noor")


@pytest.fixture
def nurse(noor) -> Client:
    client = Client()
    client.force_login(noor)
    return client


@pytest.fixture
def lead(clinic):
    return receive(clinic, now=clock.now(), reach="email", email="maria@example.org").lead


@pytest.fixture
def today(clinic):
    return clock.now().astimezone(ZoneInfo(clinic.time_zone)).date()


@pytest.fixture
def course(lead, noor) -> Course:
    return plan_course(lead_id=lead.id, new=NewCourse(Medicine.INJECTION), staff=noor, now=clock.now())


def address(name: str, course: Course) -> str:
    return reverse(f"desk:{name}", args=[course.id])


def dose(today, **typed):
    return {"dose-given_on": today.isoformat(), "dose-reversal_talk": "yes", "dose-opioid_free_checked": "on"} | typed


def test_a_course_is_planned_once_with_the_answer_about_reminders(nurse, lead):
    url = reverse("desk:course-plan", args=[lead.id])
    assert nurse.get(url).status_code == 200
    assert nurse.post(url, {"medicine": "", "reminders": "yes"}).status_code == 422
    assert not Course.objects.exists()

    for _time in range(2):
        answer = nurse.post(url, {"medicine": "injection", "reminders": "yes", "prescriber": "Dr. Ito"})
        course = Course.objects.get()
        assert answer.url == address("course", course)

    assert nurse.get(url).url == address("course", course)
    assert list(ContactConsent.objects.filter(purpose="medication").values_list("granted", "evidence_id")) == [(True, course.id)]
    assert "Maria" in nurse.get(address("course", course)).content.decode()
    assert AuditEntry.objects.filter(action="course.read", object_id=lead.id).count() == 1


def test_no_answer_about_reminders_is_no_consent(nurse, lead):
    nurse.post(reverse("desk:course-plan", args=[lead.id]), {"medicine": "injection"})

    assert ContactConsent.objects.filter(purpose="medication").count() == 0


def test_a_dose_without_the_check_or_the_talk_is_sent_back_with_what_was_typed(nurse, course, today):
    url = address("course-give", course)

    for missing, sentence in (
        ({"dose-opioid_free_checked": ""}, "needs the opioid-free check"),
        ({"dose-reversal_talk": ""}, "This field is required."),
        ({"dose-given_on": (today + timedelta(days=3)).isoformat()}, "That day has not come yet."),
        ({"dose-given_on": "31/31"}, "Enter a valid date."),
    ):
        answer = nurse.post(url, dose(today, **missing, **{"dose-note": "left side"}))
        page = answer.content.decode()
        assert (answer.status_code, sentence in page, "left side" in page) == (422, True, True)

    assert Dose.objects.get().state == "scheduled"
    assert nurse.post(url, dose(today)).url == address("course", course)
    assert list(Dose.objects.order_by("number").values_list("state", flat=True)) == ["given", "scheduled"]


def test_low_tolerance_stands_on_top_until_somebody_wrote_down_a_talk(nurse, noor, course, today):
    long_ago = today - timedelta(days=40)
    Course.objects.update(created_at=clock.now() - timedelta(days=41))
    record_dose(course_id=course.id, given=Given(long_ago, reversal_talk=True, opioid_free_checked=True), staff=noor, now=clock.now())
    watch_courses(now=clock.now())

    assert "Tolerance may be low" in nurse.get(address("course", course)).content.decode()
    assert nurse.post(address("course-talked", course), {"contact-note": ""}).status_code == 422
    assert nurse.post(address("course-talked", course), {"contact-note": "Has naloxone."}).status_code == 302
    assert "Using the amount" not in nurse.get(address("course", course)).content.decode()
    assert ToleranceWindow.objects.get().closed_by == noor


def test_declining_testing_and_ending(nurse, noor, course, today):
    nurse.post(address("course-give", course), dose(today))

    assert nurse.post(address("course-lab", course), {}).status_code == 422
    assert nurse.post(address("course-lab", course), {"lab-done_on": today.isoformat(), "lab-reason": "also"}).status_code == 422
    nurse.post(address("course-lab", course), {"lab-done_on": today.isoformat()})
    assert list(LabDue.objects.order_by("due_on").values_list("state", flat=True)) == ["done", "due"]
    nurse.post(address("course-decline", course), {"decline-note": "Feels well"})
    assert Dose.objects.filter(state="declined").count() == 1
    assert nurse.post(address("course-end", course), {"end-reason": "stopped_all"}).status_code == 422
    for _time in range(2):
        nurse.post(address("course-end", course), {"end-reason": "chose_to_stop"})
    course.refresh_from_db()
    assert (course.state, course.end_reason) == ("ended", "chose_to_stop")
    assert nurse.get(address("course", course)).status_code == 200


@pytest.mark.parametrize("name", ["course-give", "course-decline", "course-talked", "course-lab", "course-end"])
def test_another_clinics_clinician_changes_nothing_and_learns_nothing(course, today, name):
    stranger = Client()
    stranger.force_login(make_staff(make_clinic(), roles=("clinician",)))
    typed = dose(today, **{"contact-note": "x", "lab-done_on": today.isoformat(), "end-reason": "moved"})

    assert stranger.get(address("course", course)).status_code == 404
    assert stranger.post(address(name, course), typed).status_code == 404
    assert Dose.objects.get().state == "scheduled"


def test_the_clinics_numbers_say_their_source_and_keep_their_bounds(clinic):
    admin = Client()
    admin.force_login(make_staff(clinic, roles=("admin",)))
    url = settings_url("medication", clinic)
    page = admin.get(url).content.decode()
    assert "US prescribing information, section 5.1" in page
    typed = {
        "injection_days": 28,
        "grace_days": 0,
        "refill_remind_days": 5,
        "call_after_days": 3,
        "review_after_days": 7,
        "tolerance_after_days": 0,
        "opioid_free_days": 10,
        "lab_every_days": 90,
        "talk_before_dose": 4,
        "remind_days": "7, 1",
    }

    numbers = {"opioid_free_days": 2, "call_after_days": 9, "injection_days": "1e9"}
    for wrong in ({"remind_days": "soon"}, {"remind_days": "99"}, *({name: value} for name, value in numbers.items())):
        assert admin.post(url, typed | wrong).status_code == 200
    assert MedicationRules.objects.count() == 0
    assert admin.post(url, typed).status_code == 302
    kept = MedicationRules.objects.get()
    assert (kept.remind_days, kept.lab_every_days) == ([7, 1], 90)


def test_a_course_page_asks_a_fixed_number_of_questions(nurse, noor, course, today, django_assert_num_queries):
    nurse.get(address("course", course))
    for number in (1, 3):
        while course.doses.count() < number + 1:
            day = today - timedelta(days=200) + timedelta(days=course.doses.count())
            record_dose(course_id=course.id, given=Given(day, reversal_talk=True, opioid_free_checked=True), staff=noor, now=clock.now())
        with django_assert_num_queries(11):
            nurse.get(address("course", course))


def test_the_reason_of_work_about_medicine_is_read_in_the_language_of_the_reader(nurse, noor, course, lead):
    watch_courses(now=clock.now())
    kept = "Ready for the first dose from today, if the opioid-free check allows it."
    read = "Puede recibir la primera dosis desde hoy, si la comprobación de que no hay opioides lo permite."
    assert [task.reason for task in lead.tasks.filter(kind="dose_due")] == [kept]
    url = reverse("desk:lead", args=[lead.id])
    first = nurse.get(url).content.decode()
    noor.interface_language = "es"
    noor.save()
    second = nurse.get(url).content.decode()
    assert [(kept in page, read in page) for page in (first, second)] == [(True, False), (False, True)]
