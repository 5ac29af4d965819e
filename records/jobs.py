"""The job of this room: what is over ends by itself."""

from typing import Any

from celery import shared_task

from core import clock
from records.domain.retaining import end_overdue


@shared_task(name="records.retention")
def retention(**_: Any) -> None:
    """End what its clinic keeps no longer; what is left over waits for the next hour."""
    end_overdue(now=clock.now())
