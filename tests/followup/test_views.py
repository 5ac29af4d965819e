"""The page behind the link at the foot of a message: a GET changes nothing, a POST acts, and strangers learn nothing."""

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from core.ids import new_id
from followup.models import Message, Suppression
from intake.models import ContactConsent, Task
from tests.followup.builders import make_acknowledged, make_mailing_clinic

pytestmark = pytest.mark.django_db
UNKNOWN = "u" * 24


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def address(message: Message, *, token: str = "", language: str = "en", one_click: bool = False) -> str:
    name = "link:unsubscribe-one-click" if one_click else "link:unsubscribe"
    return reverse(name, args=[message.clinic.slug, language, token or message.unsubscribe_token])


def rows() -> dict[str, list[object]]:
    """Every row of every table of ours, to compare."""
    ours = ("clinics", "intake", "followup", "core")
    return {
        model.__name__: list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        for model in apps.get_models()
        if model._meta.app_label in ours
    } | {"versions": list(apps.get_model("intake.Lead")._base_manager.values_list("version", flat=True))}


@pytest.mark.parametrize("one_click", [False, True])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_that_opens_the_link_changes_no_row(client: Client, method: str, one_click: bool) -> None:
    message = make_acknowledged(make_mailing_clinic())
    before = rows()
    response = getattr(client, method)(address(message, one_click=one_click), follow=True)
    assert response.status_code == (204 if method == "options" else 200)
    assert rows() == before
    assert not response.cookies


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_button_stops_and_the_page_says_so(client: Client, language: str) -> None:
    message = make_acknowledged(make_mailing_clinic())
    url = address(message, language=language)
    page = client.get(url).content.decode()
    assert f'action="{url}"' in page
    answer = client.post(url, {"act": "stop"})
    assert (answer.status_code, answer["Location"]) == (303, f"{url}?done=stopped")
    assert Suppression.objects.count() == 1
    assert 'role="status"' in client.get(answer["Location"]).content.decode()
    # The mail is English; kept is what they read.
    assert ContactConsent.objects.get(evidence_kind="link").language == language


def test_the_same_link_starts_again(client: Client) -> None:
    message = make_acknowledged(make_mailing_clinic())
    client.post(address(message), {"act": "stop"})
    answer = client.post(address(message), {"act": "start"})
    assert answer["Location"].endswith("?done=started")
    assert not Suppression.objects.filter(lifted_at=None).exists()


def test_an_unknown_token_gets_the_same_pages(client: Client) -> None:
    message = make_acknowledged(make_mailing_clinic())
    ours, theirs = address(message), address(message, token=UNKNOWN)

    def shape(text: str) -> str:
        return re.sub(r"/stop/[^/]+/", "/stop/TOKEN/", text)

    for query in ("", "?done=stopped", "?done=started"):
        assert shape(client.get(ours + query).content.decode()) == shape(client.get(theirs + query).content.decode())
    before = rows()
    for data in ({"act": "stop"}, {"act": "start"}):
        assert shape(client.post(theirs, data)["Location"]) == shape(client.post(ours, data)["Location"])
    assert {name: len(found) for name, found in before.items() if name == "UnsubscribeLink"} == {"UnsubscribeLink": 1}
    one_click = {"List-Unsubscribe": "One-Click"}
    answers = [client.post(address(message, token=token, one_click=True), one_click) for token in ("", UNKNOWN)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"")] * 2


def test_after_stopping_the_page_looks_as_before(client: Client) -> None:
    message = make_acknowledged(make_mailing_clinic())
    before = client.get(address(message)).content
    client.post(address(message), {"act": "stop"})
    assert client.get(address(message)).content == before


@pytest.mark.parametrize("multipart", [False, True])
def test_a_mail_program_unsubscribes_with_one_post_without_cookie(client: Client, multipart: bool) -> None:
    message = make_acknowledged(make_mailing_clinic())
    url = address(message, one_click=True)
    form = {"List-Unsubscribe": "One-Click"}
    plain = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}
    for _time in range(2):
        answer = client.post(url, form) if multipart else client.post(url, **plain)
        assert (answer.status_code, answer.content) == (200, b"")
        assert not answer.cookies
    assert Suppression.objects.count() == 1


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "no"}, {"list-unsubscribe": "One-Click"}])
def test_a_post_that_is_no_one_click_is_refused(client: Client, data: dict[str, str]) -> None:
    message = make_acknowledged(make_mailing_clinic())
    assert client.post(address(message, one_click=True), data).status_code == 400
    assert not Suppression.objects.exists()


