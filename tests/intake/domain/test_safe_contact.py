"""Safe contact: not answered means no, the strictest rule on file counts, and a stranger can only tighten."""

import pytest

from intake.domain.consenting import (
    LinkEndedError,
    LooseningRefusedError,
    change_reach,
    change_safe_contact,
    has_agreed,
)
from intake.domain.form_life import change_reach_token
from intake.domain.never_contact import contact_again, never_contact_again
from intake.domain.receiving import CHANGE_REACH_HOURS
from intake.domain.safe_contact import KnownWay, SafeContact, refusal, rules_for_lead, rules_for_points, strictest, ways_of_people
from intake.models import ContactConsent, ContactPoint, LeadEvent
from intake.states import Purpose, Voicemail
from tests.factories import NOW, Received, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
NOTHING = SafeContact(False, False, False, Voicemail.NONE, is_private=True, is_usable=False)


def rules_of(received: Received) -> SafeContact:
    """The rules that count for the only way to reach the lead."""
    assert received.lead is not None
    (way,) = rules_for_lead(received.lead)
    return way.rules


def test_no_rows_allow_nothing() -> None:
    assert strictest([]) == NOTHING


def test_a_callback_form_allows_a_call_and_nothing_else() -> None:
    assert rules_of(receive(make_clinic())) == SafeContact(
        may_call=True, may_text=False, may_email=False, voicemail=Voicemail.NONE, is_private=True, is_usable=True
    )


def test_choosing_email_allows_email_only_and_is_kept_as_consent() -> None:
    received = receive(make_clinic(), reach="email", phone="", email="Maria@Example.org", private="no")

    assert rules_of(received) == SafeContact(
        may_call=False, may_text=False, may_email=True, voicemail=Voicemail.NONE, is_private=False, is_usable=True
    )
    assert received.lead is not None
    person = received.lead.contact_person
    assert has_agreed(person_id=person.id, purpose=Purpose.INQUIRY, channel="email") is True
    assert has_agreed(person_id=person.id, purpose=Purpose.HELPFUL, channel="email") is False


def test_a_second_inquiry_for_the_same_number_only_tightens() -> None:
    clinic = make_clinic()
    first = receive(clinic, voicemail="clinic_name", private="no")
    assert rules_of(first).voicemail == Voicemail.CLINIC_NAME

    second = receive(clinic, voicemail="none")

    assert rules_of(first).voicemail == Voicemail.NONE
    assert rules_of(first).is_private is True
    third = receive(clinic, voicemail="clinic_name", private="no")
    assert rules_of(third).voicemail == Voicemail.NONE
    assert rules_of(second).voicemail == Voicemail.NONE


def test_another_clinics_rules_say_nothing_here() -> None:
    here, there = make_clinic(), make_clinic()
    receive(there, voicemail="none")

    assert rules_of(receive(here, voicemail="first_name")).voicemail == Voicemail.FIRST_NAME


def test_loosening_needs_somebody_who_spoke_with_the_person() -> None:
    clinic = make_clinic()
    dana = make_staff(clinic)
    first, second = receive(clinic, voicemail="none"), receive(clinic, voicemail="none")
    point = ContactPoint.objects.order_by("created_at", "id")[0]
    wish = {"voicemail": Voicemail.FIRST_NAME}

    with pytest.raises(LooseningRefusedError):
        change_safe_contact(contact_point_id=point.id, changes=wish, staff=dana, spoke_with_person=False, now=NOW)
    assert rules_of(first).voicemail == Voicemail.NONE

    change_safe_contact(contact_point_id=point.id, changes=wish, staff=dana, spoke_with_person=True, now=NOW)
    assert rules_of(first).voicemail == Voicemail.FIRST_NAME
    assert rules_of(second).voicemail == Voicemail.FIRST_NAME


def test_tightening_needs_nobody() -> None:
    clinic = make_clinic()
    received = receive(clinic)
    point = ContactPoint.objects.get()

    change_safe_contact(contact_point_id=point.id, changes={"may_call": False}, staff=make_staff(clinic), spoke_with_person=False, now=NOW)

    assert rules_of(received).may_call is False
    assert LeadEvent.objects.get(kind="safe_contact.changed").facts == {"changed": ["may_call"], "spoke": False}


def test_the_senders_link_changes_their_own_answers_and_never_somebody_elses() -> None:
    clinic = make_clinic()
    strict = receive(clinic, voicemail="none")
    mine = receive(clinic, voicemail="none", token="mine")

    change_reach(link_token=change_reach_token("mine"), clinic=clinic, changes={"voicemail": Voicemail.CLINIC_NAME}, now=NOW)

    own = ContactPoint.objects.get(person=mine.lead.contact_person)  # type: ignore[union-attr]
    assert own.voicemail == Voicemail.CLINIC_NAME
    assert rules_of(mine).voicemail == rules_of(strict).voicemail == Voicemail.NONE


