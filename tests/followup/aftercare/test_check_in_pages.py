"""The pages behind the links of a check-in: opening changes nothing, strangers learn nothing, each link does its own thing."""

import re
import secrets
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from core.hashing import token_hashes
from followup.domain.aftercare.linking import derived_token, open_link
from followup.domain.aftercare.mailing import check_in_url
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.models import Aftercare, Answer, CheckIn, CheckInLink, Flag, Message, Suppression
from followup.states import CheckInPage
from intake.models import Task
from tests.factories import NOW, make_clinic
from tests.followup.aftercare.builders import asked, token_of
from tests.followup.builders import go_live

pytestmark = pytest.mark.django_db
UNKNOWN = "u" * 24
PAGES = {
    CheckInPage.ANSWER: "link:check-in",
    CheckInPage.STOP: "link:check-in-stop",
    CheckInPage.REACH: "link:check-in-reach",
    CheckInPage.DELETE: "link:check-in-delete",
}
CANARIES = {
    "public_name": "Sunrise Recovery Center",
    "discreet_name": "Oak Street",
    "slug": "oak-street",
}


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def at(monkeypatch):
    """The time of day, as the pages see it."""

    def set_to(now: datetime) -> None:
        monkeypatch.setattr("core.clock.now", lambda: now)

    return set_to


@pytest.fixture
def check_in(at) -> CheckIn:
    """Somebody who was asked this minute."""
    go_live()
    found = asked(make_clinic(**CANARIES), name="Zoe Quill")
    assert found.asked_at
    at(found.asked_at)
    return found


def tokens_of(check_in: CheckIn) -> dict[CheckInPage, str]:
    token = token_of(check_in)
    return {page: token if page == CheckInPage.ANSWER else derived_token(token, page) for page in CheckInPage}


def url(token: str, page: CheckInPage = CheckInPage.ANSWER, language: str = "en") -> str:
    return reverse(PAGES[page], args=[token, language])


def rows() -> dict[str, list[object]]:
    """Every value of every row of every table of ours, to compare."""
    ours = [model for model in apps.get_models() if model._meta.app_label in {"clinics", "intake", "followup", "core"}]
    return {model.__name__: [list(vars(row).items())[1:] for row in model._base_manager.order_by("pk")] for model in ours}


def test_the_address_in_the_mail_is_the_address_of_the_page(check_in, settings):
    assert check_in_url("t" * 24, "es") == settings.LINK_URL + url("t" * 24, language="es")


# Opening


@pytest.mark.parametrize("agent", ["Mozilla/5.0", "GoogleImageProxy", "Barracuda Sentinel", "Microsoft Office Existence Discovery"])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_that_opens_every_link_changes_no_row_and_gets_no_cookie(client, check_in, method, agent):
    before = rows()
    for (page, token), language in product(tokens_of(check_in).items(), ("en", "es")):
        response = getattr(client, method)(url(token, page, language), headers={"user-agent": agent})
        assert response.status_code == (204 if method == "options" else 200)
        assert not response.cookies
    assert rows() == before


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", list(CheckInPage))
def test_a_page_names_no_person_no_clinic_no_subject_and_no_answer(client, check_in, kind, language):
    client.post(url(token_of(check_in)), {"how": "hard", "words": "my canary words"})
    answer = client.get(url(tokens_of(check_in)[kind], kind, language))
    text = answer.content.decode()
    canaries = [*CANARIES.values(), "Zoe", "Quill", "maria@example.org", "canary words", "checked", "1202555"]
    assert [canary for canary in canaries if canary.casefold() in text.casefold()] == []
    assert not re.search(
        r"addict|recover|rehab|drug|alcohol|opioid|treatment|clinic|clínic|naltrexone|relapse|recaída", text, re.IGNORECASE
    )
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "same-origin")
    assert not re.search(r'(?:src|href|action)="https?://', text)
    assert f'lang="{language}"' in text


# Answering


def test_three_taps_keep_an_answer(client, check_in):
    page = client.get(url(token_of(check_in))).content.decode()
    assert page.count('type="radio"') == 6
    response = client.post(url(token_of(check_in)), {"how": "ok", "call": "no"})
    assert response.status_code == 200
    assert "Thanks for telling us." in response.content.decode()
    assert [answer.values for answer in Answer.objects.all()] == [{"how": "ok", "call": "no"}]


