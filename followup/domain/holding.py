"""Holding: routine mail to somebody who has written waits until a person has read what they wrote.

The clock of medicine goes on, and so does what is critical: an appointment is an appointment.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from intake.models import Task
from intake.states import TaskKind, TaskState


def reply_waits(lead_id: UUID) -> bool:
    """Whether somebody still has to read a reply of this lead's person."""
    return _replies().filter(lead_id=lead_id).exists()


def reply_waits_for(lead_column: str) -> Exists:
    """The same as a condition on rows whose lead stands in this column."""
    return Exists(_replies().filter(lead_id=OuterRef(lead_column)))


def _replies() -> QuerySet[Task]:
    return Task.objects.filter(kind=TaskKind.REPLY, state=TaskState.OPEN)
