"""A dose that is late, in a browser: a course is planned, its second dose is late, a nurse is asked, and giving it ends that work."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from core import clock
from followup.domain.medication.watching import watch_courses
from followup.models import Course
from intake.models import Task
from tests.factories import make_clinic, make_staff, receive
from tests.journeys.colleagues import Colleague, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def give(colleague: Colleague, day: str) -> None:
    page = colleague.page
    page.fill('input[name="dose-given_on"]', day)
    page.check('input[name="dose-reversal_talk"][value="yes"]')
    if page.locator('input[name="dose-opioid_free_checked"]').count():
        page.check('input[name="dose-opioid_free_checked"]')
    colleague.press('form:has(input[name="dose-given_on"]) .button')


def look_after(colleague: Colleague, path: str, today: str) -> None:
    """Let aftercare begin on the day that stands there already, and go to its list."""
    colleague.open(path)
    colleague.page.check('input[name="how"][value="start_of_care"]')
    assert colleague.page.input_value('input[name="started_on"]') == today
    colleague.press("main form .button")
    colleague.open("/desk/aftercare/")


def open_kinds() -> set[str]:
    return set(Task.objects.filter(state="open").exclude(kind="first_contact").values_list("kind", flat=True))


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 360)])
def test_a_late_dose_asks_for_a_nurse_until_it_is_given(browser: Browser, live_server, language: str, width: int) -> None:
    clinic = make_clinic(discreet_name="Oak Office")
    nurse = make_staff(clinic, roles=("clinician",), name="Ana")
    nurse.interface_language = language
    nurse.save()
    lead = receive(clinic, now=clock.now(), name="Zoe Quill", reach="email", email="zoe@example.org").lead
    today = clock.now().astimezone(ZoneInfo(clinic.time_zone)).date()
    colleague = sign_in(browser, live_server.url, nurse, width=width)

    colleague.open(f"/desk/leads/{lead.id}/course/")
    colleague.page.select_option('select[name="medicine"]', "injection")
    colleague.press("main form .button")
    course = Course.objects.get()
    # The first visit was more than four weeks ago.
    Course.objects.update(created_at=clock.now() - timedelta(days=33))
    colleague.open(f"/desk/courses/{course.id}/")
    give(colleague, (today - timedelta(days=32)).isoformat())
    watch_courses(now=clock.now())
    assert "dose_due" in open_kinds()

    colleague.open("/desk/queues/")
    row = colleague.page.locator(".work-row", has_text="Zoe Quill")
    assert row.count() >= 2
    look_after(colleague, f"/desk/leads/{lead.id}/aftercare/", today.isoformat())
    words = {"en": "tolerance may be low", "es": "la tolerancia puede ser baja"}
    assert words[language] in colleague.page.inner_text(".work-row")
    colleague.open(f"/desk/courses/{course.id}/")
    assert colleague.page.locator("strong.due").is_visible()
    give(colleague, today.isoformat())

    assert "dose_due" not in open_kinds()
    assert list(course.doses.order_by("number").values_list("state", flat=True)) == ["given", "late_given", "scheduled"]
    colleague.open("/desk/queues/")
    assert colleague.complaints == []
