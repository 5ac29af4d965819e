"""Joining two inquiries of one person in a browser, and two people who save the same page, on a wide and on a narrow screen."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from clinics.models import Staff
from tests.factories import make_clinic, make_staff, receive
from tests.journeys.colleagues import Colleague, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SAVE = 'main form button:text-is("Save"), main form button:text-is("Guardar")'
SHOTS = os.environ.get("SHOTS", "")


def shot(window: Colleague, name: str) -> None:
    """A picture for whoever asks for some."""
    if SHOTS:
        window.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 360)])
def test_two_inquiries_are_compared_joined_and_parted(browser: Browser, live_server, language: str, width: int) -> None:
    clinic = make_clinic(discreet_name="Oak Office")
    boss = make_staff(clinic, roles=("supervisor",), name="Kim", interface_language=language)
    first = receive(clinic, name="María Quill", phone="(202) 555-0147").lead
    second = receive(clinic, name="Mary Q.", phone="(202) 555-0188", language="es").lead
    window = sign_in(browser, live_server.url, boss, width=width)
    page = window.page

    window.open(f"/desk/leads/{second.id}/same-person/")
    page.fill("#search-text", "quill")
    window.press("main form button")
    shot(window, f"found-{language}")
    window.press(".work a")
    shot(window, f"compare-{language}")
    window.press("main form button")
    assert page.locator(".error-summary").is_visible()
    shot(window, f"unsaid-{language}")
    page.check("input[value=said_so]")
    page.check("#id_closes_other")
    window.press("main form button")
    shot(window, f"joined-{language}")
    assert page.locator(f"aside a[href='/desk/leads/{first.id}/']").count() == 1
    window.open(f"/desk/leads/{second.id}/same-person/{first.id}/")
    shot(window, f"standing-{language}")
    window.press("main form button")
    assert page.locator("input[value=said_so]").count() == 1
    assert window.complaints == []


def saving(browser: Browser, home: str, staff: Staff, width: int) -> Colleague:
    window = sign_in(browser, home, staff, width=width)
    window.open("/desk/settings/oak/clinic/")
    return window


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 360)])
def test_the_second_who_saves_is_told_and_keeps_their_words(browser: Browser, live_server, language: str, width: int) -> None:
    clinic = make_clinic(slug="oak")
    ana, ben = (make_staff(clinic, roles=("admin",), name=name, interface_language=language) for name in ("Ana", "Ben"))
    first, second = (saving(browser, live_server.url, one, width) for one in (ana, ben))
    first.page.fill("#id_soon_minutes", "47")
    first.press(SAVE)
    second.page.fill("#id_public_name", "Oak Street House")
    with second.page.expect_navigation():
        second.page.click(SAVE)
    assert second.page.input_value("#id_public_name") == "Oak Street House"
    assert "47" in second.page.inner_text(".error-summary")
    shot(second, f"second-{language}")
    second.press(SAVE)
    assert second.page.locator(".error-summary").count() == 0
