"""Following what happened to people in plans: at every ring what is new, and now and then all of the last minutes again."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import current_app

from core import clock, doorbell
from core.audit import SYSTEM
from followup import jobs
from followup.domain.enrolling import enrol_by_rule
from followup.domain.exiting import follow_facts
from followup.models import Enrolment
from followup.states import PlanEntry
from intake.domain.recording import write_event
from intake.models import LeadEvent
from tests.factories import NOW
from tests.followup.builders import make_lead
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, work
from tests.servers import RedisServer

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def clinic():
    return make_live_clinic()


def state_of(enrolment: Enrolment) -> str:
    enrolment.refresh_from_db()
    return enrolment.state


def test_what_was_followed_is_not_read_again_and_what_is_new_is(clinic, django_assert_num_queries) -> None:
    one, other = enrol(make_plan(clinic)), enrol(make_plan(clinic))
    followed = set()
    write_event(lead=one.lead, kind="contact.made", actor=SYSTEM, now=LATER)
    follow_facts(now=LATER, followed=followed)
    assert (state_of(one), state_of(other)) == ("exited", "active")
    # How far was read, the ids of the last minutes, and how far is read now.
    with django_assert_num_queries(3):
        assert follow_facts(now=LATER, followed=followed) == 0
    write_event(lead=other.lead, kind="contact.made", actor=SYSTEM, now=LATER)
    assert follow_facts(now=LATER, followed=followed) == 1
    assert state_of(other) == "exited"
    assert followed == set(LeadEvent.objects.filter(kind="contact.made").values_list("id", flat=True))


def test_an_enrolment_that_was_slow_to_appear_is_ended_when_all_is_read_again(clinic) -> None:
    lead, followed = make_lead(clinic, now=NOW), set()
    write_event(lead=lead, kind="contact.made", actor=SYSTEM, now=LATER)
    follow_facts(now=LATER, followed=followed)
    enrolment = enrol(make_plan(clinic), lead=lead)
    follow_facts(now=LATER, followed=followed)
    assert state_of(enrolment) == "active"
    follow_facts(now=LATER)
    assert state_of(enrolment) == "exited"


def test_whoever_got_in_after_all_that_happened_costs_one_look_and_no_lock(clinic, django_assert_num_queries) -> None:
    lead = make_lead(clinic, now=NOW)
    write_event(lead=lead, kind="lead.replied", actor=SYSTEM, now=NOW + timedelta(minutes=1))
    follow_facts(now=LATER)
    enrolment = enrol(make_plan(clinic), lead=lead, now=LATER)
    # Those three, the event, whose it is, whom they were joined with, and what those were in by then.
    with django_assert_num_queries(7):
        follow_facts(now=LATER)
    assert state_of(enrolment) == "active"


def test_a_ring_between_two_turns_of_the_schedule_follows_what_happened_since_the_last(clinic) -> None:
    one = enrol(make_plan(clinic), now=clock.now())
    for _time in range(2):
        jobs.plan()
    assert state_of(one) == "active"
    write_event(lead=one.lead, kind="lead.replied", actor=SYSTEM, now=clock.now())
    for _time in range(2):
        jobs.plan()
    assert state_of(one) == "exited"


@pytest.fixture
def broker(settings) -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    doorbell.reset()
    settings.CELERY_BROKER_URL = server.url
    yield server
    doorbell.reset()
    server.close()


@pytest.mark.parametrize(
    ("step", "rings"),
    [(work("now", 0, unit="minutes", local_minute=None, expires_minutes=60), {"followup.plan"}), (email("tomorrow", 1), set())],
    ids=["due now", "due tomorrow"],
)
def test_getting_in_wakes_a_worker_only_when_a_step_is_due(clinic, broker, step, rings, django_capture_on_commit_callbacks) -> None:
    make_plan(clinic, step)
    lead = make_lead(clinic, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            assert enrol_by_rule(lead=lead, entry=PlanEntry.BY_HAND, now=NOW).enrolment is not None
    assert doorbell.settle(10)
    server = broker.client()
    # A list for each priority.
    lists = server.keys(f"{current_app.conf.task_default_queue}*")
    messages = [message for found in lists for message in server.lrange(found, 0, -1)]
    assert {json.loads(message)["headers"]["task"] for message in messages} == rings