def test_spanish_is_answered_in_spanish(client, check_in):
    page = client.get(url(token_of(check_in), language="es")).content.decode()
    assert "¿Cómo está hoy?" in page
    client.post(url(token_of(check_in), language="es"), {"how": "hard", "words": "Me quiero matar"})
    assert Answer.objects.get().language == "es"
    assert Task.objects.filter(kind="escalation", state="open").count() == 1


def test_help_now_is_one_press_and_shows_the_numbers_at_once(client, check_in):
    response = client.post(url(token_of(check_in)), {"act": "now", "words": "please"})
    page = response.content.decode()
    assert all(f'href="tel:{number}"' in page for number in ("911", "988"))
    assert "We have told our team now." in page
    assert "We have no number that we may call." in page
    assert Answer.objects.get().values == {"how": "help", "words": "please"}
    assert Task.objects.get(kind="escalation").next_alert_at == check_in.asked_at


def test_words_of_danger_show_the_numbers_too(client, check_in):
    page = client.post(url(token_of(check_in)), {"how": "ok", "words": "I want to kill myself"}).content.decode()
    assert "Help right now" in page


@pytest.mark.parametrize("typed", [{}, {"how": "fine"}, {"how": "good", "call": "x"}, {"how": "good", "words": "a" * 2001}])
def test_what_can_not_be_taken_comes_back_with_what_was_typed(client, check_in, typed):
    page = client.post(url(token_of(check_in)), {"words": "kept", **typed}).content.decode()
    assert "There is a problem" in page
    assert typed.get("words", "kept") in page
    assert not Answer.objects.exists()


@pytest.mark.parametrize("words", ["A\x00na", "\r\n\t", "💬" * 500, "A\u202ena\x08", "<script>alert(1)</script>"])
def test_odd_characters_are_taken(client, check_in, words):
    assert client.post(url(token_of(check_in)), {"how": "good", "words": words}).status_code == 200
    assert Answer.objects.count() == 1


def test_another_language_keeps_what_was_chosen_and_changes_nothing(client, check_in):
    before = rows()
    page = client.post(url(token_of(check_in), language="es"), {"act": "switch", "how": "hard", "words": "unsent"}).content.decode()
    assert 'value="hard"' in page
    assert re.search(r'value="hard"[^>]*checked', page)
    assert "unsent" in page
    assert "Hay un problema" not in page
    assert rows() == before


def test_the_same_link_takes_another_answer_for_a_day_without_showing_the_first(client, check_in, at):
    address = url(token_of(check_in))
    client.post(address, {"how": "hard"})
    first = client.get(address).content
    assert b"checked" not in first
    at(check_in.asked_at + timedelta(hours=23))
    assert client.post(address, {"how": "good"}).status_code == 200
    assert Answer.objects.get(replaced_by=None).values == {"how": "good"}
    at(check_in.asked_at + timedelta(hours=24))
    assert client.get(address).status_code == 410


# Links that do not work


def ended_addresses(check_in: CheckIn, at) -> list[str]:
    """An unknown, a used and an expired link."""
    used = asked(make_clinic(slug="another"))
    Client().post(url(token_of(used)), {"how": "good"})
    at(check_in.asked_at + timedelta(days=7))
    return [url(UNKNOWN), url(token_of(used)), url(token_of(check_in))]


def test_ended_used_and_unknown_links_are_the_same_bytes(client, check_in, at):
    addresses = ended_addresses(check_in, at)
    opened = {client.get(address).content for address in addresses}
    sent = {client.post(address, {"act": "fresh"}).content for address in addresses}
    answered = {client.post(address, {"how": "good"}).content for address in addresses}
    assert (len(opened), len(sent), len(answered)) == (1, 1, 1)
    assert opened == answered
    assert {client.get(address).status_code for address in addresses} == {410}
    assert Answer.objects.count() == 1


def test_a_call_for_help_on_a_page_that_has_ended_is_heard_and_shows_the_numbers(client, check_in, at):
    addresses = ended_addresses(check_in, at)
    shown = {client.post(address, {"act": "now"}).content.decode() for address in addresses * 2}
    assert len(shown) == 1
    page = shown.pop()
    assert ("tel:911" in page, "tel:988" in page, "Help right now" in page) == (True, True, True)
    heard = Flag.objects.filter(kind="help_now").values_list("severity", "task__kind", "task__state")
    assert list(heard) == [(0, "escalation", "open")] * 2
    assert Answer.objects.count() == 1


