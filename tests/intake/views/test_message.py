"""The message in five steps: only a way to reach the person is required, and an unsafe answer never blocks."""

import re
from typing import Any

import pytest

from intake.models import ContactConsent, Lead, PublicDraft, Submission

TOKEN = "a-token-of-24-characters"


def url(step: int | str, language: str = "en") -> str:
    return f"/oak/{language}/write/{TOKEN}/{step}/"


def answer(client, step: int, **words: Any) -> Any:
    return client.post(url(step), words)


def walk(client, **reach: Any) -> None:
    """Answer steps 1 to 4."""
    answer(client, 1, who="caring")
    answer(client, 2, **reach)
    answer(client, 3, safe="yes")
    answer(client, 4, topics=["cost", "family"], own_words="My brother\r\nneeds help")


def opened_on(client, step: int = 5) -> str:
    found = re.search(r'name="opened" value="([^"]*)"', client.get(url(step)).content.decode())
    assert found
    return found[1]


def send(client, later, **words: Any) -> Any:
    mark = opened_on(client)
    later(minutes=1)
    return answer(client, 5, opened=mark, **words)


def test_nothing_is_stored_before_something_is_answered(client, clinic):
    first = client.get("/oak/en/write/").headers["Location"]
    assert client.get(first).status_code == 200
    assert PublicDraft.objects.count() == 0


def test_the_whole_road(client, clinic, later):
    walk(client, reach="call", phone="202 555 0147", private="yes", voicemail="first_name", name="Ana")
    page = client.get(url(5)).content.decode()
    for words in ("Someone I care about", "202 555 0147", "Yes, but only a first name", "Cost or insurance", "My brother\nneeds help"):
        assert words in page
    assert "Not provided" in page
    response = send(client, later)
    assert (response.status_code, response.headers["Location"]) == (303, f"/oak/en/sent/{TOKEN}/")
    payload = Submission.objects.get().payload
    assert (payload["who"], payload["reach"], payload["private"], payload["name"]) == ("caring", "call", "yes", "Ana")
    assert (payload["topics"], payload["safe"], payload["consent_text"]) == (["cost", "family"], "yes", False)
    assert "suspect" not in payload
    assert PublicDraft.objects.count() == 0


def test_steps_save_and_lead_on(client, clinic):
    assert answer(client, 1).headers["Location"] == url(2)
    assert answer(client, 2, reach="none").headers["Location"] == url(3)
    assert answer(client, 3, safe="skip").headers["Location"] == url(4)
    assert answer(client, 4).headers["Location"] == url(5)


@pytest.mark.parametrize("safe", ["no", "not_sure"])
def test_an_unsafe_answer_shows_help_and_never_blocks(client, clinic, later, safe):
    answer(client, 1)
    answer(client, 2, reach="call", phone="202 555 0147")
    response = answer(client, 3, safe=safe)
    assert response.headers["Location"] == url("now")
    page = client.get(url("now")).content.decode()
    for words in ("911", "988", "naloxone", "Continue sending my message", f'href="{url(4)}"'):
        assert words in page
    answer(client, 4)
    send(client, later)
    assert Lead.objects.get().severity <= 1


@pytest.mark.parametrize(
    ("words", "field", "message"),
    [
        ({}, "reach_0", "Choose how we can reach you"),
        ({"reach": "pigeon"}, "reach_0", "Select a valid choice"),
        ({"reach": "call"}, "phone", "Enter the number you want us to call"),
        ({"reach": "text", "phone": "12"}, "phone", "Enter the whole number"),
        ({"reach": "text"}, "phone", "Enter the number you want us to text"),
        ({"reach": "email"}, "email", "Enter an email address, like name@example.com"),
        ({"reach": "email", "email": "ana@"}, "email", "Enter an email address, like name@example.com"),
    ],
)
def test_the_chosen_way_asks_for_what_it_needs(client, clinic, words, field, message):
    answer(client, 1)
    page = answer(client, 2, name="Ana", **words).content.decode()
    assert message in page
    assert f'href="#id_{field}"' in page
    assert 'value="Ana"' in page
    assert "<title>Error:" in page


def test_only_the_chosen_way_is_sent(client, clinic, later):
    walk(client, reach="email", email="ana@example.org", phone="202 555 0147", voicemail="clinic_name")
    send(client, later)
    payload = Submission.objects.get().payload
    assert payload["email"] == "ana@example.org"
    assert "phone" not in payload
    assert "voicemail" not in payload


