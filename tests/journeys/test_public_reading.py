"""Reading a page on a phone: from the list to the page, into the other language, and away, with and without script."""

import pytest
from playwright.sync_api import expect

from core import clock
from followup.domain.starting_pages import add_ready_pages
from tests.journeys.visitors import WITH_AND_WITHOUT

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
WEATHER = "https://www.weather.gov/"


@pytest.fixture
def pages(oak):
    oak.is_sample = True
    oak.save()
    add_ready_pages(clinic=oak, now=clock.now())


@WITH_AND_WITHOUT
def test_somebody_reads_what_to_do_in_both_languages_and_leaves(visit, pages, has_script):
    person = visit(has_script=has_script, width=320)
    person.context.route(f"{WEATHER}**", lambda route: route.fulfill(body="<h1>Sunny</h1>", content_type="text/html"))
    person.open("/oak/en/read/")
    person.press("text=Overdose and naloxone")
    assert person.page.title().startswith("In an emergency – ")
    person.press(".bar__language")
    expect(person.page.locator("h1")).to_have_text("Sobredosis y naloxona")
    person.page.click(".bar__button")
    person.page.wait_for_url(WEATHER)
    expect(person.page.locator("h1")).to_have_text("Sunny")


def test_every_page_is_sound_light_and_prints(visit, pages):
    person = visit(width=320)
    person.weigh()
    for key in ("how-it-works", "first-days", "two-ways", "when-to-call", "paying", "groups", "for-families", "afterwards"):
        person.open(f"/oak/es/read/{key}/")
    person.page.emulate_media(media="print")
    expect(person.page.locator(".bar")).to_be_hidden()
    expect(person.page.locator("h1")).to_be_visible()
    assert person.complaints == []
