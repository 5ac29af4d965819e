"""An arrival the system could not read becomes a lead by a person's hand, once, with its clock running since it came."""

from datetime import timedelta

import pytest

from intake.domain.hand_opening import open_by_hand
from intake.domain.tasking import open_review_of_submission
from intake.models import Lead, Submission, Task
from intake.states import SubmissionState
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def unread():
    clinic = make_clinic()
    rules = clinic.rulebooks.get()
    clinic.rulebooks.all().delete()
    submission = receive(clinic).submission
    rules.save(force_insert=True)
    Submission.objects.update(state=SubmissionState.NEEDS_HUMAN)
    submission.refresh_from_db()
    return clinic, open_review_of_submission(submission=submission, now=NOW)


def read_out(staff, task, **words):
    payload = {"form": "message", "reach": "call", "phone": "202 555 0147", **words}
    return open_by_hand(task_id=task.id, payload=payload, language="en", staff=staff, now=LATER)


def test_open_by_hand_makes_the_lead_and_ends_the_review(unread) -> None:
    clinic, task = unread

    lead = read_out(make_staff(clinic), task)

    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", "lead_opened")
    assert lead.arrived_at == NOW
    assert task.submission.lead == lead
    assert task.submission.state == SubmissionState.DONE


def test_open_by_hand_twice_gives_the_same_lead(unread) -> None:
    clinic, task = unread
    staff = make_staff(clinic)

    assert read_out(staff, task) == read_out(staff, task, name="other words")
    assert Lead.objects.count() == 1


def test_open_by_hand_leaves_the_review_open_when_it_must_wait(unread) -> None:
    clinic, task = unread
    clinic.rulebooks.all().delete()

    assert read_out(make_staff(clinic), task) is None
    assert Task.objects.get(id=task.id).state == "open"
    assert Submission.objects.filter(external_key__startswith="hand:", state="received").count() == 1


def test_open_by_hand_of_a_task_without_an_arrival_or_out_of_sight_does_not_exist(unread) -> None:
    _clinic, task = unread
    elsewhere = make_clinic()

    with pytest.raises(Task.DoesNotExist):
        read_out(make_staff(elsewhere), task)
    with pytest.raises(Task.DoesNotExist):
        read_out(make_staff(elsewhere), first_task(receive(elsewhere)))
