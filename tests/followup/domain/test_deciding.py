"""Deciding: every lead gets one decision, one acknowledgement at most, and a reason."""

from datetime import timedelta

import pytest

from core.ids import new_id
from followup.domain.deciding import MOST_TRIES, decide_followup, sweep_undecided, try_to_decide
from followup.models import Message, TemplateVersion, UndecidedLead, UnsubscribeLink
from followup.states import MessageState, WhyNot
from intake.models import ContactConsent, ContactPoint, Lead, LeadEvent, Task
from tests.factories import NOW, make_clinic, receive
from tests.followup.builders import email_point, go_live, make_lead, make_mailing_clinic

pytestmark = pytest.mark.django_db


def decision_of(lead: Lead) -> dict[str, str]:
    return LeadEvent.objects.get(lead=lead, kind="followup.decided").facts


def test_a_lead_that_agreed_gets_one_acknowledgement() -> None:
    go_live()
    lead = make_lead(make_mailing_clinic())

    decide_followup(lead_id=lead.id, now=NOW)

    message = Message.objects.get()
    assert (message.state, message.lead, message.to_address) == (MessageState.PENDING, lead, "maria@example.org")
    assert decision_of(lead) == {"message": str(message.id)}
    lead.refresh_from_db()
    assert lead.followup_decided_at == NOW


def test_deciding_twice_and_losing_the_mark_write_one_message() -> None:
    lead = make_lead(make_mailing_clinic())
    for _time in range(2):
        decide_followup(lead_id=lead.id, now=NOW)
    Lead.objects.filter(id=lead.id).update(followup_decided_at=None)
    decide_followup(lead_id=lead.id, now=NOW + timedelta(hours=1))

    assert Message.objects.count() == UnsubscribeLink.objects.count() == 1


def test_practice_mode_writes_and_holds() -> None:
    lead = make_lead(make_mailing_clinic())
    decide_followup(lead_id=lead.id, now=NOW)
    message = Message.objects.get()
    assert (message.state, message.why_not) == (MessageState.HELD, WhyNot.PRACTICE_MODE)


def refuse_email(lead: Lead) -> None:
    ContactPoint.objects.filter(person_id=lead.contact_person_id).update(may_email=False)


def take_back_consent(lead: Lead) -> None:
    answer = ContactConsent.objects.filter(person_id=lead.contact_person_id, purpose="inquiry").latest("at")
    answer.id, answer.granted, answer.at = new_id(), False, NOW + timedelta(seconds=1)
    answer.save(force_insert=True)


def mark_unusable(lead: Lead) -> None:
    ContactPoint.objects.filter(person_id=lead.contact_person_id).update(is_usable=False)


def pause(lead: Lead) -> None:
    Lead.objects.filter(id=lead.id).update(messages_paused_at=NOW)


def stranger_says_no(lead: Lead) -> None:
    """Somebody else wrote with the same address and did not say that mail is safe there."""
    make_lead(lead.clinic, reach="call", phone="202 555 0188")


def no_template(lead: Lead) -> None:
    TemplateVersion.objects.all().delete()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (refuse_email, WhyNot.EMAIL_NOT_SAFE),
        (stranger_says_no, WhyNot.EMAIL_NOT_SAFE),
        (take_back_consent, WhyNot.NOT_AGREED),
        (mark_unusable, WhyNot.SUPPRESSED),
        (pause, WhyNot.PAUSED),
        (no_template, WhyNot.NO_TEMPLATE),
    ],
)
def test_without_safety_and_agreement_there_is_a_decision_and_no_message(change: object, reason: str) -> None:
    lead = make_lead(make_mailing_clinic())
    change(lead)  # type: ignore[operator]

    decide_followup(lead_id=lead.id, now=NOW)

    assert not Message.objects.filter(lead=lead).exists()
    assert decision_of(lead) == {"why": reason}


def test_an_inquiry_that_may_be_automatic_sends_nothing_to_the_address_it_names() -> None:
    lead = make_lead(make_mailing_clinic(), suspect=True)
    decide_followup(lead_id=lead.id, now=NOW)
    assert not Message.objects.exists()
    assert decision_of(lead) == {"why": WhyNot.NEEDS_A_LOOK}


def test_somebody_who_wants_a_call_gets_no_mail() -> None:
    lead = receive(make_mailing_clinic()).lead
    assert lead is not None
    decide_followup(lead_id=lead.id, now=NOW)
    assert decision_of(lead) == {"why": "no_address"}


def test_rules_of_another_clinic_do_not_count() -> None:
    here, there = make_mailing_clinic(), make_mailing_clinic()
    lead = make_lead(here)
    refuse_email(make_lead(there))

    decide_followup(lead_id=lead.id, now=NOW)

    assert Message.objects.get().clinic == here


def test_the_sweep_decides_oldest_first_and_in_every_clinic() -> None:
    leads = [make_lead(make_mailing_clinic(), now=NOW - timedelta(minutes=age), email=f"p{age}@example.org") for age in (1, 3, 2)]

    assert sweep_undecided(now=NOW) == 3
    assert sweep_undecided(now=NOW) == 0
    decided = LeadEvent.objects.filter(kind="followup.decided").order_by("id").values_list("lead_id", flat=True)
    assert list(decided) == [leads[1].id, leads[2].id, leads[0].id]


def poison(lead: Lead) -> None:
    """An address that can't be opened: its ciphertext was moved from another row."""
    other = email_point(make_lead(lead.clinic, email="other@example.org"))
    from django.db import connection  # noqa: PLC0415  only here: a stored value is damaged on purpose

    table = ContactPoint._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET value = (SELECT value FROM {table} WHERE id = %s) WHERE id = %s",
            [as_stored(other.id), as_stored(email_point(lead).id)],
        )


def as_stored(row_id: object) -> str:
    from django.db import connection  # noqa: PLC0415

    return str(row_id) if connection.vendor == "postgresql" else str(row_id).replace("-", "")


def test_a_poisoned_lead_is_set_aside_and_the_next_has_its_turn() -> None:
    clinic = make_mailing_clinic()
    bad = make_lead(clinic, now=NOW - timedelta(hours=1))
    poison(bad)
    good = make_lead(clinic, email="good@example.org")

    assert sweep_undecided(now=NOW) == 2
    assert Message.objects.filter(lead=good).exists()
    row = UndecidedLead.objects.get()
    assert (row.lead, row.tries, row.last_error) == (bad, 1, "DecryptionError")
    assert sweep_undecided(now=NOW) == 0
    assert UndecidedLead.objects.get().tries == 1


def test_after_the_last_try_a_person_gets_it() -> None:
    bad = make_lead(make_mailing_clinic())
    poison(bad)
    for number in range(MOST_TRIES):
        assert not try_to_decide(lead_id=bad.id, now=NOW + timedelta(hours=number))

    assert decision_of(bad) == {"why": "needs_a_person"}
    assert Task.objects.filter(lead=bad, dedupe_key=f"followup:{bad.id}", state="open").exists()


def test_a_lead_that_can_be_decided_later_leaves_no_trace_of_the_failure() -> None:
    clinic = make_mailing_clinic()
    lead = make_lead(clinic)
    UndecidedLead.objects.create(lead=lead, tries=1, next_try_at=NOW, last_error="DecryptionError")
    assert sweep_undecided(now=NOW) == 1
    assert not UndecidedLead.objects.exists()


def test_an_unknown_lead_is_nothing_to_decide() -> None:
    assert not try_to_decide(lead_id=make_clinic().id, now=NOW)
