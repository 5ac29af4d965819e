"""Leaving: stopped by the link, started again by the same link, and never in the way of an answer they ask for."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core.keys import forget_keyring
from followup.domain.leaving import leaver_of, start_messages, stop_messages
from followup.models import Message, Suppression
from intake.domain.consenting import has_agreed
from intake.models import ContactConsent, Lead, LeadEvent, Task
from tests.factories import NOW
from tests.followup.builders import email_point, make_acknowledged, make_mailing_clinic

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=10)


def agreed(message: Message) -> bool:
    return has_agreed(person_id=message.person_id, purpose="inquiry", channel="email")  # type: ignore[arg-type]


def test_stopping_writes_the_answer_the_closed_address_the_event_and_a_task() -> None:
    message = make_acknowledged(make_mailing_clinic())
    assert stop_messages(token=message.unsubscribe_token, now=LATER)

    row = Suppression.objects.get()
    assert (row.address_hash, row.purpose, row.reason) == (message.to_hash, "inquiry", "unsubscribed")
    answer = ContactConsent.objects.filter(person=message.person).order_by("-at", "-id")[0]
    assert (answer.granted, answer.evidence_kind, answer.wording) == (False, "link", "unsubscribe-1")
    assert not agreed(message)
    assert LeadEvent.objects.filter(lead=message.lead, kind="messages.stopped").count() == 1
    assert Task.objects.filter(lead=message.lead, kind="review", state="open").count() == 1


def test_stopping_twice_is_once() -> None:
    message = make_acknowledged(make_mailing_clinic())
    for _time in range(2):
        stop_messages(token=message.unsubscribe_token, now=LATER)
    assert Suppression.objects.count() == 1
    assert LeadEvent.objects.filter(kind="messages.stopped").count() == 1
    assert ContactConsent.objects.filter(granted=False, evidence_kind="link").count() == 1


def test_starting_again_lifts_what_the_link_closed_and_nothing_else() -> None:
    message = make_acknowledged(make_mailing_clinic())
    bounced = Suppression.objects.create(clinic=message.clinic, address_hash=message.to_hash, purpose="", reason="bounced", created_at=NOW)
    stop_messages(token=message.unsubscribe_token, now=LATER)
    for _time in range(2):
        assert start_messages(token=message.unsubscribe_token, now=LATER + timedelta(minutes=1))

    assert agreed(message)
    assert list(Suppression.objects.filter(lifted_at=None)) == [bounced]
    assert LeadEvent.objects.filter(kind="messages.started").count() == 1


def test_stopping_after_starting_again_works() -> None:
    message = make_acknowledged(make_mailing_clinic())
    for minutes, act in enumerate((stop_messages, start_messages, stop_messages)):
        act(token=message.unsubscribe_token, now=LATER + timedelta(minutes=minutes))
    assert not agreed(message)
    assert Suppression.objects.filter(lifted_at=None).count() == 1


def test_starting_what_was_never_stopped_changes_nothing() -> None:
    message = make_acknowledged(make_mailing_clinic())
    before = ContactConsent.objects.count()
    assert start_messages(token=message.unsubscribe_token, now=LATER)
    assert ContactConsent.objects.count() == before


def test_an_unknown_token_changes_nothing() -> None:
    make_acknowledged(make_mailing_clinic())
    for act in (stop_messages, start_messages):
        assert not act(token="x" * 24, now=LATER)
    assert leaver_of("x" * 24) is None
    assert not Suppression.objects.exists()


def test_another_clinic_still_writes_to_the_same_address() -> None:
    here, there = make_acknowledged(make_mailing_clinic()), make_acknowledged(make_mailing_clinic())
    stop_messages(token=here.unsubscribe_token, now=LATER)
    assert agreed(there)
    assert not Suppression.objects.filter(clinic=there.clinic).exists()
    assert email_point(there.lead).is_usable  # type: ignore[arg-type]


def test_a_closed_lead_opens_no_task() -> None:
    message = make_acknowledged(make_mailing_clinic())
    Lead.objects.update(status="closed")
    before = Task.objects.count()
    stop_messages(token=message.unsubscribe_token, now=LATER)
    assert Task.objects.count() == before


def test_a_link_in_old_mail_works_after_the_key_of_links_was_rotated(settings, tmp_path) -> None:
    import json  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    message = make_acknowledged(make_mailing_clinic())
    token = message.unsubscribe_token
    keys = json.loads(Path(settings.KEYS_FILE).read_text())
    keys["links"]["keys"]["k2"] = keys["hashes"]["keys"]["k1"][::-1].replace("=", "A")[:42] + "A"
    keys["links"]["current"] = "k2"
    rotated = tmp_path / "keys.json"
    rotated.write_text(json.dumps(keys))
    settings.KEYS_FILE = rotated
    forget_keyring()
    try:
        assert stop_messages(token=token, now=LATER)
    finally:
        forget_keyring()


def test_the_database_itself_refuses_to_change_an_answer_that_was_given() -> None:
    message = make_acknowledged(make_mailing_clinic())
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        ContactConsent.objects.filter(person=message.person).update(granted=False)
    assert set(ContactConsent.objects.filter(person=message.person).values_list("granted", flat=True)) == {True}
