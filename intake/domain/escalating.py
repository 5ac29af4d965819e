"""Escalating: an emergency stays open until somebody takes it by name; the upper rooms keep telling people until then."""

from datetime import datetime

from core.audit import Actor
from core.doorbell import ring
from intake.domain.tasking import TaskWish, open_task
from intake.models import Lead, Queue, Task
from intake.states import Severity, TaskKind


def escalate_if_emergency(*, lead: Lead, queue: Queue, actor: Actor, now: datetime) -> Task | None:
    """Open the lead's escalation when it is an emergency; new evidence joins the one that is open."""
    wish = escalation_wish(lead=lead, queue=queue, now=now)
    if wish is None:
        return None
    task = open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=actor, now=now)
    ring("followup.alert", task.id)
    return task


def escalation_wish(*, lead: Lead, queue: Queue, now: datetime) -> TaskWish | None:
    """What the escalation should be; None unless the lead is an emergency."""
    if lead.severity != Severity.EMERGENCY:
        return None
    return TaskWish(
        kind=TaskKind.ESCALATION,
        dedupe_key=f"escalation:{lead.id}",
        queue=queue,
        reason="",
        severity=Severity.EMERGENCY,
        ready_at=now,
        due_at=now,
        rank=0,
        language=lead.language,
        next_alert_at=now,
    )
