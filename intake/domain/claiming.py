"""Claiming: taking a piece of work by a button, atomically, for a time everybody can see.

The lease is compare-and-set on the database's clock, the same on both databases; locks would only make it faster.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from clinics.models import Staff
from clinics.states import Role
from core.audit import SYSTEM, Actor
from core.sql import database_now, lease_until, whole
from intake.access import queues_visible_to, tasks_visible_to
from intake.domain.recording import write_event
from intake.domain.same_person import same_people
from intake.domain.same_value import hashes_of_task
from intake.domain.tasking import can_do, hold_lead_of, tell_again
from intake.models import Task
from intake.states import Severity, SkillNeeded, TaskKind, TaskState

LEASE_SECONDS = 15 * 60
# A promised callback outranks "soon" from this long before its time.
PROMISE_LEAD = timedelta(minutes=10)
_CANDIDATES = 20
_SWEEP_BATCH = 200
_CONTACT_KINDS = (TaskKind.FIRST_CONTACT, TaskKind.CALLBACK, TaskKind.REPLY)


class TakenError(Exception):
    """Somebody else holds the task."""

    def __init__(self, by_name: str, seconds_ago: int) -> None:
        super().__init__("Somebody else has taken this.")
        self.by_name, self.seconds_ago = by_name, seconds_ago


class CannotDoError(ValueError):
    """This work can't be somebody's: they may not open the record, or lack the skill."""


class TaskClosedError(Exception):
    """The task was ended before; there is nothing left to take."""


def working_order(task: Task, now: datetime) -> tuple[float, int, datetime, UUID]:
    """The key "Take next" and every queue page sort by: severity, then priority population, then due time, then id."""
    severity = float(task.severity)
    if task.is_promised and task.due_at <= now + PROMISE_LEAD:
        severity = min(severity, Severity.SOON - 0.5)
    return (severity, task.rank, task.due_at, task.id)


@whole
def claim_task(*, task_id: UUID, staff: Staff, now: datetime) -> Task:
    """Take one task; raises TakenError or TaskClosedError. Taking what is mine already renews the lease."""
    task = tasks_visible_to(staff).select_related("lead", "claimed_by").get(id=task_id)
    hold_lead_of(task)
    if not _claim(task, staff):
        raise _why_not(task, now)
    return _claimed(task, staff, now)


@whole
def take_next(*, staff: Staff, now: datetime, queue_id: UUID | None = None) -> Task | None:
    """Take the most urgent work that is ready and fits me; None when there is none.

    Two people pressing at once get two different pieces of work.
    """
    for task in _candidates(staff, queue_id, now):
        if _claim(task, staff):
            return _claimed(task, staff, now)
    return None


@whole
def keep_claim(*, task_id: UUID, staff: Staff, now: datetime) -> Task:
    """Renew my lease for its full length; raises TakenError when it had ended and somebody else took the task."""
    task = tasks_visible_to(staff).select_related("lead", "claimed_by").get(id=task_id)
    if not _claim(task, staff):
        raise _why_not(task, now)
    task.refresh_from_db()
    return task


@whole
def release_task(*, task_id: UUID, staff: Staff, now: datetime) -> bool:
    """Give a task back to its queue; False when I did not hold it."""
    task = tasks_visible_to(staff).select_related("lead").get(id=task_id)
    hold_lead_of(task)
    released = Task.objects.filter(id=task_id, claimed_by=staff).update(claimed_by=None, claimed_until=None, version=F("version") + 1)
    if released:
        _write(task, "task.released", Actor.of(staff), now)
    return bool(released)


@whole
def assign_task(*, task_id: UUID, staff: Staff, to: Staff | None, now: datetime) -> Task:
    """Make somebody the task's lasting owner, or nobody; a claim of somebody else ends, visibly. Raises CannotDoError."""
    task = _locked(task_id, staff)
    if task.state != TaskState.OPEN:
        raise TaskClosedError
    if to is not None and not can_do(to, clinic_id=task.clinic_id, lead=task.lead, skill=task.skill):
        raise CannotDoError
    task.assignee = to
    if task.claimed_by_id is not None and task.claimed_by_id != (to.id if to else None):
        task.claimed_by = task.claimed_until = None
    task.version += 1
    task.save(update_fields=["assignee", "claimed_by", "claimed_until", "version"])
    if to is None:
        tell_again(Task.objects.filter(id=task.id), now=now)
    _write(task, "task.assigned", Actor.of(staff), now, {"to": str(to.id) if to else ""})
    return task


@whole
def snooze_task(*, task_id: UUID, staff: Staff, until: datetime, reason: str, now: datetime) -> Task:
    """Put work off until a moment; its due time moves with it, its severity stays. Emergencies can't be put off."""
    task = _locked(task_id, staff)
    if task.state != TaskState.OPEN:
        raise TaskClosedError
    if task.severity == Severity.EMERGENCY or until <= now or not reason.strip():
        raise ValueError("A put-off needs a later time and a reason, and an emergency can't be put off.")
    task.ready_at, task.due_at = until, max(task.due_at, until)
    task.claimed_by = task.claimed_until = None
    task.reason = reason.strip()
    task.version += 1
    task.save(update_fields=["ready_at", "due_at", "claimed_by", "claimed_until", "reason", "version"])
    _write(task, "task.snoozed", Actor.of(staff), now, {"until": until.isoformat()})
    return task


