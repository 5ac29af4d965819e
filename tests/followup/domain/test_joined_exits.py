"""One person with two inquiries: whoever was spoken with about one is not written to as if nobody had, about the other."""

from datetime import timedelta

import pytest

from core.audit import SYSTEM
from followup.domain import outbox
from followup.domain.clearing import clear_batch
from followup.domain.delivering import deliver_due
from followup.domain.exiting import leave_by_facts
from followup.domain.leaving import stop_messages
from followup.models import Enrolment, Message
from followup.sql import Lease, start_next
from followup.states import MessageState
from intake.domain.merging import join_people, part_people
from intake.domain.recording import write_event
from intake.domain.same_person import groups_of
from intake.models import Lead
from tests.factories import NOW, make_staff
from tests.followup.builders import make_lead
from tests.followup.domain.test_pacing import FakeSender
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, tick

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# Nine in New York on the day after.
NINE = NOW + timedelta(hours=23)


@pytest.fixture
def clinic():
    return make_live_clinic()


@pytest.fixture
def dana(clinic):
    return make_staff(clinic, name="Dana")


@pytest.fixture
def enrolment(clinic) -> Enrolment:
    return enrol(make_plan(clinic))


@pytest.fixture
def other(clinic) -> Lead:
    return make_lead(clinic, email="work@example.org", phone="(202) 555-0188")


def join(enrolment: Enrolment, other: Lead, dana, *, now=NOW + HOUR) -> None:
    assert join_people(lead_id=enrolment.lead_id, other_lead_id=other.id, how="said_so", closes_other=False, staff=dana, now=now)


def happens(lead: Lead, kind: str, *, now=NOW + 2 * HOUR, **facts: str) -> None:
    write_event(lead=Lead.objects.get(id=lead.id), kind=kind, actor=SYSTEM, now=now, facts=facts)


def state_of(enrolment: Enrolment) -> tuple[str, str]:
    enrolment.refresh_from_db()
    return enrolment.state, enrolment.exit_reason


ENDS = [
    ("contact.made", {}, "reached"),
    ("lead.replied", {}, "replied"),
    ("appointment.booked", {}, "booked"),
    ("lead.triaged", {"severity": "urgent"}, "urgent"),
]


@pytest.mark.parametrize(("kind", "facts", "reason"), ENDS)
@pytest.mark.parametrize("joined_first", [True, False])
def test_what_ends_a_plan_in_one_inquiry_ends_it_in_the_other(enrolment, other, dana, kind, facts, reason, joined_first) -> None:
    if joined_first:
        join(enrolment, other, dana)
        tick(NOW + HOUR)
        assert state_of(enrolment) == ("active", "")
    happens(other, kind, **facts)
    if not joined_first:
        tick(NOW + 2 * HOUR)
        assert state_of(enrolment) == ("active", "")
        join(enrolment, other, dana, now=NOW + 3 * HOUR)
    tick(NOW + 3 * HOUR)
    assert state_of(enrolment) == ("exited", reason)


def test_also_through_a_third_record(enrolment, other, dana, clinic) -> None:
    third = make_lead(clinic, email="third@example.org", phone="(202) 555-0199")
    join(enrolment, other, dana)
    join_people(lead_id=other.id, other_lead_id=third.id, how="said_so", closes_other=False, staff=dana, now=NOW + HOUR)
    happens(third, "contact.made")
    tick(NOW + 2 * HOUR)
    assert state_of(enrolment) == ("exited", "reached")


def test_stopping_these_messages_at_one_address_is_heard_for_the_other(clinic, dana) -> None:
    plan = make_plan(clinic)
    mine, theirs = enrol(plan), enrol(plan)
    join_people(lead_id=mine.lead_id, other_lead_id=theirs.lead_id, how="said_so", closes_other=False, staff=dana, now=NOW + HOUR)
    tick(NINE)
    # Two plans, two records, two addresses: caps are an address's own.
    first = Message.objects.filter(lead=mine.lead).first()
    assert first is not None
    stop_messages(token=first.unsubscribe_token, now=NINE + HOUR)
    tick(NINE + HOUR)
    assert (state_of(mine), state_of(theirs)) == (("exited", "opted_out"), ("exited", "opted_out"))


