"""Races between workers over plans, on real connections. SQLite serialises writers, so these need PostgreSQL."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from followup.domain.appointments import Wish, book_appointment
from followup.domain.due import make_due
from followup.domain.enrolling import enrol_by_rule
from followup.domain.exiting import follow_facts
from followup.domain.leaving import stop_messages
from followup.domain.plan_sweeping import plan_due
from followup.models import Appointment, Enrolment, Message, Occurrence, Plan, UnsubscribeLink
from followup.states import PlanEntry
from intake.models import Lead, LeadEvent, Task
from tests.desk.test_people_races import at_once as acts_at_once
from tests.factories import NOW, make_staff
from tests.followup.builders import make_lead
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, work
from tests.followup.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NINE = NOW + timedelta(hours=23)


def test_many_workers_do_each_step_once() -> None:
    clinic = make_live_clinic()
    mails, works = make_plan(clinic, email("a", 1)), make_plan(clinic, work("b", 1))
    for _person in range(15):
        enrol(mails)
        enrol(works)
    at_once(lambda: make_due(now=NINE))
    make_due(now=NINE)
    assert Message.objects.count() == 15
    assert Task.objects.filter(kind="plan_step").count() == 15
    assert set(Occurrence.objects.values_list("state", flat=True)) == {"done"}
    assert set(Enrolment.objects.values_list("exit_reason", flat=True)) == {"finished"}


def test_one_address_in_two_plans_gets_one_message_a_day_from_many_workers() -> None:
    clinic = make_live_clinic()
    first, second = make_plan(clinic, email("a", 1), stops_on=()), make_plan(clinic, email("b", 1), stops_on=())
    for number in range(8):
        # Two people, one address: the cap is the address's.
        enrol(first, email=f"shared{number}@example.org")
        enrol(second, email=f"shared{number}@example.org")
    at_once(lambda: make_due(now=NINE))
    make_due(now=NINE)
    assert Message.objects.count() == 8
    assert Occurrence.objects.filter(state="planned", shift="cap").count() == 8


def test_getting_in_at_once_is_getting_in_once() -> None:
    clinic = make_live_clinic()
    make_plan(clinic, entry=PlanEntry.BY_HAND)
    lead = make_lead(clinic)
    at_once(lambda: enrol_by_rule(lead=lead, entry=PlanEntry.BY_HAND, now=NOW))
    assert Enrolment.objects.count() == 1
    assert Occurrence.objects.count() == 3
    assert LeadEvent.objects.filter(kind="plan.entered").count() == 1


def test_planning_at_once_plans_once() -> None:
    enrolment = enrol(make_plan(make_live_clinic()))
    Enrolment.objects.filter(id=enrolment.id).update(next_plan_at=NOW)
    at_once(lambda: plan_due(now=NOW))
    assert Occurrence.objects.count() == 3


def test_a_person_who_leaves_while_workers_are_at_it_is_left_alone_afterwards() -> None:
    clinic = make_live_clinic()
    plan = make_plan(clinic, email("a", 1), email("b", 5))
    for _person in range(6):
        enrol(plan)
    make_due(now=NINE)
    Plan.objects.filter(id=plan.id).update(entry="appointment")
    tokens = [message.unsubscribe_token for message in Message.objects.all()]
    assert UnsubscribeLink.objects.count() == len(tokens) == 6

    def leave_and_work() -> None:
        for token in tokens:
            stop_messages(token=token, now=NINE + timedelta(minutes=1))
        follow_facts(now=NINE + timedelta(minutes=1))
        make_due(now=NINE + timedelta(days=4))

    at_once(leave_and_work, times=4)
    assert Message.objects.count() == 6
    assert set(Enrolment.objects.values_list("state", "exit_reason")) == {("exited", "opted_out")}


def test_one_person_is_booked_through_two_inquiries_at_once() -> None:
    clinic = make_live_clinic()
    one, two = make_lead(clinic), make_lead(clinic, email="work@example.org", phone="(202) 555-0188")
    Lead.objects.filter(id=two.id).update(contact_person=one.contact_person)
    wish, staff = Wish(datetime(2026, 11, 20, 10)), make_staff(clinic)  # noqa: DTZ001  the clock on the clinic's wall
    presses = [(lead.id, key) for key, lead in enumerate((one, two) * 3)]
    booked = acts_at_once(
        *[partial(book_appointment, lead_id=lead, wish=wish, staff=staff, idempotency_key=f"{key}", now=NOW) for lead, key in presses]
    )
    assert sorted(found.number for found in booked) == [1, 2, 3, 4, 5, 6]
    assert Appointment.objects.filter(person=one.contact_person).count() == 6
