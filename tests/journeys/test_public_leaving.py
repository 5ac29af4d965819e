"""Leaving fast leaves nothing behind; the pages are light, quiet, readable and never hide behind their own bar."""

import pytest
from playwright.sync_api import expect

from intake.models import PublicDraft
from tests.journeys.visitors import WITH_AND_WITHOUT, Visitor, faults

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WEATHER = "https://www.weather.gov/"
MOST_BYTES = 50 * 1024


def type_a_message(person: Visitor) -> None:
    """Answer two steps and type into the second."""
    person.context.route(f"{WEATHER}**", lambda route: route.fulfill(body="<h1>Sunny</h1>", content_type="text/html"))
    person.open("/oak/en/write/")
    person.page.check("[name=who][value=self]")
    person.continue_()
    person.page.check("[name=reach][value=call]")
    person.page.fill("[name=phone]", "202 555 0147")
    assert PublicDraft.objects.count() == 1


def assert_gone(person: Visitor) -> None:
    """On the neutral page, the draft deleted, and nothing typed to be found by going back."""
    expect(person.page.locator("h1")).to_have_text("Sunny")
    assert person.page.url == WEATHER
    assert not PublicDraft.objects.exists()
    person.page.go_back()
    assert "0147" not in person.page.content()
    assert person.page.locator("[name=who]:checked").count() == 0
    # Playwright answers for the weather page, which has no icon.
    person.complaints.clear()


@WITH_AND_WITHOUT
def test_the_leave_button(visit, has_script):
    person = visit(has_script=has_script)
    type_a_message(person)
    person.page.click(".bar__button")
    person.page.wait_for_url(WEATHER)
    assert_gone(person)


def test_three_times_shift(visit):
    person = visit()
    type_a_message(person)
    for _press in range(3):
        person.page.keyboard.press("Shift")
    person.page.wait_for_url(WEATHER)
    assert_gone(person)


def test_typing_capital_letters_does_not_leave(visit):
    person = visit()
    type_a_message(person)
    for letter in "ABCD":
        person.page.keyboard.press(f"Shift+{letter}")
    person.page.wait_for_timeout(300)
    assert PublicDraft.objects.count() == 1
    assert "/write/" in person.page.url


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (1280, 800)], ids=["phone", "400-percent", "desk"])
def test_the_bar_is_always_there_and_hides_nothing(visit, width, height):
    person = visit(width=width, height=height)
    page = person.page
    person.open("/oak/es/call/")
    bar = page.locator(".bar")
    assert bar.bounding_box()["height"] <= height / 4
    for share in (0, 0.3, 0.7, 1):
        page.evaluate("share => scrollTo(0, share * document.body.scrollHeight)", share)
        assert abs(bar.bounding_box()["y"]) <= 1
        expect(page.locator(".bar__button")).to_be_in_viewport()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(".foot a").last.focus()
    for _back in range(25):
        page.keyboard.press("Shift+Tab")
        hidden = page.evaluate(
            """() => { const at = document.activeElement, bar = document.querySelector('.bar');
            return !bar.contains(at) && at !== document.body && at.getBoundingClientRect().bottom <= bar.getBoundingClientRect().bottom
                && !at.matches('.skip-link') ? at.outerHTML : '' }"""
        )
        assert hidden == ""


def test_the_leave_button_comes_first_after_the_skip_link(visit):
    person = visit()
    person.open("/oak/en/")
    person.page.keyboard.press("Tab")
    expect(person.page.locator(".skip-link")).to_be_focused()
    person.page.keyboard.press("Tab")
    expect(person.page.locator(".bar__button")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_reads_well_by_day_and_by_night(visit, scheme):
    person = visit(scheme=scheme, width=320)
    for name in ("", "call/", "write/", "safety/", "privacy/", "cost/", "other/"):
        person.open(f"/oak/en/{name}")
        person.open(f"/oak/es/{name}")


def test_pages_about_nothing_read_well_too(visit):
    person = visit()
    for path in ("/nothing/", "/oak/en/sent/a-token-nobody-ever-had/", "/oak/es/reach/a-token-nobody-ever-had/"):
        person.page.goto(f"{person.home}{path}")
        person.look()
    # The console repeats the status of each page.
    assert len(person.complaints) == 3
    person.complaints.clear()


def test_the_start_page_is_light_and_shows_without_a_script(visit):
    person = visit()
    person.weigh()
    person.page.goto(f"{person.home}/oak/en/", wait_until="networkidle")
    assert 5 <= len(person.sizes) <= 10
    assert sum(person.sizes.values()) < MOST_BYTES
    assert person.page.locator("script:not([type=module])").count() == 0


def test_text_can_be_spaced_and_enlarged(visit):
    """WCAG 1.4.4 and 1.4.12: 200 % text and wider spacing lose nothing."""
    person = visit(width=640)
    person.open("/oak/es/write/")
    person.page.evaluate(
        """spacing => { const sheet = new CSSStyleSheet();
        sheet.replaceSync(spacing);
        document.adoptedStyleSheets = [sheet]; }""",
        "html { font-size: 200% } * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }",
    )
    assert person.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert faults(person.page) == []