@pytest.mark.parametrize(
    ("reach", "offered", "ticked"),
    [
        ({"reach": "call", "phone": "202 555 0147"}, {"consent_text"}, {"texts"}),
        ({"reach": "email", "email": "ana@example.org"}, {"consent_email"}, {"inquiry", "helpful"}),
        ({"reach": "none"}, set(), set()),
    ],
)
def test_boxes_are_offered_where_they_make_sense_and_are_never_ticked(client, clinic, later, reach, offered, ticked):
    walk(client, **reach)
    page = client.get(url(5)).content.decode()
    assert set(re.findall(r'type="checkbox" name="(\w+)"', page)) == offered
    assert "checked" not in page
    send(client, later, consent_text="on", consent_email="on")
    assert set(ContactConsent.objects.filter(granted=True).values_list("purpose", flat=True)) == ticked


def test_texting_is_offered_only_where_somebody_answers_texts(client, clinic, later):
    clinic.offers_texts = False
    clinic.save()
    walk(client, reach="call", phone="202 555 0147")
    assert 'value="text"' not in client.get(url(2)).content.decode()
    assert "consent_text" not in client.get(url(5)).content.decode()
    assert "Select a valid choice" in answer(client, 2, reach="text", phone="202 555 0147").content.decode()
    send(client, later)
    assert not ContactConsent.objects.exists()


def test_an_untouched_box_agrees_to_nothing(client, clinic, later):
    walk(client, reach="call", phone="202 555 0147")
    send(client, later)
    assert not ContactConsent.objects.filter(granted=True).exists()


def test_changing_one_answer_leads_back_to_the_check(client, clinic):
    walk(client, reach="none")
    assert f'href="{url(2)}?then=check"' in client.get(url(5)).content.decode()
    response = client.post(url(2) + "?then=check", {"reach": "call", "phone": "202 555 0147"})
    assert response.headers["Location"] == url(5)
    unsafe = client.post(url(3) + "?then=check", {"safe": "no"})
    assert unsafe.headers["Location"] == url("now") + "?then=check"
    assert f'href="{url(5)}"' in client.get(url("now") + "?then=check").content.decode()


def test_without_a_way_to_reach_them_sending_asks_for_one(client, clinic):
    answer(client, 1)
    assert answer(client, 5).headers["Location"] == url(2) + "?then=check"
    assert Submission.objects.count() == 0


def test_sending_twice_and_going_back_lead_to_the_confirmation(client, clinic, later):
    walk(client, reach="none")
    send(client, later)
    for again in (answer(client, 5), client.get(url(2)), answer(client, 2, reach="call", phone="202 555 0147")):
        assert again.headers["Location"] == f"/oak/en/sent/{TOKEN}/"
    assert Submission.objects.count() == Lead.objects.count() == 1


def test_too_many_words_are_kept_on_the_page(client, clinic):
    answer(client, 1)
    page = answer(client, 4, own_words="a" * 1001).content.decode()
    assert "There are 1001 now." in page
    assert "a" * 1001 in page


def test_a_thousand_lines_count_as_browsers_count_them(client, clinic):
    answer(client, 1)
    assert answer(client, 4, own_words="a\r\n" * 499 + "b").status_code == 303


def test_the_language_switch_keeps_typed_and_saved_answers(client, clinic):
    walk(client, reach="call", phone="202 555 0147")
    page = client.post(url(2, "es"), {"act": "switch", "reach": "text", "phone": "1", "name": "Ana"}).content.decode()
    assert '<html lang="es"' in page
    assert 'value="Ana"' in page
    assert re.search(r'value="text"[^>]*checked', page)
    assert PublicDraft.objects.get().answers["reach"] == "call"
    assert "202 555 0147" in client.get(url(5, "es")).content.decode()


def test_the_language_of_the_last_page_is_the_leads(client, clinic, later):
    walk(client, reach="none")
    mark = opened_on(client)
    later(minutes=1)
    client.post(url(5, "es"), {"opened": mark})
    assert Lead.objects.get().language == "es"


def test_a_draft_that_is_gone_says_so(client, clinic, later):
    walk(client, reach="none")
    later(hours=25)
    response = client.get(url(3))
    assert response.status_code == 410
    assert "we cleared it to keep you safe" in response.content.decode()
    assert answer(client, 4).status_code == 410


def test_after_an_hour_nothing_typed_is_shown_and_it_can_still_be_sent(client, clinic, later):
    walk(client, reach="call", phone="202 555 0147", name="Ana")
    later(minutes=61)
    for step in (1, 2, 4, 5):
        page = client.get(url(step)).content.decode()
        assert "You were away for a while" in page
        assert "Ana" not in page
        assert "0147" not in page
    answer(client, 4, own_words="Back again")
    assert "Ana" not in client.get(url(5)).content.decode()
    assert answer(client, 5, opened=opened_on(client)).status_code == 303
    payload = Submission.objects.get().payload
    assert (payload["name"], payload["own_words"]) == ("Ana", "Back again")
    assert "locked" not in payload


def test_no_step_six(client, clinic):
    assert client.get(url(6)).status_code == 404
