"""The pages of a person's file in a browser: readable on a phone, by keyboard and by a screen reader, without a complaint."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from records.domain.consenting import record_consent
from records.domain.disclosing import Wish, disclose
from records.domain.holding import place_hold
from tests.factories import make_clinic, make_staff
from tests.journeys.colleagues import sign_in
from tests.records.builders import SIGNED, make_keeper, make_person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person():
    found = make_person(make_clinic(discreet_name="Oak Office"))
    keeper, now = make_keeper(found.clinic), clock.now() + timedelta(days=1)
    consent = record_consent(person=found, draft=SIGNED, staff=keeper, now=now)
    disclose(person=found, wish=Wish(consent.id, "River Hospital", ["identity"]), staff=keeper, now=now)
    return found


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_file(browser, live_server, person, width):
    keeper = sign_in(browser, live_server.url, make_keeper(person.clinic), width=width)
    for name in ("records", "records-consent", "records-disclose", "records-erase"):
        keeper.open(reverse(f"desk:{name}", args=[person.id]))
    keeper.press("main form .button--danger")
    assert keeper.page.locator(".error-summary").count() == 1
    place_hold(person=person, reason="A court asks", staff=make_keeper(person.clinic), now=clock.now())
    for name in ("records", "records-erase"):
        keeper.open(reverse(f"desk:{name}", args=[person.id]))
    assert keeper.complaints == []
    keeper.page.context.close()


def test_how_long_things_are_kept(browser, live_server, person):
    admin = sign_in(browser, live_server.url, make_staff(person.clinic, roles=("admin",)), width=360)
    admin.open(reverse("desk:settings-retention", args=[person.clinic.slug]))
    admin.press("main form .button")
    assert admin.complaints == []
    admin.page.context.close()
