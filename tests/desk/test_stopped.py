"""Stopped addresses: seen by their own clinic, and opened again only by somebody who spoke with the person."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core.models import AuditEntry
from followup.domain.leaving import stop_messages
from followup.domain.lifting import lift_suppression, stopped_addresses
from followup.models import Message, Suppression
from intake.domain.consenting import has_agreed
from intake.models import ContactConsent, ContactPoint, LeadEvent
from tests.desk.conftest import signed_in
from tests.factories import NOW, make_staff
from tests.followup.builders import email_point, make_acknowledged, make_lead, make_mailing_clinic

pytestmark = pytest.mark.django_db


def make_stopped(**words: str) -> Message:
    message = make_acknowledged(make_mailing_clinic(), **words)
    stop_messages(token=message.unsubscribe_token, now=NOW)
    return message


def make_bounced(**words: str) -> Message:
    message = make_acknowledged(make_mailing_clinic(), **words)
    ContactPoint.objects.filter(id=message.contact_point_id).update(is_usable=False)
    Suppression.objects.create(clinic=message.clinic, address_hash=message.to_hash, purpose="", reason="bounced", created_at=NOW)
    return message


def opening(suppression_id: object) -> str:
    return reverse("desk:stopped-open", args=[suppression_id])


def form(**words: str) -> dict[str, str]:
    return {"spoke": "yes", "reason": "She called and asked for it.", **words}


def test_staff_see_and_open_addresses_of_their_own_clinic_only():
    mine, theirs = make_stopped(email="mine@example.org"), make_stopped(email="theirs@example.org")
    client = signed_in(make_staff(mine.clinic))
    page = client.get(reverse("desk:stopped")).content.decode()
    assert ("mine@example.org" in page, "theirs@example.org" in page) == (True, False)
    other = Suppression.objects.get(clinic=theirs.clinic)
    for address in (other.id, uuid4()):
        assert client.post(opening(address), form()).status_code == 404
        assert client.post(opening(address), {}).status_code == 404
    assert Suppression.objects.filter(lifted_at=None).count() == 2
    assert AuditEntry.objects.filter(action="stopped.listed").values_list("shown_ids", flat=True)[0] == [str(mine.lead_id)]


def test_without_the_persons_word_and_a_reason_nothing_opens_and_nothing_typed_is_lost():
    message = make_stopped()
    client, row = signed_in(make_staff(message.clinic)), Suppression.objects.get()
    for words, sentence in (({"spoke": ""}, "Tick the box"), ({"reason": "  "}, "Say why")):
        answer = client.post(opening(row.id), form(**words))
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert "She called and asked for it." in client.post(opening(row.id), form(spoke="")).content.decode()
    assert Suppression.objects.get().lifted_at is None


def test_what_they_had_stopped_is_agreed_to_anew_and_written_down_once():
    message = make_stopped()
    staff, row = make_staff(message.clinic), Suppression.objects.get()
    client = signed_in(staff)
    for _twice in range(2):
        assert client.post(opening(row.id), form()).status_code == 302
    assert has_agreed(person_id=message.person_id, purpose="inquiry", channel="email")
    newest = ContactConsent.objects.order_by("-id")[0]
    assert (newest.wording, newest.recorded_by, newest.evidence_kind) == ("staff-spoken-1", staff, "suppression")
    assert ContactConsent.objects.filter(wording="staff-spoken-1").count() == 1
    assert LeadEvent.objects.filter(kind="address.opened").count() == 1
    assert AuditEntry.objects.get(action="suppression.lifted").reason == "She called and asked for it."
    assert "said to" in client.get(reverse("desk:lead", args=[message.lead_id])).content.decode()


def test_nobody_speaks_for_another_person_who_shares_the_address():
    first = make_stopped(email="shared@example.org", name="Ana")
    stays_out = make_lead(first.clinic, email="shared@example.org", name="Zoe", now=NOW + timedelta(hours=1))
    assert stays_out.contact_person_id != first.person_id
    row = Suppression.objects.get()
    lift_suppression(suppression_id=row.id, staff=make_staff(first.clinic), spoke_with_person=True, reason="Zoe called.", now=NOW)
    assert not has_agreed(person_id=first.person_id, purpose="inquiry", channel="email")


def test_a_bounced_address_counts_as_checked_and_nothing_is_agreed_to_that_was_not():
    message = make_bounced()
    row, before = Suppression.objects.get(), ContactConsent.objects.count()
    lift_suppression(suppression_id=row.id, staff=make_staff(message.clinic), spoke_with_person=True, reason="Spelled it out.", now=NOW)
    assert email_point(message.lead).is_usable
    assert ContactConsent.objects.count() == before


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(count: int, django_assert_num_queries):
    clinic = make_mailing_clinic()
    for number in range(count):
        message = make_acknowledged(clinic, email=f"p{number}@example.org")
        stop_messages(token=message.unsubscribe_token, now=NOW)
    staff = make_staff(clinic)
    assert staff.care_clinics
    with django_assert_num_queries(4):
        assert len(stopped_addresses(staff=staff)) == count


def test_an_address_that_nobody_on_file_has_stays_closed_and_unnamed():
    message = make_bounced()
    ContactPoint.objects.filter(id=message.contact_point_id).update(value_hash="")
    page = signed_in(make_staff(message.clinic)).get(reverse("desk:stopped")).content.decode()
    assert ("Nobody on file" in page, "Open it again" in page) == (True, False)
