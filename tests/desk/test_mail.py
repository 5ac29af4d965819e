"""Writing an e-mail from a lead's page: seen as a locked phone shows it, sent once, stopped when something happened."""

from uuid import uuid4

import pytest
from django.urls import reverse

from clinics.models import Installation
from core import clock
from followup.models import Message
from intake.domain.calling import record_attempt
from intake.domain.consenting import change_safe_contact
from intake.domain.leading import add_note
from intake.domain.staff_drafts import draft_body, save_draft
from intake.models import ContactPoint
from tests.factories import make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(clinic):
    return receive(clinic, now=clock.now(), reach="email", email="maria@example.org", phone="").lead


def write(browser, lead, *, version=None, **words):
    lead.refresh_from_db()
    data = {
        "key": str(uuid4()),
        "seen_version": lead.version if version is None else version,
        "to": ContactPoint.objects.get(kind="email").id,
        "subject": "About Tuesday at 10",
        "body": "Dana here, as we agreed.",
        "do": "send",
        **words,
    }
    return browser.post(reverse("desk:lead-email", args=[lead.id]), data, follow=True)


def letters(lead):
    return [message for message in Message.objects.filter(lead=lead).order_by("id") if message.written_by_id]


def test_in_practice_mode_an_email_is_written_held_and_shown(desk, dana, lead) -> None:
    save_draft(staff=dana, key=f"email:{lead.id}", body={"subject": "half"}, now=clock.now())

    answer = write(desk, lead)

    (message,) = letters(lead)
    assert (message.state, message.subject, message.to_address) == ("held", "About Tuesday at 10", "maria@example.org")
    page = answer.content.decode()
    assert "Practice mode: the e-mail is written and held." in page
    assert "E-mail by Dana: Held" in page
    assert "Dana here, as we agreed." in page
    assert draft_body(staff=dana, key=f"email:{lead.id}") is None


def test_in_live_mode_an_email_waits_to_go(desk, lead) -> None:
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": False})

    answer = write(desk, lead)

    assert letters(lead)[0].state == "pending"
    assert b"The e-mail is on its way." in answer.content


def test_one_email_pressed_twice_is_one_message(desk, lead) -> None:
    for _press in range(2):
        write(desk, lead, key="same")

    assert len(letters(lead)) == 1


def test_checking_shows_the_locked_phone_and_sends_nothing(desk, lead) -> None:
    answer = write(desk, lead, do="preview")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Oak Office" in page
    assert "What a locked phone shows" in page
    assert page.count("About Tuesday at 10") == 2
    assert not letters(lead)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"subject": ""}, "Write a subject."),
        ({"body": "  "}, "Write the message."),
        ({"to": str(uuid4())}, "Select a valid choice"),
        ({"subject": "Your detox on Tuesday"}, "“detox” says too much on a lock screen."),
        ({"subject": "Maria, about Tuesday"}, "Leave out the name"),
        ({"subject": "See you Tuesday!"}, "Leave out the exclamation mark."),
        ({"subject": "x" * 41}, "It has 41 characters"),
        ({"subject": "See https://oak.example"}, "Leave out the link."),
    ],
)
def test_an_email_that_may_not_go_keeps_its_words(desk, lead, words, sentence) -> None:
    answer = write(desk, lead, **words)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    if "body" not in words:
        assert "Dana here, as we agreed." in page
    assert not letters(lead)


def test_an_email_stops_when_a_colleague_acted_meanwhile_and_goes_after_reading(desk, clinic, lead) -> None:
    seen = lead.version
    sam = make_staff(clinic, name="Sam")
    record_attempt(
        task_id=lead.tasks.get().id,
        staff=sam,
        outcome="info_given",
        note="",
        next_step_at=None,
        is_mine=False,
        idempotency_key="k",
        now=clock.now(),
    )

    stopped = write(desk, lead, version=seen)
    page = stopped.content.decode()
    assert stopped.status_code == 422
    assert "Not sent yet: something happened since you opened this page." in page
    assert "Sam: Live contact: Information given" in page
    assert "Send anyway" in page
    assert "Dana here, as we agreed." in page
    assert not letters(lead)

    lead.refresh_from_db()
    assert f'name="seen_version" value="{lead.version}"' in page
    assert write(desk, lead).status_code == 200
    assert len(letters(lead)) == 1


def test_an_email_does_not_stop_for_a_note(desk, dana, lead) -> None:
    seen = lead.version
    add_note(lead_id=lead.id, staff=dana, text="calm", now=clock.now())

    assert write(desk, lead, version=seen).status_code == 200


def test_there_is_no_send_anyway_after_a_not_safe_mark(desk, clinic, lead) -> None:
    point = ContactPoint.objects.get(kind="email")
    page = desk.get(reverse("desk:lead", args=[lead.id])).content.decode()
    assert str(point.id) in page
    change_safe_contact(
        contact_point_id=point.id, changes={"may_email": False}, staff=make_staff(clinic), spoke_with_person=False, now=clock.now()
    )

    answer = write(desk, lead)

    assert answer.status_code == 422
    assert b"Send anyway" not in answer.content
    assert b"They did not say that e-mail is OK." in answer.content
    assert not letters(lead)


def test_without_a_safe_address_the_page_says_why(desk, clinic) -> None:
    lead = receive(clinic, now=clock.now()).lead

    page = desk.get(reverse("desk:lead", args=[lead.id])).content.decode()

    assert "There is no e-mail address." in page
    assert 'name="subject"' not in page
