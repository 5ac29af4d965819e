"""One bad row never hides the rows behind it, however many bad rows there are."""

from uuid import UUID

import pytest

from core.due_rows import due_ids
from core.ids import new_id
from followup.domain.attempting import attempt_each
from followup.models import EventCursor

pytestmark = pytest.mark.django_db


def test_every_row_is_found_behind_hundreds_that_cannot_be_finished() -> None:
    names = [f"{number:04d}" for number in range(450)]
    EventCursor.objects.bulk_create(EventCursor(name=name, last_id=new_id()) for name in names)
    tried: list[UUID] = []

    def act(found: UUID) -> bool:
        tried.append(found)
        if len(tried) <= 449:
            raise ValueError
        return True

    assert attempt_each(due_ids(EventCursor.objects.all(), by="name"), act) == 1
    assert tried == list(EventCursor.objects.order_by("name", "id").values_list("id", flat=True))
