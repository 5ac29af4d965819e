"""Somebody else finds the address of a form that was sent, in a browser's history: what they can and can't change by it."""

from datetime import timedelta

import pytest

from intake.domain.consenting import change_reach, change_safe_contact
from intake.domain.form_life import AMENDS_FOR, change_reach_token
from intake.domain.receiving import Received
from intake.domain.safe_contact import SafeContact, rules_for_lead
from intake.models import ContactPoint, Lead, MaybeSame
from intake.states import Voicemail
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db

OTHERS_NUMBER = "202 555 0199"
LOOSE = {"voicemail": "clinic_name", "private": "no"}


def rules_of(received: Received) -> SafeContact:
    assert received.lead is not None
    return rules_for_lead(received.lead)[0].rules


def numbers_of(lead: Lead | None) -> list[str]:
    assert lead is not None
    return [way.contact_point.value for way in rules_for_lead(lead)]


def staff_learn_that_no_voicemail_is_safe(clinic, received: Received) -> None:
    point = ContactPoint.objects.get(person=received.lead.contact_person)  # type: ignore[union-attr]
    dana = make_staff(clinic)
    change_safe_contact(contact_point_id=point.id, changes={"voicemail": Voicemail.NONE}, staff=dana, spoke_with_person=True, now=NOW)


def test_within_the_day_its_sender_corrects_a_number() -> None:
    clinic = make_clinic()
    first = receive(clinic, token="t", voicemail="none")

    again = receive(clinic, token="t", phone=OTHERS_NUMBER, now=NOW + AMENDS_FOR - timedelta(minutes=1), **LOOSE)

    assert again.lead == first.lead
    assert numbers_of(again.lead) == ["+12025550199"]


def test_after_a_day_it_makes_an_inquiry_of_its_own_and_touches_nobodys_number() -> None:
    clinic, elsewhere = make_clinic(), make_clinic()
    first = receive(clinic, token="t", voicemail="none")
    apart = receive(elsewhere, token="t", voicemail="none")
    late = NOW + AMENDS_FOR

    again = [receive(clinic, token="t", phone=OTHERS_NUMBER, now=late, **LOOSE) for _press in range(2)]

    assert again[0].submission == again[1].submission
    assert again[0].lead != first.lead
    assert numbers_of(first.lead) == ["+12025550147"]
    assert numbers_of(again[0].lead) == ["+12025550199"]
    assert numbers_of(apart.lead) == ["+12025550147"]
    assert Lead.objects.filter(clinic=clinic).count() == 2


def test_after_a_day_the_same_number_is_no_safer_to_ring_than_before() -> None:
    clinic = make_clinic()
    first = receive(clinic, token="t", voicemail="none", private="others")

    again = receive(clinic, token="t", now=NOW + timedelta(days=40), **LOOSE)

    assert rules_of(first).voicemail == rules_of(again).voicemail == Voicemail.NONE
    assert rules_of(first).is_private
    assert MaybeSame.objects.filter(clinic=clinic).count() == 1


def test_the_same_words_after_a_day_are_the_same_inquiry() -> None:
    clinic = make_clinic()
    first = receive(clinic, token="t")

    assert receive(clinic, token="t", now=NOW + timedelta(days=3)).submission == first.submission


def test_a_later_inquiry_can_be_corrected_for_a_day_of_its_own() -> None:
    clinic = make_clinic()
    receive(clinic, token="t")
    late = NOW + timedelta(days=3)
    second = receive(clinic, token="t", name="Ana", now=late)

    third = receive(clinic, token="t", name="Anna", now=late + timedelta(hours=1))

    assert third.lead == second.lead
    assert third.token == second.token != "t"
    assert Lead.objects.count() == 2


def test_what_staff_learned_from_the_person_is_not_undone_by_the_form() -> None:
    clinic = make_clinic()
    first = receive(clinic, token="t", **LOOSE)
    staff_learn_that_no_voicemail_is_safe(clinic, first)

    again = receive(clinic, token="t", name="M", now=NOW + timedelta(hours=1), **LOOSE)

    assert again.lead != first.lead
    assert rules_of(first).voicemail == rules_of(again).voicemail == Voicemail.NONE


def test_once_somebody_was_spoken_with_their_number_stays() -> None:
    clinic = make_clinic()
    first = receive(clinic, token="t")
    Lead.objects.filter(id=first.lead.id).update(first_live_contact_at=NOW)  # type: ignore[union-attr]

    again = receive(clinic, token="t", phone=OTHERS_NUMBER, now=NOW + timedelta(hours=1))

    assert again.lead != first.lead
    assert numbers_of(first.lead) == ["+12025550147"]


def test_a_number_that_is_not_to_be_used_stays_unused() -> None:
    clinic = make_clinic()
    first = receive(clinic, token="t")
    ContactPoint.objects.update(is_usable=False)

    again = receive(clinic, token="t", name="M", now=NOW + timedelta(hours=1))

    assert again.lead != first.lead
    assert not rules_of(first).is_usable
    assert not rules_of(again).is_usable


def test_what_staff_learned_is_not_undone_by_the_senders_link_which_still_tightens() -> None:
    clinic, elsewhere = make_clinic(), make_clinic()
    first, apart = receive(clinic, token="t", **LOOSE), receive(elsewhere, token="t", **LOOSE)
    staff_learn_that_no_voicemail_is_safe(clinic, first)
    link = change_reach_token("t")

    for _press in range(2):
        change_reach(link_token=link, clinic=clinic, changes={"voicemail": Voicemail.CLINIC_NAME, "is_private": True}, now=NOW)

    assert rules_of(first).voicemail == Voicemail.NONE
    assert rules_of(first).is_private
    assert (rules_of(apart).voicemail, rules_of(apart).is_private) == (Voicemail.CLINIC_NAME, False)
