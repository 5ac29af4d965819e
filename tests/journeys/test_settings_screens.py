"""Signing in, settings and health through a browser: axe on every page and state, on a desk and on a phone."""

import time

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser

from clinics.models import OnCallMember
from core import clock
from followup.domain.ready_texts import publish_ready_texts
from followup.domain.starting_pages import add_ready_pages
from intake.domain.routing import current_rulebook
from tests.desk.accounts import PASSWORD, code_of, make_account, settings_url
from tests.factories import receive
from tests.journeys.colleagues import Colleague, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_quick_passwords")]
PAGES = ["clinic", "people", "hours", "holidays", "lines", "queues", "rules", "rules-edit", "on-call", "pager", "texts", "pages"]
OTHERS = [
    *(f"/desk/security/{name}/" for name in ("password", "sessions", "passkeys")),
    "/desk/prove/",
    "/desk/settings/",
    "/desk/me/",
    "/desk/health/",
    "/desk/security/",
    "/desk/security/authenticator/",
]


@pytest.fixture
def _quick_passwords(settings, db):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def lee(oak):
    publish_ready_texts(clinic=oak, now=clock.now())
    add_ready_pages(clinic=oak, now=clock.now())
    staff = make_account(oak, email="lee@clinic.example", name="Lee", roles=("admin", "supervisor", "staff", "clinician"))
    OnCallMember.objects.create(clinic=oak, staff=staff)
    return staff


def stranger(browser: Browser, home: str, *, has_script: bool = True, width: int = 360) -> Colleague:
    """A window in which nobody is signed in."""
    context = browser.new_context(java_script_enabled=has_script, viewport={"width": width, "height": 740})
    context.set_default_timeout(10_000)
    window = Colleague(context.new_page(), home, has_script)
    window.watch()
    return window


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (360, "light")])
def test_every_settings_page_is_sound(browser, live_server, oak, lee, width, scheme):
    window = sign_in(browser, live_server.url, lee, width=width)
    window.page.emulate_media(color_scheme=scheme)
    for name in PAGES:
        window.open(settings_url(name, oak))
    for path in OTHERS:
        window.open(path)
    window.open(settings_url("queue", oak, oak.queues.first().id))
    window.open(settings_url("line", oak, oak.phone_lines.first().id))
    window.open(settings_url("text", oak, oak.template_versions.first().id))
    for name in ("words", "words-edit"):
        window.open(settings_url(name, oak, "acknowledgement"))
    for name in ("page", "page-edit"):
        window.open(settings_url(name, oak, oak.education_pages.first().id))
    assert window.complaints == []


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_somebody_sets_up_an_authenticator_and_signs_in_with_it(browser, live_server, lee, settings, has_script):
    settings.REQUIRE_SECOND_FACTOR = True
    window = stranger(browser, live_server.url, has_script=has_script)
    window.open("/desk/health/")
    page = window.page
    page.fill("input[name=login]", lee.email)
    page.fill("input[name=password]", "not it")
    window.press("form.panel button")
    assert "not right" in page.inner_text(".error-summary")
    assert page.input_value("input[name=login]") == lee.email
    page.fill("input[name=password]", PASSWORD)
    window.press("form.panel button")
    assert page.url.endswith("/desk/security/")
    window.press("a[href='/desk/security/authenticator/']")
    secret = page.inner_text("code.key").replace(" ", "")
    page.fill("input[name=code]", "000000")
    window.press("form.panel button")
    # A code that is about to change may be over before it arrives.
    page.fill("input[name=code]", code_of(secret))
    window.press("form.panel button")
    assert page.locator(".codes li").count() == 10
    window.press("a.button")
    window.open("/desk/security/")
    window.press("form[action='/desk/sign-out/'] button")
    page.fill("input[name=login]", lee.email)
    page.fill("input[name=password]", PASSWORD)
    window.press("form.panel button")
    assert page.url.endswith("/desk/sign-in/code/")
    page.fill("input[name=code]", code_of(secret, steps=1))
    window.press("form.panel button")
    assert page.url.endswith("/desk/")


def test_hours_that_overlap_are_pointed_at_and_corrected(browser, live_server, oak, lee):
    window = sign_in(browser, live_server.url, lee, has_script=False)
    window.open(settings_url("hours", oak))
    page = window.page
    page.fill("[name=d0-1-opens]", "16:00")
    page.fill("[name=d0-1-closes]", "20:00")
    window.press("#content form .button")
    assert "overlaps" in page.inner_text(".pair .error")
    assert page.input_value("[name=d0-1-closes]") == "20:00"
    page.fill("[name=d0-1-opens]", "17:00")
    window.press("#content form .button")
    assert "The hours are saved." in page.inner_text("main")


def test_a_rule_is_added_moved_tried_and_published(browser, live_server, oak, lee):
    receive(oak)
    window = sign_in(browser, live_server.url, lee, has_script=False)
    window.open(settings_url("rules-edit", oak))
    page = window.page
    window.press("button[value=add]")
    page.fill("#rule-2 [name$=name]", "Web first")
    page.check("#rule-2 [value=web_form]")
    page.fill("#rule-2 [name$=due_minutes]", "20")
    window.press("#rule-2 button[value=up-2]")
    assert page.input_value("#rule-1 [name$=name]") == "Web first"
    window.press(".row > button[value=check]")
    assert "1 of 1 would be treated differently." in page.inner_text("main")
    page.fill("[name=note]", "People on the web wait least")
    window.press("#content form .button")
    assert "Version 2 is in force." in page.inner_text("main")
    assert [rule["name"] for rule in current_rulebook(oak).rules] == ["Urgent first", "Web first", "Spanish", "Everything else"]


def test_errors_on_rules_are_found_by_axe_and_by_people(browser, live_server, oak, lee):
    window = sign_in(browser, live_server.url, lee)
    window.open(settings_url("rules-edit", oak))
    window.page.fill("#rule-0 [name$=name]", "")
    window.press(".row > button[value=check]")
    assert "This field is required." in window.page.inner_text("#problems")
    window.open(settings_url("rules", oak))
    assert "not published" in window.page.inner_text("main")


def test_an_expired_session_returns_to_the_same_page(browser, live_server, oak, lee):
    window = sign_in(browser, live_server.url, lee)
    window.open(settings_url("hours", oak))
    window.page.context.clear_cookies()
    window.open(settings_url("lines", oak))
    window.page.fill("input[name=login]", lee.email)
    window.page.fill("input[name=password]", PASSWORD)
    window.press("form.panel button")
    assert window.page.url.endswith(settings_url("lines", oak))


def test_the_health_report_can_be_opened(browser, live_server, lee):
    window = sign_in(browser, live_server.url, lee, width=360)
    window.open("/desk/health/")
    window.page.click("summary")
    window.look()
    assert "T003" in window.page.input_value("textarea")


def test_signing_in_does_not_wait_for_redis(browser, live_server, lee, settings):
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    window = stranger(browser, live_server.url)
    window.open("/desk/me/")
    window.page.fill("input[name=login]", lee.email)
    window.page.fill("input[name=password]", PASSWORD)
    started = time.monotonic()
    window.press("form.panel button")
    assert window.page.url.endswith("/desk/me/")
    assert time.monotonic() - started < 5