def test_a_call_for_help_with_a_token_we_never_gave_changes_no_row(client, check_in):
    before = rows()
    assert "988" in client.post(url(UNKNOWN), {"act": "now"}).content.decode()
    assert rows() == before


def test_a_fresh_link_goes_to_the_address_on_file_once_an_hour(client, check_in, at):
    now = check_in.asked_at + timedelta(days=3)
    at(now)
    CheckInLink.objects.update(expires_at=now)
    for _twice in range(2):
        client.post(url(token_of(check_in)), {"act": "fresh"})
    fresh = Message.objects.get(dedupe_key__startswith="check_in_link:")
    assert (fresh.subject, fresh.to_address) == ("The link you asked for", "maria@example.org")
    assert fresh.purpose == "check_ins"
    at(now + timedelta(hours=1))
    client.post(url(token_of(check_in)), {"act": "fresh"})
    assert Message.objects.filter(dedupe_key__startswith="check_in_link:").count() == 2


def test_after_an_answer_a_fresh_link_asks_the_next_check_in_early(client, check_in, at):
    client.post(url(token_of(check_in)), {"how": "good"})
    at(check_in.asked_at + timedelta(days=2))
    client.post(url(token_of(check_in)), {"act": "fresh"})
    states = [(row.sequence, row.state) for row in CheckIn.objects.order_by("sequence")]
    assert states == [(1, "answered"), (2, "sent"), (3, "planned")]
    assert Message.objects.filter(dedupe_key__startswith="check_in_link:").count() == 1


def test_somebody_who_asks_for_a_link_while_paused_is_handed_to_a_person(client, check_in, at):
    now = check_in.asked_at + timedelta(days=3)
    at(now)
    CheckInLink.objects.update(expires_at=now)
    Aftercare.objects.update(state="paused", state_reason="away")
    for _twice in range(2):
        client.post(url(token_of(check_in)), {"act": "fresh"})
    assert not Message.objects.filter(dedupe_key__startswith="check_in_link:").exists()
    assert [(flag.rule, flag.task.state) for flag in Flag.objects.all()] == [("asked-for-a-link", "open")]


def test_a_stranger_with_an_unknown_token_sends_nothing(client, check_in):
    before = rows()
    client.post(url(UNKNOWN), {"act": "fresh"})
    assert rows() == before


@pytest.mark.embedded
def test_a_million_random_tokens_open_nothing(check_in):
    """Compared with every hash we keep: a look-up is nothing else, and a million of them in SQL would only be slower."""
    kept = set(CheckInLink.objects.values_list("token_hash", flat=True))
    hits = sum(not kept.isdisjoint(token_hashes(purpose="check_in_answer", token=secrets.token_urlsafe(18))) for _try in range(1_000_000))
    assert hits == 0
    assert not kept.isdisjoint(token_hashes(purpose="check_in_answer", token=token_of(check_in)))


def test_what_is_stored_of_a_link_opens_nothing(client, check_in):
    hashes = list(CheckInLink.objects.values_list("token_hash", flat=True))
    assert {client.get(url(value, page)).status_code for value in hashes for page in CheckInPage} == {410}


def test_each_token_works_on_its_own_page_only(client, check_in):
    works = {
        (of, page)
        for (of, token), page in product(tokens_of(check_in).items(), CheckInPage)
        if client.get(url(token, page)).status_code == 200
    }
    assert works == {(page, page) for page in CheckInPage}
    stop = reverse("link:unsubscribe-one-click", args=["oak-street", "en", token_of(check_in)])
    client.post(stop, {"List-Unsubscribe": "One-Click"})
    assert not Suppression.objects.exists()


def test_a_link_of_one_person_is_never_a_link_of_another(check_in):
    other = asked(make_clinic(slug="another"))
    found = {open_link(token=token_of(one), page=CheckInPage.ANSWER, now=check_in.asked_at).check_in for one in (check_in, other)}
    assert found == {check_in, other}


# Stop, reach, delete


