"""The end of a session in a browser: a warning in time, a cover over the page, and back to the same page with the draft."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from playwright.sync_api import Browser, expect

from core import clock
from core.models import BrowserSession
from intake.domain.restricting import restrict_lead
from intake.models import BreakGlass
from tests.desk.accounts import PASSWORD, make_account
from tests.factories import make_clinic, receive
from tests.journeys.colleagues import sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dana(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_account(make_clinic())


def type_a_reason(browser: Browser, live_server, dana):
    """A window with words in a form that has no draft of its own, and the inquiry they are about."""
    lead = receive(dana.memberships.get().clinic).lead
    window = sign_in(browser, live_server.url, dana)
    window.open(f"/desk/leads/{lead.id}/")
    window.page.click("summary:has-text('Change status')")
    window.page.fill("#move_reason", "They went to the blue house")
    return window, lead


def test_a_warning_comes_first_and_staying_puts_the_end_off(browser: Browser, live_server, dana, settings):
    settings.SESSION_IDLE_SECONDS = 100
    window = sign_in(browser, live_server.url, dana)
    window.open("/desk/")
    page = window.page
    expect(page.locator("#session-end h2").first).to_have_text("Are you still there?")
    window.look()
    settings.SESSION_IDLE_SECONDS = 900
    page.click("text=Stay signed in")
    expect(page.locator("#session-end")).not_to_be_visible()
    assert page.locator("h1").is_visible()


def test_a_form_without_a_draft_of_its_own_is_there_again_after_a_laptop_slept(browser: Browser, live_server, dana, settings):
    window, _lead = type_a_reason(browser, live_server, dana)
    page = window.page
    BrowserSession.objects.update(last_seen_at=F("last_seen_at") - timedelta(minutes=40))
    with page.expect_response("**/desk/drafts/"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.click("text=Sign in again")
    page.fill("#id_login", dana.email)
    page.fill("#id_password", PASSWORD)
    page.locator("form.panel button").click()
    page.wait_for_url("**/desk/held/*/")
    assert "They went to the blue house" in page.inner_text("main")
    window.look()


def test_after_the_end_the_page_is_covered_and_the_draft_is_back_after_signing_in(browser: Browser, live_server, dana, settings):
    lead = receive(dana.memberships.get().clinic).lead
    window = sign_in(browser, live_server.url, dana)
    window.open(f"/desk/leads/{lead.id}/#note")
    page = window.page
    with page.expect_response("**/desk/drafts/"):
        page.fill("#note_text", "Half a sentence about the blue gate")
    BrowserSession.objects.all().delete()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert page.locator("main").evaluate("part => getComputedStyle(part).visibility") == "hidden"
    page.click("text=Sign in again")
    page.fill("#id_login", dana.email)
    page.fill("#id_password", PASSWORD)
    page.locator("form.panel button").click()
    page.wait_for_url(f"**/desk/leads/{lead.id}/")
    assert page.input_value("#note_text") == "Half a sentence about the blue gate"


def sign_in_beside(page, live_server, staff):
    """In another window of the same browser."""
    beside = page.context.new_page()
    beside.goto(f"{live_server.url}/desk/sign-in/")
    beside.fill("#id_login", staff.email)
    beside.fill("#id_password", PASSWORD)
    beside.locator("form.panel button").click()
    beside.wait_for_url("**/desk/")


def test_a_page_goes_on_after_its_reader_signed_in_anew_in_another_window(browser: Browser, live_server, dana):
    window, lead = type_a_reason(browser, live_server, dana)
    page = window.page
    BrowserSession.objects.all().delete()
    sign_in_beside(page, live_server, dana)
    field = "document.querySelector('form:has(#move_reason) [name=csrfmiddlewaretoken]').value"
    before = page.evaluate(field)
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_function(f"before => {field} !== before", arg=before)
    page.locator("form:has(#move_reason) button").click()
    page.wait_for_url(f"**/desk/leads/{lead.id}/")
    assert "This page is not open to you" not in page.inner_text("body")


def test_a_page_is_covered_once_somebody_else_signed_in_at_the_same_computer(browser: Browser, live_server, dana):
    clinic = dana.memberships.get().clinic
    sam, lead = make_account(clinic, email="sam@clinic.example"), receive(clinic).lead
    window = sign_in(browser, live_server.url, dana)
    window.open(f"/desk/leads/{lead.id}/")
    BrowserSession.objects.all().delete()
    sign_in_beside(window.page, live_server, sam)
    window.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(window.page.get_by_role("heading", name="You are signed out")).to_be_visible()


def open_with_a_reason(browser: Browser, live_server, dana):
    """A supervisor's window with a record that is restricted to Dana, opened with a reason."""
    clinic = dana.memberships.get().clinic
    kim, lead = make_account(clinic, email="kim@clinic.example", roles=("supervisor",)), receive(clinic).lead
    restrict_lead(lead_id=lead.id, people=[dana.pk], reason="works here", staff=kim, now=clock.now())
    window = sign_in(browser, live_server.url, kim)
    window.page.clock.install()
    window.open(f"/desk/leads/{lead.id}/")
    window.page.fill("#id_reason", "Their mother called")
    window.press("text=Open it for one hour")
    expect(window.page.get_by_text("Maria").first).to_be_visible()
    return window


def let_the_hour_end(page) -> None:
    BreakGlass.objects.update(open_until=F("open_until") - timedelta(hours=1))
    page.clock.fast_forward("01:00:01")


def test_a_record_opened_with_a_reason_leaves_the_screen_when_its_hour_is_over(browser: Browser, live_server, dana, settings):
    settings.SESSION_IDLE_SECONDS = 7200
    window = open_with_a_reason(browser, live_server, dana)
    let_the_hour_end(window.page)
    expect(window.page.get_by_role("heading", name="This inquiry is restricted")).to_be_visible()
    assert "Maria" not in window.page.inner_text("body")
    window.look()


def test_what_was_typed_there_is_kept_when_the_hour_is_over(browser: Browser, live_server, dana, settings):
    settings.SESSION_IDLE_SECONDS = 7200
    window = open_with_a_reason(browser, live_server, dana)
    window.page.click("summary:has-text('Change status')")
    window.page.fill("#move_reason", "They went to the blue house")
    let_the_hour_end(window.page)
    window.page.wait_for_url("**/desk/held/*/")
    shown = window.page.inner_text("main")
    assert "They went to the blue house" in shown
    assert "Maria" not in shown
    window.look()
