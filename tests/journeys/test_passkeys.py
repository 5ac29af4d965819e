"""Passkeys in a real browser, with the virtual authenticator of the WebAuthn specification (section 11)."""

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect

from clinics.models import Staff
from core.models import AuditEntry
from tests.desk.accounts import PASSWORD, authenticators, make_account
from tests.factories import make_clinic

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _as_in_production(settings, live_server):
    cache.clear()
    settings.REQUIRE_SECOND_FACTOR = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DESK_URL = live_server.url


@pytest.fixture
def dana() -> Staff:
    return make_account(make_clinic())


@pytest.fixture
def window(browser: Browser):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.set_default_timeout(10_000)
    yield context
    context.close()


def with_authenticator(context: BrowserContext) -> Page:
    """A page whose device has a fingerprint reader that always knows its owner."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "isUserVerified": True, "automaticPresenceSimulation": True}})
    return page


def type_password(page: Page, home: str) -> None:
    page.goto(f"{home}/desk/sign-in/")
    page.fill("#id_login", "dana@clinic.example")
    page.fill("#id_password", PASSWORD)
    page.locator("form.panel button").click()


def sign_out(page: Page, home: str) -> None:
    page.goto(f"{home}/desk/security/")
    page.click("text=Sign out")


def test_a_passkey_is_made_opens_the_desk_alone_and_is_the_second_factor(window, live_server, dana):
    page, home = with_authenticator(window), live_server.url
    type_password(page, home)
    page.goto(f"{home}/desk/")
    page.get_by_role("link", name="Set up a passkey").click()
    page.fill("#id_name", "Office computer")
    page.click("text=Make a passkey on this device")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    assert authenticators(dana) == ["recovery_codes", "webauthn"]

    # Alone, without e-mail address and password.
    sign_out(page, home)
    page.click("text=Sign in with a passkey")
    page.wait_for_url(f"{home}/desk/")

    # As the second factor after the password.
    sign_out(page, home)
    type_password(page, home)
    expect(page.locator("h1")).to_have_text("Enter your code")
    page.click("text=Use a passkey")
    page.wait_for_url(f"{home}/desk/")

    # To prove it again.
    page.goto(f"{home}/desk/prove/?next=/desk/security/passkeys/")
    page.click("text=Use a passkey")
    expect(page.locator("h1")).to_have_text("Passkeys")
    expect(page.locator("input[name=name]").first).to_have_value("Office computer")
    assert AuditEntry.objects.filter(action="passkey.added", object_id=dana.id).count() == 1


def test_a_passkey_made_elsewhere_does_not_open_this_desk(window, live_server, dana, settings):
    page, home = with_authenticator(window), live_server.url
    type_password(page, home)
    page.goto(f"{home}/desk/security/passkeys/")
    page.fill("#id_name", "Office computer")
    page.click("text=Make a passkey on this device")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    sign_out(page, home)

    # The same device and key, but the answer was given on another origin than the desk's.
    settings.DESK_URL = "https://localhost"
    page.click("text=Sign in with a passkey")
    expect(page.locator(".error-summary")).to_contain_text("That passkey did not work.")
    assert AuditEntry.objects.filter(action="passkey.failed").count() == 1


def test_whoever_guesses_at_the_password_does_not_keep_the_owner_of_a_passkey_out(window, live_server, dana, client):
    page, home = with_authenticator(window), live_server.url
    type_password(page, home)
    page.goto(f"{home}/desk/security/passkeys/")
    page.fill("#id_name", "Office computer")
    page.click("text=Make a passkey on this device")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    sign_out(page, home)
    for _guess in range(11):
        last = client.post("/desk/sign-in/", {"login": dana.email, "password": "guess"})
    assert "tried too often" in last.content.decode()
    page.click("text=Sign in with a passkey")
    page.wait_for_url(f"{home}/desk/")
