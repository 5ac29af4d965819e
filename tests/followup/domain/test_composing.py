"""Composing: what the acknowledgement and staff mail say, to whom, and what stops them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from clinics.models import Clinic, PhoneLine, Staff
from core.audit import SYSTEM
from core.sentences import in_words
from followup.domain.composing import (
    EmptyBodyError,
    NotDiscreetError,
    NotSafeError,
    StoppedSendError,
    write_staff_email,
)
from followup.domain.discretion import subject_findings, telling_words
from followup.domain.leaving import stop_messages
from followup.domain.letters import one_click_url, stop_url
from followup.domain.permitting import refusal_now
from followup.domain.ready_texts import READY_TEXTS, publish_ready_texts
from followup.domain.texts import newest_published
from followup.models import Message, TemplateVersion
from followup.states import MessageClass
from intake.domain.consenting import Evidence, record_contact_consent
from intake.domain.leading import add_note, record_reply, take_ownership
from intake.domain.recording import write_event
from intake.models import ContactPoint, Lead, Task
from tests.factories import NOW, make_staff
from tests.followup.builders import email_point, go_live, make_acknowledged, make_lead, make_mailing_clinic

pytestmark = pytest.mark.django_db


def test_the_acknowledgement_says_what_happens_next_and_when_in_the_clinics_time() -> None:
    clinic = make_mailing_clinic(slug="oak-street", discreet_name="Oak Street")
    PhoneLine.objects.filter(clinic=clinic).update(number="+12025550143")
    message = make_acknowledged(clinic)

    assert message.subject == "Your message to Oak Street"
    assert message.from_name == "Oak Street"
    assert message.body == (
        "Hello,\n\n"
        "We have your message. A person will write to you by Tuesday, November 17, 2:00 PM.\n\n"
        "You can also call us: (202) 555-0143. Call this number too if you want us to reach you in another way.\n\n"
        "If you are in danger, call 911.\n\n"
        "Oak Street\n\n"
        "To stop these e-mails, or if this was not you:\n"
        f"{settings.LINK_URL}/oak-street/en/stop/{message.unsubscribe_token}/\n"
    )


def test_at_night_it_gives_no_time_for_an_emergency_that_nobody_hears_of() -> None:
    message = make_acknowledged(make_mailing_clinic(), now=NOW + timedelta(hours=10), own_words="I want to kill myself")
    assert "We have your message. A person will write to you.\n" in message.body


def test_in_spanish_it_is_spanish() -> None:
    message = make_acknowledged(make_mailing_clinic(discreet_name="Oak Street"), language="es")
    assert message.subject == "Su mensaje a Oak Street"
    assert "A más tardar el martes 17 de noviembre, 2:00 p. m., una persona le escribirá." in message.body
    assert "/es/stop/" in message.body


@pytest.mark.parametrize("private", ["yes", "not_sure", ""])
def test_where_somebody_else_may_read_it_no_place_and_no_number_are_named(private: str) -> None:
    clinic = make_mailing_clinic(slug="oak", discreet_name="Oak Street")
    message = make_acknowledged(clinic, private=private)
    assert message.subject == "We have your message"
    assert "Oak" not in message.body
    assert "202" not in message.body.replace("2026", "")


def test_a_stranger_who_says_that_a_mailbox_is_shared_makes_it_private() -> None:
    clinic = make_mailing_clinic()
    make_lead(clinic, private="yes")
    assert make_acknowledged(clinic).subject == "We have your message"


def test_a_clinic_without_a_public_number_writes_the_text_without_one() -> None:
    clinic = make_mailing_clinic()
    clinic.phone_lines.update(is_public=False)
    assert make_acknowledged(clinic).template_version.code == "acknowledgement-private"  # type: ignore[union-attr]


def test_a_long_name_makes_a_short_subject() -> None:
    message = make_acknowledged(make_mailing_clinic(discreet_name="The House at the Corner of Oak Street"))
    assert message.subject == "We have your message"


def test_the_newest_version_in_the_language_counts() -> None:
    clinic = make_mailing_clinic()
    TemplateVersion.objects.create(
        clinic=clinic, code="acknowledgement", language="en", version=2, subject="Hello", body="{what_next}", published_at=NOW
    )
    message = make_acknowledged(clinic)
    assert (message.subject, message.template_version.version) == ("Hello", 2)  # type: ignore[union-attr]
    assert message.body == "A person will write to you by Tuesday, November 17, 2:00 PM."


def test_a_place_without_a_value_holds_the_message_and_names_it_in_one_task() -> None:
    clinic = make_mailing_clinic()
    clinic.template_versions.filter(code="acknowledgement").update(body="Hello {day}. {stop_link}")
    messages = [make_acknowledged(clinic), make_acknowledged(clinic)]
    assert {(one.state, one.why_not, one.missing) for one in messages} == {("held", "value_missing", "day")}
    assert messages[0].body.startswith("Hello [day].")
    go_live()
    refusal = refusal_now(message=messages[0], now=NOW)
    assert (refusal.state, refusal.why_not) == ("held", "value_missing")  # type: ignore[union-attr]
    task = Task.objects.get(dedupe_key__startswith="missing:")
    assert "“day”" in in_words(task.reason)


def test_a_private_mailbox_never_falls_back_to_other_words() -> None:
    clinic = make_mailing_clinic()
    wanted = {"clinic_id": clinic.id, "code": "acknowledgement", "language": "es"}
    assert newest_published(**wanted, is_private=True).code == "acknowledgement-private"  # type: ignore[arg-type, union-attr]
    clinic.template_versions.filter(language="es").delete()
    assert newest_published(**wanted, is_private=True) is None  # type: ignore[arg-type]
    assert newest_published(**wanted, is_private=False) is None  # type: ignore[arg-type]


def test_ready_texts_are_published_once_and_are_discreet() -> None:
    clinic = make_mailing_clinic()
    assert publish_ready_texts(clinic=clinic, now=NOW) == 0
    for text in READY_TEXTS:
        for words in text.words.values():
            assert not subject_findings(words.subject.replace("{discreet_name}", "Oak Street"))
            assert not telling_words(words.body) or text.is_clinical


def test_addresses_in_mail_are_those_of_the_pages() -> None:
    parts = {"slug": "oak", "language": "en", "token": "t" * 24}
    assert stop_url(**parts) == settings.LINK_URL + reverse("link:unsubscribe", kwargs=parts)
    assert one_click_url(**parts) == settings.LINK_URL + reverse("link:unsubscribe-one-click", kwargs=parts)


def write(lead: Lead, staff: Staff, **changes: object) -> Message:
    lead.refresh_from_db()
    wish = {
        "lead_id": lead.id,
        "contact_point_id": email_point(lead).id,
        "subject": "About Tuesday at 10",
        "body": "Are you free at 10?\r\n\r\nDana",
        "staff": staff,
        "seen_version": lead.version,
        "idempotency_key": uuid4().hex,
        "now": NOW,
    }
    return write_staff_email(**(wish | changes))  # type: ignore[arg-type]


def with_staff() -> tuple[Clinic, Staff, Lead]:
    clinic = make_mailing_clinic(discreet_name="Oak Street")
    return clinic, make_staff(clinic), make_lead(clinic)


def test_staff_write_with_the_discreet_name_and_a_way_to_leave() -> None:
    _clinic, dana, lead = with_staff()
    message = write(lead, dana)
    assert (message.from_name, message.subject, message.written_by) == ("Oak Street", "About Tuesday at 10", dana)
    assert message.message_class == MessageClass.CRITICAL
    assert message.body.startswith("Are you free at 10?\n\nDana\n\n--\nTo stop these e-mails:\nhttp")
    assert lead.events.filter(kind="message.written").count() == 1


def test_the_same_form_sent_twice_is_one_message() -> None:
    _clinic, dana, lead = with_staff()
    first = write(lead, dana, idempotency_key="form-1")
    assert write(lead, dana, idempotency_key="form-1", seen_version=1) == first
    assert Message.objects.count() == 1


@pytest.mark.parametrize("changes", [{"may_email": False}, {"is_usable": False}])
def test_an_unsafe_address_is_refused_whatever_was_seen(changes: dict[str, bool]) -> None:
    _clinic, dana, lead = with_staff()
    ContactPoint.objects.filter(person_id=lead.contact_person_id).update(**changes)
    with pytest.raises(NotSafeError) as refused:
        write(lead, dana)
    assert str(refused.value.reason)
    assert not Message.objects.exists()


def test_after_leaving_nobody_sends_anyway_until_the_person_asks_again() -> None:
    clinic, dana, lead = with_staff()
    message = write(lead, dana)
    stop_messages(token=message.unsubscribe_token, now=NOW + timedelta(minutes=1))
    with pytest.raises(NotSafeError):
        write(lead, dana)

    record_contact_consent(
        person=lead.contact_person,
        contact_point=email_point(lead),
        purpose="inquiry",
        channel="email",
        granted=True,
        wording="staff-spoken-1",
        language="en",
        evidence=Evidence(kind="call", id=None, recorded_by=dana),
        now=NOW + timedelta(minutes=2),
    )
    assert write(lead, dana).written_by == dana
    assert clinic.messages.filter(written_by=None).count() == 0


def test_news_since_the_page_was_opened_stops_the_send() -> None:
    clinic, dana, lead = with_staff()
    sam = make_staff(clinic, name="Sam")
    seen = Lead.objects.get(id=lead.id).version
    record_reply(lead_id=lead.id, staff=sam, text="She called back.", now=NOW)
    with pytest.raises(StoppedSendError) as stopped:
        write(lead, dana, seen_version=seen)
    assert [event.kind for event in stopped.value.events_since] == ["lead.replied"]
    assert write(lead, dana)


def test_a_new_owner_stops_the_send() -> None:
    clinic, dana, lead = with_staff()
    sam = make_staff(clinic, name="Sam")
    seen = Lead.objects.get(id=lead.id).version
    take_ownership(lead_id=lead.id, staff=sam, to=sam, now=NOW)
    with pytest.raises(StoppedSendError):
        write(lead, dana, seen_version=seen)


def test_my_own_note_and_the_machines_bookkeeping_stop_nothing() -> None:
    _clinic, dana, lead = with_staff()
    seen = Lead.objects.get(id=lead.id).version
    add_note(lead_id=lead.id, staff=dana, text="Writes at night.", now=NOW)
    write_event(lead=Lead.objects.get(id=lead.id), kind="followup.decided", actor=SYSTEM, now=NOW)
    assert write(lead, dana, seen_version=seen)


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ("Your naltrexone injection", "word"),
        ("Sobre su tratamiento", "word"),
        ("Su medicación", "word"),
        ("Hello Maria", "name"),
        ("Good news!", "exclamation"),
        ("x" * 41, "long"),
        ("   ", "empty"),
        ("See https://oak.example", "link"),
    ],
)
def test_a_subject_that_tells_is_refused_with_what_is_wrong(subject: str, code: str) -> None:
    _clinic, dana, lead = with_staff()
    with pytest.raises(NotDiscreetError) as refused:
        write(lead, dana, subject=subject)
    assert code in [found.code for found in refused.value.findings]


@pytest.mark.parametrize("subject", ["About Tuesday at 10", "Following up on your call", "Su mensaje del lunes", "Quite right, a method"])
def test_a_plain_subject_passes(subject: str) -> None:
    assert subject_findings(subject, person_name="Maria Núñez") == []


@pytest.mark.parametrize("body", ["", "  \r\n", "x" * 10_001])
def test_an_empty_or_endless_body_is_refused(body: str) -> None:
    _clinic, dana, lead = with_staff()
    with pytest.raises(EmptyBodyError):
        write(lead, dana, body=body)


def test_staff_of_another_clinic_see_no_such_lead() -> None:
    _clinic, _dana, lead = with_staff()
    outsider = make_staff(make_mailing_clinic())
    with pytest.raises(Lead.DoesNotExist):
        write(lead, outsider)


def test_an_address_of_somebody_else_is_refused() -> None:
    clinic, dana, lead = with_staff()
    other = make_lead(clinic, email="other@example.org")
    with pytest.raises(ContactPoint.DoesNotExist):
        write(lead, dana, contact_point_id=email_point(other).id)
