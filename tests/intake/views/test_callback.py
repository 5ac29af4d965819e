"""Asking for a call: one required answer, one inquiry however often it is sent, nothing typed is lost."""

import re

import pytest

from intake.models import ContactPoint, Lead, PublicDraft, Submission
from tests.factories import make_clinic

TOKEN = "a-token-of-24-characters"
URL = f"/oak/en/call/{TOKEN}/"
NUMBER = "(202) 555-0147"


@pytest.fixture
def opened(client, clinic, later) -> str:
    """The mark of a page opened half a minute ago."""
    page = client.get(URL).content.decode()
    later(seconds=30)
    found = re.search(r'name="opened" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_page_gets_its_token_by_redirect(client, clinic):
    address = client.get("/oak/en/call/").headers["Location"]
    assert re.fullmatch(r"/oak/en/call/[A-Za-z0-9_-]{24}/", address)
    assert client.get("/oak/en/call/").headers["Location"] != address


def test_a_number_alone_becomes_an_inquiry(client, opened):
    response = client.post(URL, {"phone": NUMBER, "opened": opened})
    assert (response.status_code, response.headers["Location"]) == (303, f"/oak/en/sent/{TOKEN}/")
    payload = Submission.objects.get().payload
    assert (payload["form"], payload["phone"], payload["voicemail"]) == ("callback", NUMBER, "")
    assert "suspect" not in payload
    assert ContactPoint.objects.get().voicemail == "none"


def test_every_answer_reaches_the_payload(client, opened):
    answers = {"good_time": "other", "good_time_words": "Sunday", "voicemail": "first_name", "name": "María"}
    client.post(URL, {"phone": NUMBER, "opened": opened, **answers})
    payload = Submission.objects.get().payload
    assert {name: payload[name] for name in answers} == answers
    assert Submission.objects.get().language == "en"


def test_sending_twice_is_one_inquiry(client, opened):
    for _click in range(3):
        response = client.post(URL, {"phone": NUMBER, "opened": opened})
        assert response.headers["Location"] == f"/oak/en/sent/{TOKEN}/"
    assert Submission.objects.count() == Lead.objects.count() == 1


def test_a_corrected_number_amends_the_first(client, opened):
    client.post(URL, {"phone": NUMBER, "opened": opened})
    assert "We have your request." in client.get(URL).content.decode()
    client.post(URL, {"phone": "202 555 0199", "opened": opened})
    assert Lead.objects.count() == 1
    assert Submission.objects.filter(amends__isnull=False).count() == 1
    assert ContactPoint.objects.get(replaced_by=None).value == "+12025550199"


def test_two_clinics_share_no_token(client, opened):
    make_clinic(slug="elm")
    client.post(URL, {"phone": NUMBER, "opened": opened})
    assert "We have your request." not in client.get(f"/elm/en/call/{TOKEN}/").content.decode()
    assert client.get(f"/elm/en/sent/{TOKEN}/").status_code == 410


@pytest.mark.parametrize(("typed", "message"), [("", "Enter the number you want us to call"), ("555 0147", "Enter the whole number")])
def test_a_missing_or_short_number_is_asked_for_again(client, opened, typed, message):
    response = client.post(URL, {"phone": typed, "name": "Maria", "voicemail": "clinic_name", "opened": opened})
    page = response.content.decode()
    assert response.status_code == 200
    assert message in page
    assert "<title>Error:" in page
    assert 'href="#id_phone"' in page
    assert 'aria-describedby="id_phone_error"' in page
    assert 'value="Maria"' in page
    assert re.search(r'value="clinic_name"[^>]*checked', page)
    assert opened in page
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("typed", ["202.555.0147", "+1 202 555 0147", "011 52 55 1234 5678", "2025550147 ext 4"])
def test_any_way_of_writing_a_number_is_taken_as_typed(client, opened, typed):
    client.post(URL, {"phone": typed, "opened": opened})
    assert Submission.objects.get().payload["phone"] == typed


def test_nothing_is_chosen_beforehand(client, clinic):
    assert "checked" not in client.get(URL).content.decode()


def test_only_staffed_parts_of_the_day_are_offered(client, clinic):
    page = client.get(URL).content.decode()
    assert 'value="morning"' in page
    assert 'value="afternoon"' in page
    assert 'value="evening"' not in page


def test_the_language_switch_keeps_what_was_typed_and_stores_nothing(client, opened):
    response = client.post(f"/oak/es/call/{TOKEN}/", {"act": "switch", "phone": "555", "name": "Ana", "voicemail": "none"})
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="es"' in page
    assert 'value="555"' in page
    assert 'value="Ana"' in page
    assert "error-summary" not in page
    assert PublicDraft.objects.count() == Submission.objects.count() == 0


def test_more_details_carries_the_answers_over(client, opened):
    response = client.post(URL, {"act": "more", "phone": NUMBER, "name": "Ana", "voicemail": "none"})
    assert response.headers["Location"] == f"/oak/en/write/{TOKEN}/1/"
    page = client.get(f"/oak/en/write/{TOKEN}/2/").content.decode()
    assert f'value="{NUMBER}"' in page
    assert 'value="Ana"' in page
    assert re.search(r'value="call"[^>]*checked', page)


@pytest.mark.parametrize("signs", [{"website": "http://x.example"}, {"opened": ""}, {"opened": "forged"}])
def test_what_looks_automatic_is_taken_and_marked(client, opened, signs):
    response = client.post(URL, {"phone": NUMBER, "opened": opened, **signs})
    assert response.headers["Location"] == f"/oak/en/sent/{TOKEN}/"
    assert Submission.objects.get().payload["suspect"] is True


def test_a_form_sent_within_a_second_is_marked(client, opened, later):
    later(seconds=1)
    client.post(URL, {"phone": NUMBER, "opened": opened})
    assert Submission.objects.get().payload["suspect"] is True


def test_a_busy_network_is_never_turned_away(client, opened):
    for number in range(22):
        address = f"/oak/en/call/a-token-of-24-character{number:02}/"
        assert client.post(address, {"phone": NUMBER, "opened": opened}).status_code == 303
    marked = [bool(row.payload.get("suspect")) for row in Submission.objects.order_by("id")]
    assert marked == [False] * 20 + [True] * 2
