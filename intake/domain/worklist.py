"""The rows of the list of human work, with all a row shows: who, what is due, why, and how they may be reached."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from clinics.models import Staff
from intake.access import tasks_visible_to
from intake.domain.queries import MOST_ROWS, ONE_CALL_KINDS, ROWS_AT_ONCE, View, open_work, ordered_work
from intake.domain.safe_contact import ReachableAt, rules_for_points
from intake.models import ContactPoint, Lead, StaffDraft, Task, TriageFlag
from intake.states import Severity, TaskKind, TaskState

_SOON = timedelta(minutes=15)
_NEXT_HOUR = timedelta(hours=1)


class Group(StrEnum):
    """The parts of a list, in the order they are read. An emergency stands first whatever its time."""

    EMERGENCY = "emergency"
    OVERDUE = "overdue"
    NOW = "now"
    NEXT_HOUR = "next-hour"
    LATER = "later"


@dataclass(frozen=True)
class TaskRow:
    """One row: the task that is done first, and how many tasks the same call answers."""

    task: Task
    lead: Lead | None
    group: Group
    zone: ZoneInfo
    ways: tuple[ReachableAt, ...]
    flags: tuple[str, ...]
    # Tasks one call answers, this one included.
    inquiries: int
    is_held: bool
    is_mine: bool

    @property
    def name(self) -> str:
        """The name to use; empty when none was given."""
        return self.lead.contact_person.name if self.lead else ""

    @property
    def shown_id(self) -> UUID:
        """What the audit says was shown."""
        return self.lead.id if self.lead else self.task.id


@dataclass(frozen=True)
class WorkList:
    """Rows in working order; `has_more` when the list goes on."""

    rows: tuple[TaskRow, ...]
    has_more: bool


@dataclass(frozen=True)
class MyWork:
    """What a member of staff has in hand: held or given tasks, callbacks they promised, and half-written work."""

    in_hand: tuple[TaskRow, ...]
    callbacks: tuple[TaskRow, ...]
    needs_details: tuple[TaskRow, ...]
    drafts: tuple[StaffDraft, ...]


def queue_rows(*, staff: Staff, now: datetime, view: View = View.ALL, queue_id: UUID | None = None, limit: int = ROWS_AT_ONCE) -> WorkList:
    """The first `limit` rows of a queue, or of all my queues; inquiries from one number are one row."""
    limit = max(1, min(limit, MOST_ROWS))
    tasks = ordered_work(open_work(staff=staff, now=now, view=view, queue_id=queue_id), now=now)
    found = _first(tasks, limit + 1, now)
    rows = task_rows(tasks=found[:limit], staff=staff, now=now)
    return WorkList(rows=rows, has_more=len(found) > limit)


def my_work(*, staff: Staff, now: datetime) -> MyWork:
    """My part of the list, whatever its queue."""
    tasks = ordered_work(open_work(staff=staff, now=now, view=View.MINE), now=now)
    rows = task_rows(tasks=_first(tasks, MOST_ROWS, now), staff=staff, now=now)
    held = [row for row in rows if row.is_mine and row.is_held]
    rest = [row for row in rows if row not in held]
    return MyWork(
        in_hand=tuple(held),
        callbacks=tuple(row for row in rest if row.task.kind != TaskKind.NEEDS_DETAILS),
        needs_details=tuple(row for row in rest if row.task.kind == TaskKind.NEEDS_DETAILS),
        drafts=tuple(StaffDraft.objects.filter(staff=staff).order_by("-saved_at")[:20]),
    )


def task_rows(*, tasks: Sequence[Task], staff: Staff, now: datetime) -> tuple[TaskRow, ...]:
    """Rows for these tasks, in their order, in a fixed number of queries for one clinic."""
    first = _first_of_each_call(tasks)
    leads = [task.lead for task in first if task.lead is not None]
    ways = _ways_of([lead.contact_person_id for lead in leads])
    flags = _flags_of(leads)
    calls = _inquiries_by_number(staff, first)
    return tuple(
        TaskRow(
            task=task,
            lead=task.lead,
            group=group_of(task, now),
            zone=ZoneInfo(task.clinic.time_zone),
            ways=tuple(ways[task.lead.contact_person_id]) if task.lead else (),
            flags=tuple(flags[task.lead_id]),
            inquiries=calls[task.number_hash] if _is_one_call(task) else 1,
            is_held=task.claimed_until is not None and task.claimed_until > now,
            is_mine=staff.id in {task.claimed_by_id, task.assignee_id},
        )
        for task in first
    )


def group_of(task: Task, now: datetime) -> Group:
    """The part of the list a task stands in."""
    if task.severity == Severity.EMERGENCY:
        return Group.EMERGENCY
    if task.due_at < now:
        return Group.OVERDUE
    if task.due_at <= now + _SOON:
        return Group.NOW
    return Group.NEXT_HOUR if task.due_at <= now + _NEXT_HOUR else Group.LATER


def _first(tasks: QuerySet[Task], most: int, now: datetime) -> list[Task]:
    """The first tasks with all that a row shows. Which ones is found before anything is joined: the list may be long."""
    chosen = Task.objects.filter(id__in=tasks.values("id")[:most])
    return list(ordered_work(_with_people(chosen), now=now))


def _with_people(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.select_related("clinic", "queue", "lead__contact_person", "submission", "assignee", "claimed_by")


def _is_one_call(task: Task) -> bool:
    return bool(task.number_hash) and task.kind in ONE_CALL_KINDS


def _first_of_each_call(tasks: Iterable[Task]) -> list[Task]:
    found: dict[object, Task] = {}
    for task in tasks:
        found.setdefault(task.number_hash if _is_one_call(task) else task.id, task)
    return list(found.values())


def _inquiries_by_number(staff: Staff, tasks: Iterable[Task]) -> Counter[str]:
    numbers = {task.number_hash for task in tasks if _is_one_call(task)}
    same = tasks_visible_to(staff).filter(state=TaskState.OPEN, kind__in=ONE_CALL_KINDS, number_hash__in=numbers)
    return Counter(same.values_list("number_hash", flat=True))


def _flags_of(leads: Iterable[Lead]) -> dict[UUID | None, list[str]]:
    found: dict[UUID | None, list[str]] = defaultdict(list)
    flags = TriageFlag.objects.filter(lead__in=[lead.id for lead in leads]).order_by("severity", "at")
    for lead_id, code in flags.values_list("lead_id", "code"):
        if code not in found[lead_id]:
            found[lead_id].append(code)
    return found


def _ways_of(person_ids: Iterable[UUID]) -> dict[UUID, list[ReachableAt]]:
    points = list(ContactPoint.objects.filter(person__in=set(person_ids), replaced_by=None).order_by("-created_at", "-id"))
    rules = rules_for_points(points)
    found: dict[UUID, list[ReachableAt]] = defaultdict(list)
    for point in points:
        found[point.person_id].append(ReachableAt(point, rules[point.id]))
    return found
