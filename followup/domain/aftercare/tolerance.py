"""Tolerance: the time in which somebody's body no longer stands what it was used to, so that silence and use weigh more."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

# Each answers for one person; medication courses add theirs here. Any yes is a yes.
Source = Callable[[UUID, datetime], bool]
SOURCES: list[Source] = []


def in_tolerance_window(*, person_id: UUID, now: datetime) -> bool:
    """Whether any source says that this person is in the dangerous time after a dose ran out, was missed or stopped."""
    return any(source(person_id, now) for source in SOURCES)
