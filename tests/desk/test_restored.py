"""Held since the restore: the page names what the provider's log knows, and one press decides what is ticked."""

from uuid import uuid4

import pytest
from django.urls import reverse

from clinics.domain.switching import return_to_practice
from core import clock
from core.audit import SYSTEM
from followup.models import Message
from tests.desk.conftest import read_entries, signed_in
from tests.factories import NOW, make_staff
from tests.followup.builders import go_live, make_mailing_clinic
from tests.followup.domain.test_restored import LATER, held

pytestmark = pytest.mark.django_db
URL, DECIDE = "/desk/review/restored/", "/desk/review/restored/decide/"


@pytest.fixture(autouse=True)
def _later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    go_live()


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_line_says_what_the_log_of_the_provider_would_show_and_only_of_my_clinics():
    clinic, other = make_mailing_clinic(), make_mailing_clinic()
    mine, theirs = held(clinic)[0], held(other)[0]
    browser = signed_in(make_staff(clinic))
    page = words(browser.get(URL))
    assert (mine.to_address in page, mine.message_id.strip("<>") in page, theirs.message_id.strip("<>") in page) == (True, True, False)
    (entry,) = read_entries("restored.list")
    assert (entry.clinic_id, entry.shown_ids) == (clinic.id, [str(mine.lead_id)])
    assert "1 message is held since the restore" in words(browser.get("/desk/review/"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_as_for_one(count, django_assert_num_queries):
    clinic = make_mailing_clinic()
    held(clinic, count)
    browser = signed_in(make_staff(clinic))
    browser.get(URL)
    with django_assert_num_queries(QUERIES):
        browser.get(URL)


QUERIES = 8


def test_what_is_ticked_is_decided_once():
    clinic = make_mailing_clinic()
    first, second, third = held(clinic, 3)
    browser = signed_in(make_staff(clinic))
    wish = {"message": [str(first.id), str(second.id), "rubbish", str(uuid4())], "do": "went_out"}
    assert browser.post(DECIDE, wish).url == URL
    assert "2 messages are marked as sent. 1 was decided before you" in words(browser.get(URL))
    browser.post(DECIDE, wish)
    assert "Nothing changed: somebody decided" in words(browser.get(URL))
    assert sorted(Message.objects.values_list("state", flat=True)) == ["held", "sent", "sent"]
    assert Message.objects.get(state="held").id == third.id


def test_without_a_tick_or_a_wish_nothing_changes_and_in_practice_mode_nothing_can_be_sent():
    clinic = make_mailing_clinic()
    message = held(clinic)[0]
    browser = signed_in(make_staff(clinic))
    for wish in ({}, {"do": "went_out"}, {"message": str(message.id)}, {"message": str(message.id), "do": "burn"}):
        assert browser.post(DECIDE, wish).status_code == 422
    return_to_practice(reason="Restored from a backup.", actor=SYSTEM, now=NOW)
    assert "send it" not in words(browser.get(URL))
    answer = browser.post(DECIDE, {"message": str(message.id), "do": "send"})
    assert (answer.status_code, "go live first" in words(answer), "checked" in words(answer)) == (422, True, True)
    assert reverse("desk:restored") == URL
