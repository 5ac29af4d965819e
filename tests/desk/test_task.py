"""One piece of work on its own page: given away, put off, ended, or read by a person when the system could not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core import clock
from followup.models import Message
from intake.domain.tasking import open_review_of_submission
from intake.models import Lead, Submission, Task
from intake.states import SubmissionState, TaskKind
from tests.desk.conftest import read_entries
from tests.factories import first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


def arrive(clinic, **words):
    return receive(clinic, now=clock.now(), **words)


def post(browser, view, task, **words):
    return browser.post(reverse(f"desk:{view}", args=[task.id]), {"key": str(uuid4()), **words}, follow=True)


@pytest.fixture
def unread(clinic):
    """An arrival that could not be understood, with its review."""
    rules = clinic.rulebooks.get()
    clinic.rulebooks.all().delete()
    submission = arrive(clinic, name="Maria", own_words="in her own words", odd=["a", 5]).submission
    rules.save(force_insert=True)
    Submission.objects.update(state=SubmissionState.NEEDS_HUMAN, last_error="DoesNotExist")
    submission.refresh_from_db()
    return open_review_of_submission(submission=submission, now=clock.now())


def test_a_task_page_leads_to_its_lead_and_is_audited(desk, clinic) -> None:
    task = first_task(arrive(clinic))

    page = desk.get(reverse("desk:task", args=[task.id])).content.decode()

    assert reverse("desk:lead", args=[task.lead_id]) in page
    assert [entry.object_id for entry in read_entries("task.read")] == [task.id]


def test_work_is_given_to_a_colleague_and_back_to_the_queue(desk, clinic) -> None:
    task, sam = first_task(arrive(clinic)), make_staff(clinic, name="Sam")

    assert b"For Sam" in post(desk, "task-assign", task, to=str(sam.id)).content
    post(desk, "task-assign", task, to="")
    task.refresh_from_db()
    assert task.assignee is None


def test_work_is_not_given_to_somebody_elsewhere(desk, clinic) -> None:
    task, stranger = first_task(arrive(clinic)), make_staff(make_clinic(), name="Noor")

    assert post(desk, "task-assign", task, to=str(stranger.id)).status_code == 422
    task.refresh_from_db()
    assert task.assignee is None


def test_a_clinicians_work_is_given_to_clinicians(desk, clinic) -> None:
    task, sam = first_task(arrive(clinic)), make_staff(clinic, name="Sam")
    Task.objects.filter(pk=task.pk).update(skill="clinician")

    answer = post(desk, "task-assign", task, to=str(sam.id))

    assert answer.status_code == 422
    assert "it takes a clinician" in answer.content.decode()
    task.refresh_from_db()
    assert task.assignee is None


def test_work_is_put_off_with_a_reason(desk, clinic) -> None:
    task = first_task(arrive(clinic))

    answer = post(desk, "task-snooze", task, step="hour", reason="They are at work")

    task.refresh_from_db()
    assert b"Put off." in answer.content
    assert timedelta(minutes=59) < task.ready_at - clock.now() <= timedelta(hours=1)
    assert "They are at work" not in desk.get(reverse("desk:queues")).content.decode()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"step": "hour"}, "Say why it can wait."),
        ({"reason": "later"}, "Choose until when."),
        ({"step": "pick", "reason": "later"}, "Pick a date"),
    ],
)
def test_a_put_off_with_a_gap_is_sent_back(desk, clinic, words, sentence) -> None:
    answer = post(desk, "task-snooze", first_task(arrive(clinic)), **words)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_an_emergency_can_not_be_put_off(desk, clinic) -> None:
    received = arrive(clinic, own_words="I want to kill myself tonight")
    task = first_task(received)

    page = desk.get(reverse("desk:task", args=[task.id])).content.decode()
    assert "An emergency can't be put off." in page
    assert reverse("desk:task-snooze", args=[task.id]) not in page

    answer = post(desk, "task-snooze", task, step="hour", reason="later")
    assert "An emergency can&#x27;t be put off." in answer.content.decode()
    before = task.ready_at
    task.refresh_from_db()
    assert task.ready_at == before


def test_work_ends_with_an_outcome_once(desk, dana, clinic) -> None:
    task = first_task(arrive(clinic))

    assert post(desk, "task-finish", task).status_code == 422
    answer = post(desk, "task-finish", task, outcome="handled")
    task.refresh_from_db()
    assert (task.state, task.outcome, task.done_by) == ("done", "handled", dana)
    assert answer.redirect_chain[-1][0] == reverse("desk:lead", args=[task.lead_id])
    assert b"This is done already." in post(desk, "task-claim", task).content
    assert b"This is done." in desk.get(reverse("desk:task", args=[task.id])).content


def test_an_unread_arrival_shows_every_field_as_it_came(desk, unread) -> None:
    page = desk.get(reverse("desk:task", args=[unread.id])).content.decode()

    for words in ("Maria", "in her own words", "odd", "DoesNotExist", "Open the inquiry by hand"):
        assert words in page


def test_an_unread_arrival_becomes_a_lead_by_hand(desk, unread) -> None:
    read = {"who": "caring", "name": "Maria", "phone": "202 555 0147", "reach": "call", "language": "es", "own_words": "words"}
    answer = post(desk, "task-open-lead", unread, **read)

    lead = Lead.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("desk:lead", args=[lead.id])
    assert (lead.relationship, lead.language, lead.own_words) == ("caring", "es", "words")
    assert post(desk, "task-open-lead", unread, who="other").status_code == 422


def test_an_arrival_that_still_can_not_be_read_is_kept(desk, clinic, unread) -> None:
    clinic.rulebooks.all().delete()

    answer = post(desk, "task-open-lead", unread, who="self", reach="none", language="en")

    assert b"Kept. It opens by itself within a minute." in answer.content
    assert Submission.objects.count() == 2


@pytest.mark.parametrize("payload", [["only", "words"], "only words"])
def test_an_arrival_of_any_shape_is_shown(desk, unread, payload) -> None:
    submission = unread.submission
    submission.payload = payload
    submission.save(update_fields=["payload"])

    assert "words" in desk.get(reverse("desk:task", args=[unread.id])).content.decode().partition("What arrived")[2].partition("</dl>")[0]


def test_unclear_sends_are_listed_with_their_inquiries(desk, clinic) -> None:
    received = arrive(clinic, reach="email", email="m@example.org")
    task = first_task(received)
    Task.objects.filter(id=task.id).update(kind=TaskKind.UNCERTAIN_SENDS, lead=None, number_hash="")
    Message.objects.create(
        clinic=clinic,
        message_class="routine",
        dedupe_key="d",
        lead=received.lead,
        person=received.lead.contact_person,
        language="en",
        to_address="m@example.org",
        to_hash="h",
        from_name="Oak",
        subject="s",
        body="b",
        message_id="m",
        state="uncertain",
        why_not="no_answer",
        due_at=clock.now(),
        expires_at=clock.now(),
        created_at=clock.now(),
    )

    page = desk.get(reverse("desk:task", args=[task.id])).content.decode()

    assert "Not clear whether these went out" in page
    assert reverse("desk:lead", args=[received.lead.id]) in page