def test_stop_asks_once_then_nothing_goes_any_more_and_a_person_looks(client, check_in, at):
    address = url(tokens_of(check_in)[CheckInPage.STOP], CheckInPage.STOP)
    assert "Stop these messages?" in client.get(address).content.decode()
    assert not Suppression.objects.exists()
    for _twice in range(2):
        assert "These messages are stopped" in client.post(address, {"act": "stop"}).content.decode()
    aftercare = Aftercare.objects.get()
    assert (aftercare.state, aftercare.state_reason) == ("paused", "stopped_by_person")
    assert Suppression.objects.get().purpose == "check_ins"
    assert [(flag.kind, flag.task.kind) for flag in Flag.objects.all()] == [("stopped", "review")]
    assert set(Message.objects.values_list("state", flat=True)) == {"skipped"}
    sweep_aftercare(now=check_in.asked_at + timedelta(days=60))
    assert Message.objects.count() == 1


def test_the_link_at_the_foot_of_the_mail_stops_check_ins_too(client, check_in):
    foot = reverse("link:unsubscribe-one-click", args=["oak-street", "en", check_in.message.unsubscribe_token])
    client.post(foot, {"List-Unsubscribe": "One-Click"})
    for _twice in range(2):
        sweep_aftercare(now=check_in.asked_at + timedelta(minutes=1))
    assert Aftercare.objects.get().state_reason == "stopped_by_person"
    assert Flag.objects.get().kind == "stopped"


def test_a_link_can_tighten_and_loosens_only_its_own_address(client, check_in):
    address = url(tokens_of(check_in)[CheckInPage.REACH], CheckInPage.REACH)
    point = check_in.aftercare.person.contact_points.get(kind="email")
    assert point.is_private is False
    client.post(address, {"email": "others", "phone": "no"})
    point.refresh_from_db()
    assert point.is_private is True
    client.post(address, {"email": "only_me"})
    point.refresh_from_db()
    assert point.is_private is False
    client.post(address, {"email": "no"})
    point.refresh_from_db()
    assert point.may_email is False


@pytest.mark.parametrize("typed", [{}, {"email": "keep", "phone": "keep"}])
def test_whoever_changes_nothing_is_not_told_that_something_changed(client, check_in, typed):
    address = url(tokens_of(check_in)[CheckInPage.REACH], CheckInPage.REACH)
    before = rows()
    page = client.post(address, typed).content.decode()
    assert "Choose what you want to change." in page
    assert "We go by your new answers" not in page
    assert rows() == before


def test_a_link_never_allows_a_call(client, check_in):
    address = url(tokens_of(check_in)[CheckInPage.REACH], CheckInPage.REACH)
    for phone in ("yes", "", "no_voicemail"):
        client.post(address, {"phone": phone, "may_call": "on"})
    assert {point.may_call for point in check_in.aftercare.person.contact_points.all()} == {False}


def test_a_wish_to_delete_becomes_work_for_a_person(client, check_in):
    address = url(tokens_of(check_in)[CheckInPage.DELETE], CheckInPage.DELETE)
    client.post(url(token_of(check_in)), {"how": "good"})
    for _twice in range(2):
        assert "We have your request." in client.post(address, {"act": "delete"}).content.decode()
    assert [(flag.kind, flag.task.kind, flag.task.severity) for flag in Flag.objects.all()] == [("delete_asked", "review", 3)]
    assert Answer.objects.count() == 1


def test_leaving_goes_to_a_harmless_page(client):
    response = client.post(reverse("link:check-in-leave", args=["en"]))
    assert response["Refresh"] == "0; url=https://www.weather.gov/"
    assert client.get(reverse("link:check-in-leave", args=["en"])).status_code == 405


def test_without_a_database_the_page_still_shows_the_numbers(client, check_in):
    def refuse(*_anything: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    address = url(token_of(check_in))
    with connection.execute_wrapper(refuse):
        response = client.get(address)
    assert response.status_code == 503
    assert 'href="tel:911"' in response.content.decode()


def test_an_answer_by_a_link_of_an_earlier_day_is_still_an_answer(client, check_in, at):
    at(check_in.asked_at + timedelta(days=6))
    assert client.post(url(token_of(check_in)), {"how": "good"}).status_code == 200
    assert Answer.objects.get().at > NOW
