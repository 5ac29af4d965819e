"""Tolerance: the time in which somebody's body no longer stands what it was used to, so that silence and use weigh more."""

from datetime import datetime
from uuid import UUID

from followup.domain.medication.tolerance import has_open_window


def in_tolerance_window(*, person_id: UUID, now: datetime) -> bool:
    """Whether this person is in the dangerous time after a dose ran out, was missed or declined, or a course ended."""
    return has_open_window(person_id, now)
