"""A clinic admin makes a plan from nothing in a browser: every kind of step, what it would do, and on, in both languages."""

import pytest
from playwright.sync_api import Browser, Page

from clinics.models import Staff
from followup.models import Plan
from tests.factories import make_staff
from tests.followup.plan_builders import TEXT, make_live_clinic
from tests.journeys.colleagues import Colleague, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def fill_step(page: Page, place: int, *, wait: str, action: str, **values: str) -> None:
    page.fill(f"#s{place}-amount", wait)
    page.select_option(f"#s{place}-unit", "days")
    page.select_option(f"#s{place}-action", action)
    for name, value in values.items():
        field = page.locator(f"#s{place}-{name}")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def start(colleague: Colleague, settings: str) -> None:
    page = colleague.page
    colleague.open(settings)
    page.fill('input[name="code"]', "kind-words")
    page.fill('input[name="name"]', "Kind words")
    page.select_option('select[name="entry"]', "by_hand")
    colleague.press('form:has(input[name="code"]) .button')
    for place in range(3):
        if not page.locator(f"#s{place}-amount").count():
            colleague.press('button[value="add"]')


def write_steps(page: Page) -> None:
    """An e-mail, work for a person whose wait is forgotten, and the end."""
    fill_step(page, 0, wait="2", action="email", local="10:30", template_code=TEXT)
    assert not page.locator("#s0-task_reason").is_visible(), "an e-mail has no work to describe"
    fill_step(page, 1, wait="", action="task", local="09:00", task_reason="Call and ask how the week was.")
    assert not page.locator("#s1-template_code").is_visible(), "work has no text"
    fill_step(page, 2, wait="30", action="stop")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 360)])
def test_a_plan_is_made_looked_at_published_and_turned_on(browser: Browser, live_server, language: str, width: int) -> None:
    clinic = make_live_clinic(discreet_name="Oak Office")
    admin = make_staff(clinic, roles=("admin",), name="Kim")
    Staff.objects.update(interface_language=language)
    colleague = sign_in(browser, live_server.url, admin, width=width)
    page, settings = colleague.page, f"/desk/settings/{clinic.slug}/plans/"

    start(colleague, settings)
    write_steps(page)
    colleague.press('button[value="publish"]')
    assert page.locator("#step-2 .error").count() == 1, "what is missing stands beside its step"
    assert Plan.objects.get().current is None

    page.fill("#s1-amount", "5")
    colleague.press('button[value="preview"]')
    assert page.locator("main .table tbody tr").count() >= 2
    colleague.open(f"{settings}kind-words/steps/")
    colleague.press('button[value="publish"]')
    plan = Plan.objects.get()
    assert plan.current is not None
    assert [step.action for step in plan.current.steps.order_by("position")] == ["email", "task", "stop"]

    colleague.open(f"{settings}kind-words/")
    assert page.locator(".what-ifs dt").count() >= 8
    colleague.press('button[name="mode"][value="hold"]')
    colleague.press("main form .button")
    plan.refresh_from_db()
    assert plan.mode == "hold"
    assert colleague.complaints == []
