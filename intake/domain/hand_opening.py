"""Opening by hand: a person reads an arrival the system could not read, and makes the lead it should have become."""

from datetime import datetime
from typing import Any
from uuid import UUID

from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from intake.access import tasks_visible_to
from intake.domain.receiving import keep_submission, try_to_understand
from intake.domain.tasking import end_task
from intake.models import Lead, Submission, Task
from intake.states import Channel, SubmissionState


def open_by_hand(*, task_id: UUID, payload: dict[str, Any], language: str, staff: Staff, now: datetime) -> Lead | None:
    """Make the lead from what staff read, and end the review; None when even that must wait for the sweep.

    The clocks start when the original arrived. Doing it twice gives the same lead. Raises Task.DoesNotExist for a task
    without an arrival, or out of sight.
    """
    task = tasks_visible_to(staff).select_related("submission", "clinic").get(id=task_id, submission__isnull=False)
    original = task.submission
    if original is None or original.lead_id is not None:
        return original.lead if original else None
    kept = keep_submission(
        clinic=task.clinic,
        channel=Channel.WEB_FORM,
        external_key=f"hand:{original.id}",
        payload=payload,
        language=language,
        now=original.received_at,
    )
    lead = try_to_understand(submission_id=kept.id, actor=Actor.of(staff), now=now)
    if lead is not None:
        _end_review(task, original, lead, staff, now)
    return lead


@whole
def _end_review(task: Task, original: Submission, lead: Lead, staff: Staff, now: datetime) -> None:
    Submission.objects.filter(id=original.id, lead=None).update(lead=lead, state=SubmissionState.DONE)
    end_task(task=task, outcome="lead_opened", staff=staff, actor=Actor.of(staff), now=now)