@pytest.mark.parametrize(
    ("kind", "facts"), [("lead.moved", {"to": "closed"}), ("safe_contact.changed", {}), ("reach.changed", {}), ("contact.tried", {})]
)
def test_what_is_about_the_other_inquiry_or_its_addresses_ends_nothing_here(enrolment, other, dana, kind, facts) -> None:
    join(enrolment, other, dana)
    happens(other, kind, **facts)
    tick(NOW + 3 * HOUR)
    assert state_of(enrolment) == ("active", "")


def test_two_who_are_not_joined_or_were_parted_have_nothing_to_do_with_each_other(enrolment, other, dana) -> None:
    join(enrolment, other, dana)
    part_people(lead_id=enrolment.lead_id, other_lead_id=other.id, staff=dana, now=NOW + HOUR)
    happens(other, "contact.made")
    tick(NOW + 3 * HOUR)
    assert state_of(enrolment) == ("active", "")


def test_a_plan_that_goes_on_after_a_contact_goes_on(clinic, other, dana) -> None:
    enrolment = enrol(make_plan(clinic, email("day-1", 1), stops_on=()))
    join(enrolment, other, dana)
    happens(other, "contact.made")
    tick(NOW + 3 * HOUR)
    assert state_of(enrolment) == ("active", "")


def test_what_one_inquirys_verb_asks_leaves_the_lock_of_the_other_alone(clinic, other, dana) -> None:
    mine = enrol(make_plan(clinic))
    join(mine, other, dana)
    happens(other, "contact.made")
    assert leave_by_facts(lead_id=other.id, now=NOW + 2 * HOUR) == 0
    assert state_of(mine) == ("active", "")


def written(enrolment: Enrolment) -> Message:
    tick(NINE)
    return Message.objects.get(lead=enrolment.lead, dedupe_key__startswith="plan:")


def test_a_letter_that_waits_does_not_leave_once_they_were_reached_there(enrolment, other, dana) -> None:
    join(enrolment, other, dana)
    message = written(enrolment)
    happens(other, "contact.made", now=NINE)
    sender = FakeSender()
    deliver_due(sender=sender, clock=lambda: NINE + timedelta(minutes=1), seconds=5)
    message.refresh_from_db()
    assert (message.state, message.why_not, sender.times) == (MessageState.SKIPPED, "plan_ended", [])


@pytest.mark.parametrize("what", ["reached in a joined inquiry", "joined with one that was reached", "reached in an inquiry opened now"])
def test_the_statement_that_starts_a_letter_hears_it_too(clinic, enrolment, other, dana, what) -> None:
    if what != "joined with one that was reached":
        join(enrolment, other, dana)
    else:
        happens(other, "contact.made")
    message = written(enrolment)
    claim = outbox.claim_batch(now=NINE)
    start = clear_batch(claim.messages, now=NINE)[message.id].at(NINE)
    assert start is not None
    if what == "joined with one that was reached":
        join(enrolment, other, dana, now=NINE)
    elif what == "reached in a joined inquiry":
        happens(other, "contact.made", now=NINE)
    else:
        fresh = make_lead(clinic, email="fresh@example.org")
        Lead.objects.filter(id=fresh.id).update(contact_person=other.contact_person)
        happens(fresh, "contact.made", now=NINE)
    assert start_next(start=start, lease=Lease(claim.token, 60)) == (True, False)


def test_a_letter_of_somebody_joined_still_costs_one_statement_while_nothing_happened(enrolment, other, dana) -> None:
    join(enrolment, other, dana)
    message = written(enrolment)
    claim = outbox.claim_batch(now=NINE)
    start = clear_batch(claim.messages, now=NINE)[message.id].at(NINE)
    assert start is not None
    assert start_next(start=start, lease=Lease(claim.token, 60)) == (True, True)


def test_who_is_one_with_whom_is_found_for_many_at_once(clinic, other, dana, django_assert_num_queries) -> None:
    leads = [make_lead(clinic, email=f"p{number}@example.org", phone=f"(202) 555-010{number}") for number in range(4)]
    people = [lead.contact_person_id for lead in leads]
    with django_assert_num_queries(1):
        assert groups_of(people) == {person: frozenset({person}) for person in people}
    for one, two in ((leads[0], other), (other, leads[1])):
        join_people(lead_id=one.id, other_lead_id=two.id, how="said_so", closes_other=False, staff=dana, now=NOW)
    chain = frozenset({people[0], people[1], other.contact_person_id})
    assert {found: groups_of(people)[found] for found in people} == {
        people[0]: chain,
        people[1]: chain,
        people[2]: frozenset({people[2]}),
        people[3]: frozenset({people[3]}),
    }
