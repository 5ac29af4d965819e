"""Asking a nurse: a question about medicine is answered by a clinician, never by a page and never in passing."""

from collections.abc import Iterable
from datetime import datetime

from clinics.domain.hours import add_staffed_minutes, hours_of
from clinics.models import Staff
from clinics.states import Role
from core.audit import Actor
from intake.domain.tasking import TaskWish, end_task, open_task, open_tasks_of
from intake.models import Lead, Queue, Task
from intake.states import Severity, SkillNeeded, TaskKind

MEDICINE_TOPICS = frozenset({"medicine"})


def ask_nurse(*, lead: Lead, topics: Iterable[str], queue: Queue, actor: Actor, now: datetime) -> Task | None:
    """Open the lead's nurse call when `topics` ask about medicine; None when they do not.

    It stands beside the first contact and is due within the clinic's routine time, or sooner where the lead is more
    urgent. A question asked again joins the call that is open. An emergency is escalated by its own task.
    """
    wish = nurse_wish(lead=lead, topics=topics, queue=queue, now=now)
    return open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=actor, now=now) if wish else None


def nurse_wish(*, lead: Lead, topics: Iterable[str], queue: Queue, now: datetime) -> TaskWish | None:
    """What the nurse call should be; None when `topics` do not ask about medicine."""
    if not MEDICINE_TOPICS.intersection(topics):
        return None
    severity = Severity(max(lead.severity, Severity.URGENT))
    return TaskWish(
        kind=TaskKind.NURSE_CALL,
        dedupe_key=f"nurse_call:{lead.id}",
        queue=clinicians_queue(queue),
        reason="",
        severity=severity,
        ready_at=now,
        due_at=add_staffed_minutes(hours_of(lead.clinic), now, _minutes(lead, severity)),
        language=lead.language,
        skill=SkillNeeded.CLINICIAN,
    )


def is_clinician_for(*, staff: Staff, lead: Lead) -> bool:
    """Whether this member of staff may answer the lead's questions about medicine."""
    return lead.clinic_id in staff.clinics_with_role(Role.CLINICIAN)


def nurse_has_answered(*, lead: Lead, staff: Staff, outcome: str, now: datetime) -> None:
    """End the lead's nurse call after a clinician spoke with the person; anybody else leaves it standing."""
    if not is_clinician_for(staff=staff, lead=lead):
        return
    for task in open_tasks_of(lead, [TaskKind.NURSE_CALL]):
        end_task(task=task, outcome=outcome, staff=staff, actor=Actor.of(staff), now=now)


def _minutes(lead: Lead, severity: Severity) -> int:
    clinic = lead.clinic
    return {Severity.URGENT: clinic.urgent_minutes, Severity.SOON: clinic.soon_minutes}.get(severity, clinic.routine_minutes)


def clinicians_queue(queue: Queue) -> Queue:
    """The lead's queue where a clinician works in it, else the clinic's first queue in which one does."""
    served = Queue.objects.filter(
        clinic_id=queue.clinic_id,
        is_active=True,
        memberships__staff__is_active=True,
        memberships__staff__memberships__clinic_id=queue.clinic_id,
        memberships__staff__memberships__role=Role.CLINICIAN,
    )
    ids = list(served.order_by("position", "id").values_list("id", flat=True))
    if not ids or queue.id in ids:
        return queue
    return Queue.objects.get(id=ids[0])