def _locked(task_id: UUID, staff: Staff) -> Task:
    hold_lead_of(tasks_visible_to(staff).only("lead_id").get(id=task_id))
    return tasks_visible_to(staff).select_for_update(of=("self",)).select_related("lead").get(id=task_id)


def sweep_claims(*, now: datetime) -> int:
    """End the leases that ran out, each with a line in the history; how many."""
    over = Task.objects.filter(state=TaskState.OPEN, claimed_until__lte=database_now()).order_by("claimed_until")
    return sum(_end_lease(task_id, now) for task_id in over.values_list("id", flat=True)[:_SWEEP_BATCH])


@whole
def _end_lease(task_id: UUID, now: datetime) -> bool:
    task = Task.objects.select_related("lead").get(id=task_id)
    ended = Task.objects.filter(id=task_id, claimed_until__lte=database_now()).update(
        claimed_by=None, claimed_until=None, version=F("version") + 1
    )
    if ended:
        _write(task, "task.claim_ended", SYSTEM, now, {"held_by": str(task.claimed_by_id)})
    return bool(ended)


def _candidates(staff: Staff, queue_id: UUID | None, now: datetime) -> list[Task]:
    queues = queues_visible_to(staff).filter(memberships__staff=staff)
    if queue_id is not None:
        queues = queues.filter(id=queue_id)
    ready = (
        tasks_visible_to(staff)
        .filter(queue__in=queues.values("id"), state=TaskState.OPEN, ready_at__lte=now)
        .filter(_free_for(staff), _fits(staff))
        .select_related("lead")
    )
    promised = ready.filter(is_promised=True, due_at__lte=now + PROMISE_LEAD).order_by("due_at", "id")
    ordered = ready.order_by("severity", "rank", "due_at", "id")
    found = {task.id: task for task in [*promised[:_CANDIDATES], *ordered[:_CANDIDATES]]}
    return sorted(found.values(), key=lambda task: working_order(task, now))


def _free_for(staff: Staff) -> Q:
    mine_or_nobodys = Q(assignee=None) | Q(assignee=staff)
    unclaimed = Q(claimed_by=None) | Q(claimed_until__lte=database_now())
    return mine_or_nobodys & unclaimed


def _fits(staff: Staff) -> Q:
    # An emergency waits for no language: whoever is there takes it and finds an interpreter. What is somebody's own is offered
    # to nobody else, so it is offered to them.
    languages = Q(severity=Severity.EMERGENCY) | Q(assignee=staff) | Q(language__in=staff.languages or ["en"])
    return languages & _within_skill(staff)


def _within_skill(staff: Staff) -> Q:
    clinician = staff.clinics_with_role(Role.CLINICIAN)
    return Q(skill=SkillNeeded.NONE) | Q(skill=SkillNeeded.CLINICIAN, clinic_id__in=clinician)


def _claim(task: Task, staff: Staff) -> bool:
    free = Q(claimed_by=None) | Q(claimed_by=staff) | Q(claimed_until__lte=database_now())
    claimed = Task.objects.filter(free, id=task.id, state=TaskState.OPEN).update(
        claimed_by=staff, claimed_until=lease_until(LEASE_SECONDS), version=F("version") + 1
    )
    return bool(claimed)


def _claimed(task: Task, staff: Staff, now: datetime) -> Task:
    claim_with_siblings(task=task, staff=staff)
    held_before = task.claimed_by_id
    task.refresh_from_db()
    if held_before != staff.id:
        _write(task, "task.claimed", Actor.of(staff), now)
    return task


def claim_with_siblings(*, task: Task, staff: Staff) -> None:
    """Take what would reach the same person besides `task`: two people must not ring one phone at once.

    That is the lead's other contact work, and the contact work of every inquiry from the same number or of a record that
    was joined with this one. Work that somebody else holds stays with them.
    """
    on_this_lead = (*_CONTACT_KINDS, TaskKind.NURSE_CALL, TaskKind.ESCALATION)
    same_lead = Q(lead=task.lead_id, kind__in=on_this_lead) if task.lead_id else Q(pk__in=[])
    same_number = Q(number_hash__in=hashes_of_task(task), kind__in=_CONTACT_KINDS) if task.number_hash else Q(pk__in=[])
    siblings = tasks_visible_to(staff).filter(same_lead | same_number | _of_joined(task), clinic_id=task.clinic_id, state=TaskState.OPEN)
    for sibling in siblings.filter(_free_for(staff), _within_skill(staff)).exclude(id=task.id):
        _claim(sibling, staff)


def _of_joined(task: Task) -> Q:
    """Contact work of records that were joined with the task's as one person."""
    people = same_people([task.lead.contact_person_id]) if task.lead else frozenset()
    return Q(lead__contact_person__in=people, kind__in=_CONTACT_KINDS) if len(people) > 1 else Q(pk__in=[])


def _why_not(task: Task, now: datetime) -> Exception:
    task.refresh_from_db()
    if task.state != TaskState.OPEN or task.claimed_by is None or task.claimed_until is None:
        return TaskClosedError()
    taken_at = task.claimed_until - timedelta(seconds=LEASE_SECONDS)
    return TakenError(task.claimed_by.name, max(int((now - taken_at).total_seconds()), 0))


def _write(task: Task, kind: str, actor: Actor, now: datetime, facts: dict[str, str] | None = None) -> None:
    if task.lead is not None:
        facts = {"task": str(task.id), **(facts or {})}
        write_event(lead=task.lead, kind=kind, actor=actor, now=now, facts=facts)
