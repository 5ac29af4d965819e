"""Opening and ending tasks. One fact opens one task; there is no other list of human work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from clinics.models import Clinic, Staff
from clinics.states import Role
from core.audit import Actor
from core.doorbell import ring
from core.rows import new_row
from core.sql import whole
from intake.access import leads_visible_to
from intake.domain.recording import write_event
from intake.models import Lead, Queue, Submission, Task
from intake.states import Severity, SkillNeeded, TaskKind, TaskState

_LOOKS = 3


@dataclass(frozen=True)
class TaskWish:
    """What a task should be; times in UTC."""

    kind: str
    dedupe_key: str
    queue: Queue
    reason: str
    severity: Severity
    ready_at: datetime
    due_at: datetime
    rank: int = 3
    language: str = "en"
    skill: str = ""
    number_hash: str = ""
    is_promised: bool = False
    # Nobody, when it can't be their work: see can_do.
    assignee: Staff | None = None
    next_alert_at: datetime | None = None


def open_task(
    *, wish: TaskWish, clinic_id: UUID, lead: Lead | None, actor: Actor, now: datetime, submission: Submission | None = None
) -> Task:
    """The open task of this wish's key: a new one, or the one that stands already, made no less urgent and no later.

    What becomes more urgent than it was is offered to all again, unless the wish names somebody.
    """
    standing = Task.objects.select_for_update().filter(clinic_id=clinic_id, dedupe_key=wish.dedupe_key, state=TaskState.OPEN)
    for _look in range(_LOOKS):
        found = standing.first()
        if found is not None:
            return _hurry(found, wish)
        task = task_of(wish=wish, clinic_id=clinic_id, lead=lead, submission=submission, now=now)
        if not _is_new(task):
            # Somebody opened it since that look.
            continue
        if lead is not None:
            facts = {"task": str(task.id), "kind": task.kind}
            write_event(lead=lead, kind="task.opened", actor=actor, now=now, facts=facts)
        return task
    raise RuntimeError("A task was opened and ended again at every look.")


def _is_new(task: Task) -> bool:
    """Write the row; False when one of its key stands already."""
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def task_of(*, wish: TaskWish, clinic_id: UUID, lead: Lead | None, now: datetime, submission: Submission | None = None) -> Task:
    """The task of a wish, not written yet."""
    return new_row(
        Task,
        clinic_id=clinic_id,
        queue=wish.queue,
        kind=wish.kind,
        dedupe_key=wish.dedupe_key,
        lead=lead,
        submission=submission,
        reason=wish.reason,
        severity=wish.severity,
        rank=wish.rank,
        language=wish.language,
        skill=wish.skill,
        number_hash=wish.number_hash,
        ready_at=wish.ready_at,
        due_at=wish.due_at,
        is_promised=wish.is_promised,
        assignee=_assignee(wish, clinic_id, lead),
        next_alert_at=wish.next_alert_at,
        created_at=now,
    )


def can_do(staff: Staff, *, clinic_id: UUID, lead: Lead | None, skill: str) -> bool:
    """Whether work may be assigned to this person: they work there, may open the record, and have the skill.

    What is assigned is offered to nobody else, so in wrong hands it would wait for ever.
    """
    if not staff.is_active or clinic_id not in staff.care_clinics:
        return False
    if skill == SkillNeeded.CLINICIAN and clinic_id not in staff.clinics_with_role(Role.CLINICIAN):
        return False
    return lead is None or leads_visible_to(staff).filter(id=lead.id).exists()


def _assignee(wish: TaskWish, clinic_id: UUID, lead: Lead | None) -> Staff | None:
    """Whom the work is meant for. Somebody who has left is still the owner, the counselor or the writer in the history."""
    staff = wish.assignee
    return staff if staff is not None and can_do(staff, clinic_id=clinic_id, lead=lead, skill=wish.skill) else None


def _hurry(task: Task, wish: TaskWish) -> Task:
    if wish.severity < task.severity and wish.assignee is None:
        # What has become more urgent is for whoever is there, not for one person who may be away.
        task.assignee = None
    task.severity = min(task.severity, wish.severity)
    task.due_at = min(task.due_at, wish.due_at)
    task.ready_at = min(task.ready_at, wish.ready_at)
    task.version += 1
    task.save(update_fields=["assignee", "severity", "due_at", "ready_at", "version"])
    return task


def end_task(*, task: Task, outcome: str, staff: Staff | None, actor: Actor, now: datetime, state: str = TaskState.DONE) -> bool:
    """End an open task by compare-and-set; False when somebody ended it first."""
    ended = Task.objects.filter(id=task.id, state=TaskState.OPEN).update(
        state=state,
        outcome=outcome,
        done_by=staff,
        done_at=now,
        claimed_by=None,
        claimed_until=None,
        next_alert_at=None,
        version=F("version") + 1,
    )
    if ended and task.lead is not None:
        facts = {"task": str(task.id), "kind": task.kind, "outcome": outcome}
        kind = "task.done" if state == TaskState.DONE else "task.cancelled"
        write_event(lead=task.lead, kind=kind, actor=actor, now=now, facts=facts)
    return bool(ended)


def hold_lead_of(task: Task) -> None:
    """Leads before tasks: whoever writes to both takes them in this order, so that two never wait for each other."""
    if task.lead_id is not None:
        Lead.objects.select_for_update(no_key=True).only("id").get(id=task.lead_id)


def tell_again(tasks: QuerySet[Task], *, now: datetime) -> None:
    """What somebody had taken by name is in nobody's hands any more: people are told anew, at once, until one takes it."""
    for task_id in tasks.filter(state=TaskState.OPEN, acknowledged_at__isnull=False).values_list("id", flat=True):
        Task.objects.filter(id=task_id).update(acknowledged_by=None, acknowledged_at=None, next_alert_at=now, version=F("version") + 1)
        ring("followup.alert", task_id)


def open_tasks_of(lead: Lead, kinds: Iterable[str] = ()) -> QuerySet[Task]:
    """The lead's open tasks, of these kinds when any are named."""
    tasks = Task.objects.filter(lead=lead, state=TaskState.OPEN)
    return tasks.filter(kind__in=kinds) if kinds else tasks


def default_queue(clinic: Clinic) -> Queue:
    """Where work goes that no rule has sent anywhere: the clinic's last active queue by position."""
    return Queue.objects.filter(clinic=clinic, is_active=True).order_by("-position", "-id")[:1].get()


def queue_of(lead: Lead) -> Queue:
    """Where the lead's work stands: its newest routing decision's queue."""
    newest = lead.routing_decisions.order_by("-decided_at", "-id").select_related("queue").first()
    return newest.queue if newest else default_queue(lead.clinic)


@whole
def open_review_of_submission(*, submission: Submission, now: datetime) -> Task:
    """A person must read an arrival that could not be understood. Urgent, since nobody knows what it says."""
    wish = TaskWish(
        kind=TaskKind.REVIEW,
        dedupe_key=f"review:{submission.id}",
        queue=default_queue(submission.clinic),
        reason="",
        severity=Severity.URGENT,
        ready_at=now,
        due_at=now + timedelta(minutes=submission.clinic.urgent_minutes),
        language=submission.language,
    )
    actor = Actor(kind="system")
    return open_task(wish=wish, clinic_id=submission.clinic_id, lead=None, submission=submission, actor=actor, now=now)
