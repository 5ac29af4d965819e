"""Screens that are rarely seen with rows, at the width of a phone: an e-mail in the dark, a plan's calendar, a tick and its name."""

import pytest
from playwright.sync_api import Browser

from core import clock
from followup.domain.html_mail import html_of
from followup.domain.ready_plans.plans import READY_PLANS, publish_ready_plans
from followup.models import Message
from records.domain.consenting import record_consent
from tests.factories import NOW, make_staff
from tests.followup.builders import go_live, make_acknowledged, make_mailing_clinic
from tests.journeys.colleagues import sign_in
from tests.records.builders import SIGNED, make_keeper, make_person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_an_e_mail_fits_a_narrow_phone_in_the_dark(browser: Browser) -> None:
    host = "https://mail.a-clinic-with-a-long-name.example"
    link = f"{host}/oak-street/en/stop/TSHALYKc2PrXdlEsnokdi0w-/"
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark")
    page = context.new_page()
    page.set_content(html_of(body=f"Hello,\n\nTo stop these e-mails:\n{link}", own_host=host))
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.get_attribute("a", "href") == link
    context.close()


@pytest.mark.parametrize(("language", "width", "shows"), [("en", 1280, ".month__step"), ("es", 360, ".month__number")])
def test_the_calendar_of_a_plan_is_read_by_its_numbers(browser: Browser, live_server, language: str, width: int, shows: str) -> None:
    clinic = make_mailing_clinic(discreet_name="Oak Office")
    publish_ready_plans(clinic=clinic, now=NOW)
    window = sign_in(browser, live_server.url, make_staff(clinic, roles=("admin",), interface_language=language), width=width)
    window.open(f"/desk/settings/{clinic.slug}/plans/new-inquiry/preview/?start=2026-11-02")
    seen = {name: window.page.locator(name).first.is_visible() for name in (".month__step", ".month__number")}
    assert seen == {name: name == shows for name in seen}
    assert window.page.locator(".month thead th").count() % 7 == 0
    steps = READY_PLANS[0].content.steps
    assert window.page.locator(".table tbody tr").count() == len(steps)
    assert window.complaints == []


def test_a_tick_stays_beside_a_long_name(browser: Browser, live_server) -> None:
    go_live()
    clinic = make_mailing_clinic(discreet_name="Oak Office")
    make_acknowledged(clinic, name="Thomas Whitfield-Okonkwo de la Fuente", now=clock.now())
    Message.objects.update(state="held", why_not="restored")
    window = sign_in(browser, live_server.url, make_staff(clinic), width=360)
    window.open("/desk/review/restored/")
    tick, name = (window.page.locator(one).bounding_box() for one in ("article .choice", "article h2"))
    assert tick["x"] + tick["width"] <= name["x"]
    assert name["y"] < tick["y"] + tick["height"]
    assert window.complaints == []


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("es", 360)])
def test_a_consent_is_chosen_with_its_people_before_ones_eyes(browser: Browser, live_server, language: str, width: int) -> None:
    person = make_person()
    keeper = make_keeper(person.clinic)
    keeper.interface_language = language
    keeper.save()
    record_consent(person=person, draft=SIGNED, staff=keeper, now=clock.now())
    window = sign_in(browser, live_server.url, keeper, width=width)
    window.open(f"/desk/people/{person.id}/records/disclose/")
    words = window.page.inner_text("main form .choice >> nth=0")
    day = {"en": "Nov 16, 2026", "es": "16 de noviembre de 2026"}[language]
    assert [part for part in (day, "Dr. Ada Example; River Hospital", "Name, first inquiry and notes of staff") if part not in words] == []
    assert window.page.is_checked('input[name="consent"]')
    assert window.complaints == []
