"""The confirmation, the sender's own changes, and leaving."""

import re
from datetime import timedelta

import pytest

from clinics.models import Installation, OnCallMember
from intake.models import ContactPoint, PublicDraft, Submission
from tests.factories import NOW, make_clinic, make_staff, receive

TOKEN = "a-token-of-24-characters"
URL = f"/oak/en/sent/{TOKEN}/"


def change_url(client) -> str:
    found = re.search(r'href="(/oak/en/reach/[^"]+)"', client.get(URL).content.decode())
    assert found
    return found[1]


def test_it_says_what_happens_next_and_when(client, clinic):
    receive(clinic, token=TOKEN, voicemail="first_name")
    page = client.get(URL).content.decode()
    for words in ("We have your message.", "today at 2:00 pm", "We will ask for Maria.", "with only a first name", "Call us:"):
        assert words in page


def test_not_asked_means_no_voicemail(client, clinic):
    receive(clinic, token=TOKEN)
    assert "We won’t leave a voicemail." in client.get(URL).content.decode()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"reach": "text"}, "We won’t call."),
        ({"reach": "email", "phone": "", "email": "ana@example.org"}, "Our email says it is from Oak Street."),
        ({"reach": "none", "phone": ""}, "We won’t contact you."),
    ],
)
def test_each_way_has_its_own_promise(client, clinic, words, sentence):
    receive(clinic, token=TOKEN, **words)
    assert sentence in client.get(URL).content.decode()


def test_somebody_who_will_contact_us_gets_a_code(client, clinic):
    code = receive(clinic, token=TOKEN, reach="none", phone="").lead.code
    assert len(code) == 6
    assert code in client.get(URL).content.decode()


def test_danger_puts_crisis_words_first_and_says_what_we_do(client, clinic):
    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic))
    receive(clinic, token=TOKEN, safe="no")
    page = client.get(URL).content.decode()
    assert page.index("Call or text") < page.index("What happens next")
    assert "We have told our team now." in page


@pytest.mark.parametrize(("words", "is_told"), [({"own_words": "I want to kill myself"}, True), ({"safe": "not_sure"}, False)])
def test_at_night_only_an_emergency_reaches_somebody_now(client, clinic, later, words, is_told):
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": False})
    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic))
    later(hours=10)
    receive(clinic, token=TOKEN, now=NOW + timedelta(hours=10), **words)
    assert ("We have told our team now." in client.get(URL).content.decode()) is is_told


def test_a_time_that_has_passed_is_no_promise(client, clinic, later):
    lead = receive(clinic, token=TOKEN).lead
    lead.first_attempt_due_at = NOW + timedelta(minutes=5)
    lead.save()
    assert "We plan to call you by today at 10:05 am." in client.get(URL).content.decode()
    later(minutes=6)
    assert "Then we call you." in client.get(URL).content.decode()


def test_reloading_is_harmless_and_an_hour_later_it_is_neutral(client, clinic, later):
    receive(clinic, token=TOKEN)
    assert client.get(URL).content == client.get(URL).content
    later(minutes=61)
    page = client.get(URL).content.decode()
    assert "Maria" not in page
    assert "no longer shows the details" in page
    assert Submission.objects.count() == 1


def test_an_unknown_token_shows_nothing(client, clinic):
    assert client.get(URL).status_code == 410


def test_the_sender_can_change_how_we_reach_them(client, clinic):
    receive(clinic, token=TOKEN)
    url = change_url(client)
    response = client.post(url, {"voicemail": "clinic_name", "private": "no", "good_time_words": "evenings"})
    assert (response.status_code, response.headers["Location"]) == (303, f"{url}?done=1")
    point = ContactPoint.objects.get()
    assert (point.voicemail, point.is_private, point.good_times) == ("clinic_name", False, "evenings")
    assert "from now on" in client.get(f"{url}?done=1").content.decode()


def test_the_sender_can_stop_contact(client, clinic):
    receive(clinic, token=TOKEN, voicemail="first_name")
    client.post(change_url(client), {"stop_contact": "on"})
    point = ContactPoint.objects.get()
    assert (point.may_call, point.may_text, point.voicemail) == (False, False, "none")


def test_the_change_page_shows_no_earlier_answer(client, clinic):
    receive(clinic, token=TOKEN, voicemail="first_name")
    page = client.get(change_url(client)).content.decode()
    assert "checked" not in page
    assert "Maria" not in page


def test_the_link_lasts_a_day_and_one_clinic(client, clinic, later):
    make_clinic(slug="elm")
    receive(clinic, token=TOKEN)
    url = change_url(client)
    assert client.get(url.replace("/oak/", "/elm/")).status_code == 410
    later(hours=25)
    assert client.get(url).status_code == 410
    assert client.post(url, {"voicemail": "clinic_name"}).status_code == 410
    assert ContactPoint.objects.get().voicemail == "none"


def test_leaving_forgets_the_draft_and_moves_on_at_once(client, clinic):
    client.post(f"/oak/en/write/{TOKEN}/1/", {"who": "self"})
    assert PublicDraft.objects.count() == 1
    response = client.post(f"/oak/en/leave/{TOKEN}/")
    assert PublicDraft.objects.count() == 0
    assert response.headers["Refresh"] == "0; url=https://www.weather.gov/"
    assert "storage" in response.headers["Clear-Site-Data"]
    assert "Oak" not in response.content.decode()
    assert client.get(f"/oak/en/write/{TOKEN}/2/").status_code == 410


def test_leaving_needs_a_post(client, clinic):
    client.post(f"/oak/en/write/{TOKEN}/1/", {"who": "self"})
    assert client.get(f"/oak/en/leave/{TOKEN}/").status_code == 405
    assert PublicDraft.objects.count() == 1


def test_leaving_drops_no_draft_of_another_clinic(client, clinic):
    make_clinic(slug="elm")
    client.post(f"/oak/en/write/{TOKEN}/1/", {"who": "self"})
    client.post(f"/elm/en/leave/{TOKEN}/")
    assert PublicDraft.objects.count() == 1
