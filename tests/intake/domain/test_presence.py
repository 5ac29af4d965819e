"""Going away: work in hand is never left without a word."""

import pytest

from intake.domain.claiming import claim_task
from intake.domain.presence import HeldWorkError, change_presence
from intake.models import LeadEvent, Task
from tests.factories import NOW, first_task, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def holding():
    clinic = make_clinic()
    staff = make_staff(clinic)
    task = first_task(receive(clinic))
    claim_task(task_id=task.id, staff=staff, now=NOW)
    return staff, task


def test_change_presence_is_kept() -> None:
    staff = make_staff(make_clinic())

    assert change_presence(staff=staff, to="wrap_up", held_work="", now=NOW) == 0
    staff.refresh_from_db()
    assert staff.availability == "wrap_up"


def test_going_away_with_work_in_hand_asks_first(holding) -> None:
    staff, _task = holding

    with pytest.raises(HeldWorkError) as refused:
        change_presence(staff=staff, to="away", held_work="", now=NOW)

    assert refused.value.count == 1
    staff.refresh_from_db()
    assert staff.availability == "available"


def test_going_away_can_hand_over_with_a_line_in_the_history(holding) -> None:
    staff, task = holding

    assert change_presence(staff=staff, to="away", held_work="hand_over", now=NOW) == 1
    assert Task.objects.get(id=task.id).claimed_by is None
    assert LeadEvent.objects.filter(kind="task.released", actor_id=staff.id).count() == 1


def test_going_away_can_keep_it(holding) -> None:
    staff, task = holding

    assert change_presence(staff=staff, to="away", held_work="keep", now=NOW) == 0
    assert Task.objects.get(id=task.id).claimed_by == staff


def test_an_unknown_presence_is_refused() -> None:
    with pytest.raises(ValueError, match="napping"):
        change_presence(staff=make_staff(make_clinic()), to="napping", held_work="", now=NOW)
