"""The rows of the list of human work, with all a row shows: who, what is due, why, and how they may be reached.

Read column by column, in a fixed number of queries: this page is asked for all day long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from clinics.models import Staff
from intake.domain.claiming import PROMISE_LEAD
from intake.domain.queries import MOST_ROWS, ONE_CALL_KINDS, ROWS_AT_ONCE, View
from intake.domain.safe_contact import KnownWay, ways_of_people
from intake.domain.work_columns import WorkLead, WorkTask, leads_of, listed_work, one_task, place_of
from intake.models import StaffDraft, Task
from intake.states import Severity, TaskKind

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

    task: WorkTask
    lead: WorkLead | None
    group: Group
    zone: ZoneInfo
    ways: tuple[KnownWay, ...]
    inquiries: int
    is_held: bool
    is_mine: bool

    @property
    def name(self) -> str:
        """The name to use; empty when none was given."""
        return self.lead.name if self.lead else ""

    @property
    def flags(self) -> tuple[str, ...]:
        """Dangers that were found, the worst first, each once."""
        return self.lead.flags if self.lead else ()

    @property
    def shown_id(self) -> UUID:
        """What the audit says was shown."""
        return self.lead.id if self.lead else self.task.id


@dataclass(frozen=True)
class WorkList:
    """Rows in working order; `has_more` when the list goes on behind the task `last_id`."""

    rows: tuple[TaskRow, ...]
    has_more: bool
    last_id: UUID | None = None


@dataclass(frozen=True)
class MyWork:
    """What a member of staff has in hand: held or given tasks, callbacks they promised, and half-written work."""

    in_hand: tuple[TaskRow, ...]
    callbacks: tuple[TaskRow, ...]
    needs_details: tuple[TaskRow, ...]
    drafts: tuple[StaffDraft, ...]


def queue_rows(
    *,
    staff: Staff,
    now: datetime,
    view: View = View.ALL,
    queue_id: UUID | None = None,
    limit: int = ROWS_AT_ONCE,
    after: UUID | None = None,
) -> WorkList:
    """So many rows of a queue, or of all my queues; inquiries from one number are one row.

    `after` is the task behind which to go on, wherever that one stands by now; the list begins anew behind none of ours.
    """
    limit = max(1, min(limit, MOST_ROWS))
    promised_until = now + PROMISE_LEAD
    place = place_of(staff=staff, task_id=after, promised_until=promised_until)[:1] if after else []
    standing, rank, due_at, task_id = place[0] if place else (None, None, None, None)
    found = listed_work(
        staff=staff,
        now=now,
        promised_until=promised_until,
        view=view,
        queue_id=queue_id,
        most=limit + 1,
        standing=standing,
        rank=rank,
        due_at=due_at,
        task_id=task_id,
    )
    tasks = [WorkTask._make(row) for row in found]
    shown = tasks[:limit]
    return WorkList(task_rows(tasks=shown, staff=staff, now=now), len(tasks) > limit, shown[-1].id if shown else None)


def my_work(*, staff: Staff, now: datetime) -> MyWork:
    """My part of the list, whatever its queue."""
    rows = queue_rows(staff=staff, now=now, view=View.MINE, limit=MOST_ROWS).rows
    held = [row for row in rows if row.is_mine and row.is_held]
    rest = [row for row in rows if not (row.is_mine and row.is_held)]
    return MyWork(
        in_hand=tuple(held),
        callbacks=tuple(row for row in rest if row.task.kind != TaskKind.NEEDS_DETAILS),
        needs_details=tuple(row for row in rest if row.task.kind == TaskKind.NEEDS_DETAILS),
        drafts=tuple(StaffDraft.objects.filter(staff=staff).order_by("-saved_at")[:20]),
    )


def task_row(*, staff: Staff, task_id: UUID, now: datetime) -> TaskRow:
    """The row of one task, open or ended; raises Task.DoesNotExist for one out of sight."""
    rows = task_rows(tasks=[WorkTask._make(row) for row in one_task(staff=staff, task_id=task_id)], staff=staff, now=now)
    if not rows:
        raise Task.DoesNotExist
    return rows[0]


def task_rows(*, tasks: Sequence[WorkTask], staff: Staff, now: datetime) -> tuple[TaskRow, ...]:
    """Rows for these tasks, in their order, in a fixed number of queries."""
    first = _first_of_each_call(tasks)
    leads = leads_of([task.lead_id for task in first if task.lead_id])
    people = [lead.contact_person_id for lead in leads.values()]
    ways = ways_of_people(person_ids=people, clinic_ids={task.clinic_id for task in first}) if people else {}
    return tuple(_row(task, leads.get(task.lead_id), ways, staff.id, now) for task in first)


class Placed(Protocol):
    """What decides the part of the list a task stands in."""

    @property
    def severity(self) -> int: ...
    @property
    def due_at(self) -> datetime: ...


def group_of(task: Placed, now: datetime) -> Group:
    """The part of the list a task stands in."""
    if task.severity == Severity.EMERGENCY:
        return Group.EMERGENCY
    if task.due_at < now:
        return Group.OVERDUE
    if task.due_at <= now + _SOON:
        return Group.NOW
    return Group.NEXT_HOUR if task.due_at <= now + _NEXT_HOUR else Group.LATER


def _row(task: WorkTask, lead: WorkLead | None, ways: dict[UUID, tuple[KnownWay, ...]], staff_id: UUID, now: datetime) -> TaskRow:
    return TaskRow(
        task=task,
        lead=lead,
        group=group_of(task, now),
        zone=_zone(task.time_zone),
        ways=ways.get(lead.contact_person_id, ()) if lead else (),
        inquiries=task.inquiries if _is_one_call(task) else 1,
        is_held=task.claimed_until is not None and task.claimed_until > now,
        is_mine=staff_id in {task.claimed_by_id, task.assignee_id},
    )


_zone = lru_cache(maxsize=None)(ZoneInfo)


def _is_one_call(task: WorkTask) -> bool:
    return bool(task.number_hash) and task.kind in ONE_CALL_KINDS


def _first_of_each_call(tasks: Sequence[WorkTask]) -> list[WorkTask]:
    found: dict[object, WorkTask] = {}
    for task in tasks:
        found.setdefault(task.number_hash if _is_one_call(task) else task.id, task)
    return list(found.values())
