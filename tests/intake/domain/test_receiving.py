"""Received means kept: one committed row whatever comes after, one lead however often it is sent."""

from datetime import timedelta

import pytest

from core.audit import SYSTEM
from intake.domain.form_life import change_reach_token
from intake.domain.receiving import (
    MOST_TRIES,
    keep_submission,
    submission_for_draft,
    sweep_submissions,
    try_to_understand,
)
from intake.models import ContactPoint, Lead, PublicLink, Queue, Submission, Task
from tests.factories import NOW, first_task, inquiry, make_clinic, receive

pytestmark = pytest.mark.django_db


def test_receive_inquiry_makes_one_lead_with_one_first_contact() -> None:
    clinic = make_clinic()

    received = receive(clinic)

    task = first_task(received)
    assert received.lead == Lead.objects.get()
    assert received.submission.state == "done"
    assert (task.kind, task.queue.code, task.severity) == ("first_contact", "general", 3)
    assert task.due_at == NOW + timedelta(minutes=clinic.routine_minutes)


def test_receive_inquiry_twice_with_the_same_body_is_one_inquiry() -> None:
    clinic = make_clinic()

    first = receive(clinic, token="t1")
    second = receive(clinic, token="t1")

    assert second.submission == first.submission
    assert second.lead == first.lead
    assert (Submission.objects.count(), Lead.objects.count(), Task.objects.count()) == (1, 1, 1)


def test_receive_inquiry_again_with_a_corrected_number_amends_the_lead() -> None:
    clinic = make_clinic()
    first = receive(clinic, token="t1", phone="202 555 0147")

    second = receive(clinic, token="t1", phone="202 555 0199")

    assert second.is_amendment
    assert second.lead == first.lead
    assert Submission.objects.count() == 2
    living = ContactPoint.objects.get(replaced_by=None)
    assert living.value == "+12025550199"
    assert first_task(first).number_hash == living.value_hash


def test_receive_inquiry_of_two_clinics_with_one_token_stays_apart() -> None:
    here, there = make_clinic(), make_clinic()

    first, second = receive(here, token="t1"), receive(there, token="t1")

    assert first.lead != second.lead
    assert submission_for_draft(clinic=here, token="t1") == first.submission
    assert submission_for_draft(clinic=there, token="t1") == second.submission


def test_an_arrival_that_fails_is_kept_and_understood_by_the_sweep() -> None:
    clinic = make_clinic()
    Queue.objects.filter(clinic=clinic, code="general").update(code="renamed")

    received = receive(clinic)

    assert received.lead is None
    assert (received.submission.state, received.submission.tries) == ("received", 1)
    assert received.submission.last_error == "DoesNotExist"
    assert Lead.objects.count() == 0

    Queue.objects.filter(clinic=clinic, code="renamed").update(code="general")
    later = received.submission.next_try_at
    assert sweep_submissions(now=later - timedelta(seconds=1)) == 0
    assert sweep_submissions(now=later) == 1
    assert sweep_submissions(now=later) == 0
    assert Lead.objects.count() == 1


def test_after_an_outage_a_sweep_understands_what_it_has_time_for_and_the_next_one_the_rest() -> None:
    clinic = make_clinic()
    for number in range(5):
        keep_submission(clinic=clinic, channel="web_form", external_key=f"t{number}", payload=inquiry(), language="en", now=NOW)
    is_over = iter([False, False, False, True])

    assert sweep_submissions(now=NOW, is_over=lambda: next(is_over)) == 3
    assert sweep_submissions(now=NOW) == 2
    assert sweep_submissions(now=NOW) == 0
    assert Lead.objects.count() == 5


def test_an_arrival_that_never_works_becomes_a_persons_task() -> None:
    clinic = make_clinic()
    Queue.objects.filter(clinic=clinic, code="general").update(code="renamed")
    submission = receive(clinic).submission

    for _again in range(MOST_TRIES):
        try_to_understand(submission_id=submission.id, actor=SYSTEM, now=NOW)

    submission.refresh_from_db()
    task = Task.objects.get()
    assert (submission.state, submission.tries) == ("needs_human", MOST_TRIES)
    assert (task.kind, task.submission, task.severity) == ("review", submission, 1)
    assert submission.payload["phone"] == "(202) 555-0147"


def test_the_change_reach_link_is_written_with_the_arrival_and_lives_a_day() -> None:
    clinic = make_clinic()

    received = receive(clinic, token="t1")

    link = PublicLink.objects.get()
    assert (link.purpose, link.submission) == ("change_reach", received.submission)
    assert link.expires_at == NOW + timedelta(hours=24)
    assert change_reach_token("t1") not in link.token_hash
    assert change_reach_token("t1") != change_reach_token("t2")


@pytest.mark.parametrize("payload", [{}, {"phone": None, "topics": "x", "who": 3, "name": ["a"]}, {"own_words": "\x00\ud800" * 50}])
def test_rubbish_is_kept_and_becomes_a_lead(payload: dict[str, object]) -> None:
    clinic = make_clinic()

    received = receive(clinic, **payload)

    assert received.lead is not None
