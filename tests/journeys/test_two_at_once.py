"""Two people at once, on a database that really runs them side by side."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from clinics.models import Clinic, Staff
from core.audit import SYSTEM
from intake.domain.claiming import TakenError, claim_task, take_next
from intake.domain.leading import acknowledge
from intake.domain.receiving import keep_submission, sweep_submissions, try_to_understand
from intake.models import ContactPoint, Lead, LeadEvent, RoutingDecision, Submission, Task
from tests.factories import NOW, first_task, inquiry, make_clinic, make_staff, receive

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 8


def at_once(act: Callable[[int], object], times: int = MANY) -> list[object]:
    """What `times` threads got from doing the same at one moment; an exception is a result."""
    barrier = Barrier(times)

    def run(number: int) -> object:
        barrier.wait(timeout=10)
        try:
            return act(number)
        except Exception as error:  # noqa: BLE001  the test looks at it
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.fixture
def clinic() -> Iterator[Clinic]:
    return make_clinic()


def test_a_form_posted_many_times_at_once_is_one_lead(clinic: Clinic) -> None:
    results = at_once(lambda _number: receive(clinic, token="t").submission.id)

    assert len(set(results)) == 1
    assert (Submission.objects.count(), Lead.objects.count(), Task.objects.count()) == (1, 1, 1)


def test_corrections_posted_at_once_are_all_kept_on_one_lead(clinic: Clinic) -> None:
    results = at_once(lambda number: receive(clinic, token="t", phone=f"202 555 01{number:02}").submission.id)

    assert len(set(results)) == MANY
    assert Lead.objects.count() == 1
    assert Submission.objects.filter(amends=None).count() == 1
    for waiting in Submission.objects.filter(state="received"):
        try_to_understand(submission_id=waiting.id, actor=SYSTEM, now=NOW)
    assert Submission.objects.filter(state="done").count() == MANY
    assert ContactPoint.objects.filter(replaced_by=None).count() == 1


def test_an_arrival_understood_by_many_at_once_is_understood_once(clinic: Clinic) -> None:
    submission = receive(clinic).submission
    Submission.objects.filter(id=submission.id).update(state="received", lead=None)
    before = Lead.objects.count()

    at_once(lambda _number: try_to_understand(submission_id=submission.id, actor=SYSTEM, now=NOW))

    assert Lead.objects.count() == before + 1
    assert RoutingDecision.objects.count() == before + 1


def test_two_sweeps_at_once_understand_each_arrival_once_and_leave_none(clinic: Clinic) -> None:
    for number in range(MANY):
        keep_submission(clinic=clinic, channel="web_form", external_key=f"t{number}", payload=inquiry(), language="en", now=NOW)

    understood = at_once(lambda _number: sweep_submissions(now=NOW))

    assert sum(understood) >= MANY
    assert Submission.objects.filter(state="received").count() == 0
    assert Lead.objects.count() == MANY


def test_one_piece_of_work_goes_to_one_person(clinic: Clinic) -> None:
    people: list[Staff] = [make_staff(clinic, name=f"P{number}") for number in range(MANY)]
    task = first_task(receive(clinic))

    results = at_once(lambda number: claim_task(task_id=task.id, staff=people[number], now=NOW))

    assert sum(isinstance(result, Task) for result in results) == 1
    assert sum(isinstance(result, TakenError) for result in results) == MANY - 1


def test_many_people_pressing_take_next_get_different_work(clinic: Clinic) -> None:
    people = [make_staff(clinic, name=f"P{number}") for number in range(MANY)]
    for number in range(MANY):
        receive(clinic, phone=f"202 555 01{number:02}")

    results = at_once(lambda number: take_next(staff=people[number], now=NOW))

    assert len({result.id for result in results if isinstance(result, Task)}) == MANY
    assert LeadEvent.objects.filter(kind="task.claimed").count() == MANY


def test_an_escalation_acknowledged_by_many_has_one_name(clinic: Clinic) -> None:
    people = [make_staff(clinic, name=f"P{number}") for number in range(MANY)]
    receive(clinic, own_words="I am going to kill myself")
    task = Task.objects.get(kind="escalation")

    at_once(lambda number: acknowledge(task_id=task.id, staff=people[number], now=NOW))

    assert LeadEvent.objects.filter(kind="escalation.acknowledged").count() == 1
