"""What is due is found row by row, whatever their times, until time is up."""

import pytest

from core.due_rows import due_ids
from core.ids import new_id
from followup.models import EventCursor

pytestmark = pytest.mark.django_db


def test_rows_with_one_time_are_each_found_once() -> None:
    same = new_id()
    EventCursor.objects.bulk_create(EventCursor(name=f"{number}", last_id=same) for number in range(401))
    found = list(due_ids(EventCursor.objects.all(), by="last_id"))
    assert (len(found), len(set(found))) == (401, 401)


def test_a_turn_that_is_over_leaves_the_rest_to_the_next() -> None:
    EventCursor.objects.bulk_create(EventCursor(name=f"{number}", last_id=new_id()) for number in range(5))
    left = iter((False, False, True))
    assert len(list(due_ids(EventCursor.objects.all(), by="name", is_over=lambda: next(left)))) == 2