def test_a_link_outlives_the_clinics_slug_and_languages(client: Client) -> None:
    message = make_acknowledged(make_mailing_clinic(slug="old-name"), language="es")
    url, one_click = address(message, language="es"), address(message, language="es", one_click=True)
    message.clinic.slug, message.clinic.languages = "new-name", ["en"]
    message.clinic.save()
    page = client.get(url)
    assert page.status_code == 200
    assert b"/new-name/en/stop/" in page.content
    assert client.post(url, {"act": "stop"}).status_code == 303
    assert client.post(one_click, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Suppression.objects.count() == 1


def test_the_other_language_is_one_click_away_and_keeps_the_page(client: Client) -> None:
    message = make_acknowledged(make_mailing_clinic())
    page = client.get(address(message) + "?done=stopped").content.decode()
    assert f'href="{address(message, language="es")}?done=stopped"' in page


def test_a_stranger_at_an_unknown_clinic_gets_404(client: Client) -> None:
    assert client.get(f"/no-such-clinic/en/stop/{UNKNOWN}/").status_code == 404


def test_nothing_about_the_page_is_kept_or_sent_elsewhere(client: Client) -> None:
    message = make_acknowledged(make_mailing_clinic())
    answer = client.get(address(message))
    assert answer["Cache-Control"] == "no-store"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not re.search(r'(?:src|href|action)="https?://', answer.content.decode())


def choices(message: Message, token: str = "") -> str:
    return reverse("link:choices", args=[message.clinic.slug, "en", token or message.unsubscribe_token])


def ledger(message: Message) -> list[tuple[str, str, bool, str]]:
    rows = ContactConsent.objects.filter(person=message.person).order_by("at", "id")
    return list(rows.values_list("purpose", "channel", "granted", "wording"))


def test_marked_kinds_stop_and_start_again_with_the_words_shown_in_the_ledger(client: Client) -> None:
    message = make_acknowledged(make_mailing_clinic())
    first = ledger(message)
    for _twice in range(2):
        answer = client.post(choices(message), {"purpose": ["inquiry", "medication"], "act": "stop"})
        assert (answer.status_code, answer["Location"]) == (303, f"{choices(message)}?done=stopped")
    stopped = [("inquiry", "email", False, "choices-1"), ("medication", "email", False, "choices-1")]
    assert ledger(message) == [*first, *stopped]
    assert list(Suppression.objects.order_by("purpose").values_list("purpose", flat=True)) == ["inquiry", "medication"]
    assert Task.objects.filter(kind="review").count() == 2
    for _twice in range(2):
        client.post(choices(message), {"purpose": ["inquiry", "medication"], "act": "start"})
    # Nobody had ever agreed to reminders, and a link agrees to nothing new.
    assert ledger(message) == [*first, *stopped, ("inquiry", "email", True, "choices-1")]
    assert Suppression.objects.filter(lifted_at=None).count() == 0


def test_a_link_in_an_email_may_stop_texts_and_undo_that_and_allow_none(client: Client) -> None:
    message = make_acknowledged(make_mailing_clinic())
    client.post(choices(message), {"purpose": "texts", "act": "start"})
    assert not ContactConsent.objects.filter(purpose="texts").exists()
    keep = ContactConsent.objects.filter(person=message.person)[0]
    keep.pk, keep.purpose, keep.channel, keep.granted, keep.evidence_id = new_id(), "texts", "text", True, None
    keep.save(force_insert=True)
    client.post(choices(message), {"purpose": "texts", "act": "stop"})
    client.post(choices(message), {"purpose": "texts", "act": "start"})
    assert [row[2] for row in ledger(message) if row[0] == "texts"] == [True, False, True]
    assert Suppression.objects.count() == 0


def test_the_page_of_choices_is_the_same_for_everybody_and_reading_it_changes_nothing(client: Client) -> None:
    message = make_acknowledged(make_mailing_clinic())
    before = rows()
    mine = client.get(choices(message)).content.decode()
    strange = client.get(choices(message, UNKNOWN)).content.decode()
    assert mine.replace(message.unsubscribe_token, UNKNOWN) == strange
    client.post(choices(message), {"purpose": "inquiry", "act": "stop"})
    assert client.get(choices(message)).content.decode() == mine
    assert client.post(choices(message, UNKNOWN), {"purpose": "inquiry", "act": "stop"}).status_code == 303
    assert {name for name, found in rows().items() if found != before[name]} == {
        "ContactConsent",
        "LeadEvent",
        "Suppression",
        "Task",
        "versions",
    }


@pytest.mark.parametrize(
    "form", [{}, {"act": "stop"}, {"purpose": "inquiry"}, {"purpose": "everything", "act": "stop"}, {"purpose": "\x00"}]
)
def test_a_press_without_a_mark_says_so_and_stops_nothing(client: Client, form: dict[str, str]) -> None:
    message = make_acknowledged(make_mailing_clinic())
    answer = client.post(choices(message), form)
    assert (answer.status_code, "Mark at least one" in answer.content.decode()) == (422, True)
    assert Suppression.objects.count() == 0


def test_the_choices_are_read_in_spanish(client: Client) -> None:
    message = make_acknowledged(make_mailing_clinic())
    page = client.get(reverse("link:choices", args=[message.clinic.slug, "es", message.unsubscribe_token])).content.decode()
    labels = ("Sobre mi mensaje a ustedes", "Sobre mis citas", "Recordatorios", "Para saber cómo estoy", "Novedades", "Mensajes de texto")
    assert [label for label in labels if label not in page] == []