def test_do_not_contact_me_closes_every_way() -> None:
    clinic = make_clinic()
    received = receive(clinic, token="mine", voicemail="first_name")

    change_reach(link_token=change_reach_token("mine"), clinic=clinic, changes={"stop_contact": True}, now=NOW)

    rules = rules_of(received)
    assert [refusal(rules, act) is None for act in ("call", "text", "email", "voicemail")] == [False] * 4


@pytest.mark.parametrize("hours", [CHANGE_REACH_HOURS, CHANGE_REACH_HOURS + 100])
def test_the_link_ends_after_a_day(hours: int) -> None:
    clinic = make_clinic()
    receive(clinic, token="mine")
    late = NOW.replace(day=NOW.day + hours // 24)

    with pytest.raises(LinkEndedError):
        change_reach(link_token=change_reach_token("mine"), clinic=clinic, changes={}, now=late)


def test_a_link_of_another_clinic_or_purpose_opens_nothing() -> None:
    here, there = make_clinic(), make_clinic()
    receive(here, token="mine")

    for clinic, token in [(there, change_reach_token("mine")), (here, "mine"), (here, "")]:
        with pytest.raises(LinkEndedError):
            change_reach(link_token=token, clinic=clinic, changes={"may_call": False}, now=NOW)


def test_rules_for_many_numbers_cost_two_queries(django_assert_num_queries: object) -> None:
    clinic = make_clinic()
    for last in range(3):
        receive(clinic, phone=f"202 555 011{last}")
    points = list(ContactPoint.objects.all())

    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(rules_for_points(points)) == 3


def test_consents_are_only_ever_added() -> None:
    clinic = make_clinic()
    shown = {"wordings": {"helpful": "helpful-email-1"}}
    receive(clinic, reach="email", email="m@example.org", token="t", consent_email=True, **shown)
    receive(clinic, reach="email", email="m@example.org", token="t", consent_email=False, **shown)

    answers = ContactConsent.objects.filter(purpose=Purpose.HELPFUL).order_by("at", "id")
    assert [answer.granted for answer in answers] == [True, False]


def test_a_question_that_was_not_shown_has_no_answer() -> None:
    receive(make_clinic())

    assert ContactConsent.objects.count() == 0


def test_choosing_another_way_takes_back_the_one_before() -> None:
    clinic = make_clinic()
    first = receive(clinic, reach="email", email="m@example.org", phone="", token="t")
    receive(clinic, reach="call", email="", phone="202 555 0147", token="t")

    assert first.lead is not None
    allowed = {way.contact_point.kind: way.rules for way in rules_for_lead(first.lead)}
    assert (allowed["email"].may_email, allowed["phone"].may_call) == (False, True)


def test_lists_read_the_same_rules_as_a_lead_page() -> None:
    here, there = make_clinic(), make_clinic()
    first = receive(here, voicemail="clinic_name", private="no")
    receive(here, voicemail="none")
    mail = receive(here, reach="email", phone="", email="ana@example.org")
    elsewhere = receive(there, voicemail="first_name")
    refused = receive(here, phone="202 555 0177")
    never_contact_again(points=ContactPoint.objects.filter(person=refused.lead.contact_person), now=NOW)
    leads = [received.lead for received in (first, mail, elsewhere, refused)]
    ContactPoint.objects.create(clinic=here, person=mail.lead.contact_person, kind="phone", value="+12025550199", created_at=NOW)

    found = ways_of_people(person_ids=[lead.contact_person_id for lead in leads], clinic_ids=[here.id, there.id])

    for lead in leads:
        assert list(found[lead.contact_person_id]) == [KnownWay(way.kind, way.rules) for way in rules_for_lead(lead)]
    assert found[refused.lead.contact_person_id][0].rules.is_never
    assert len(found[mail.lead.contact_person_id]) == 2


def test_a_list_that_was_shown_before_sees_who_asked_never_to_be_contacted_since_then_and_who_took_it_back() -> None:
    clinic = make_clinic()
    person = receive(clinic).lead.contact_person
    points = ContactPoint.objects.filter(person=person)

    def is_never() -> bool:
        return ways_of_people(person_ids=[person.id], clinic_ids=[clinic.id])[person.id][0].rules.is_never

    looks = [is_never()]
    never_contact_again(points=points, now=NOW)
    looks.append(is_never())
    contact_again(points=points)
    assert [*looks, is_never()] == [False, True, False]
