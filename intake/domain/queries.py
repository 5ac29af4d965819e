"""Reading the list of human work: the rows of a queue page and the counts beside its links.

Count and list come from one query set, so a number always says how many rows can be opened. Only open tasks are read.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from clinics.models import Staff
from intake.access import queues_visible_to, tasks_visible_to
from intake.domain.claiming import PROMISE_LEAD
from intake.models import Task
from intake.states import Severity, TaskKind, TaskState

# More rows than a person reads at once; the page offers the next ones.
ROWS_AT_ONCE = 50
MOST_ROWS = 500
# Inquiries from one number are one callback to make.
ONE_CALL_KINDS = (TaskKind.FIRST_CONTACT, TaskKind.CALLBACK)


class View(StrEnum):
    """The saved views of a queue page."""

    ALL = "all"
    MINE = "mine"
    UNCLAIMED = "unclaimed"
    URGENT = "urgent"
    SPANISH = "spanish"
    NEEDS_DETAILS = "needs-details"
    OVERDUE = "overdue"
    WAITING = "waiting"


@dataclass(frozen=True)
class QueueCount:
    """One queue with the number of rows its page shows."""

    id: UUID
    name: str
    clinic_name: str
    is_mine: bool
    count: int


@dataclass(frozen=True)
class QueueCounts:
    """What the rail says: my work, all my queues, each queue I may see."""

    mine: int
    all_mine: int
    queues: tuple[QueueCount, ...]


def open_work(*, staff: Staff, now: datetime, view: View = View.ALL, queue_id: UUID | None = None) -> QuerySet[Task]:
    """The open tasks a page shows, unordered. Without a queue: my queues, or every visible one when I am in none.

    "Mine" and "needs details" look beyond queues: a task of mine is mine wherever it stands.
    """
    tasks = _open_tasks(staff)
    if queue_id is not None:
        tasks = tasks.filter(queue_id=queue_id)
    elif view is not View.MINE:
        tasks = tasks.filter(_in_my_queues(staff))
    return _in_view(tasks, staff, now, view)


def ordered_work(tasks: QuerySet[Task], *, now: datetime) -> QuerySet[Task]:
    """In working order: severity, priority population, due time, id, as `claiming.working_order` sorts."""
    promised = When(is_promised=True, due_at__lte=now + PROMISE_LEAD, severity__gte=Severity.SOON, then=Value(Severity.SOON - 0.5))
    standing = Case(promised, default=Cast("severity", FloatField()), output_field=FloatField())
    return tasks.annotate(standing=standing).order_by("standing", "rank", "due_at", "id")


def count_rows(tasks: QuerySet[Task]) -> int:
    """How many rows these tasks make: those that one call answers are one row."""
    return int(tasks.aggregate(rows=Count(_row_key(), distinct=True))["rows"])


def view_counts(*, staff: Staff, now: datetime, queue_id: UUID | None = None) -> dict[View, int]:
    """The number beside each saved view, in one query."""
    tasks = _open_tasks(staff)
    here = Q(pk__isnull=False) if queue_id is not None else _in_my_queues(staff)
    if queue_id is not None:
        tasks = tasks.filter(queue_id=queue_id)
    ready = here & Q(ready_at__lte=now)
    asked = {view.name: _count_if(ready & _view_condition(view, now)) for view in _READY_VIEWS}
    asked |= {View.MINE.name: _count_if(_is_mine(staff, now)), View.WAITING.name: _count_if(here & Q(ready_at__gt=now))}
    counted = tasks.aggregate(**asked)
    return {view: int(counted[view.name]) for view in View}


def queue_counts(*, staff: Staff, now: datetime) -> QueueCounts:
    """The counts of the rail, in three queries however much work there is."""
    ready = tasks_visible_to(staff).filter(state=TaskState.OPEN, ready_at__lte=now)
    by_queue = dict(ready.values_list("queue_id").annotate(rows=Count(_row_key(), distinct=True)))
    queues = tuple(
        QueueCount(queue.id, queue.name, queue.clinic.discreet_name, bool(queue.mine), by_queue.get(queue.id, 0))
        for queue in _queues_with_mine(staff)
    )
    sums = (
        tasks_visible_to(staff)
        .filter(state=TaskState.OPEN, queue__is_active=True)
        .aggregate(
            mine=_count_if(_is_mine(staff, now)),
            all_mine=_count_if(Q(ready_at__lte=now, queue_id__in=[q.id for q in queues if q.is_mine] or [q.id for q in queues])),
        )
    )
    return QueueCounts(mine=sums["mine"], all_mine=sums["all_mine"], queues=queues)


_READY_VIEWS = (View.ALL, View.UNCLAIMED, View.URGENT, View.SPANISH, View.NEEDS_DETAILS, View.OVERDUE)


def _open_tasks(staff: Staff) -> QuerySet[Task]:
    return tasks_visible_to(staff).filter(state=TaskState.OPEN, queue__is_active=True)


def _in_view(tasks: QuerySet[Task], staff: Staff, now: datetime, view: View) -> QuerySet[Task]:
    if view is View.MINE:
        return tasks.filter(_is_mine(staff, now))
    if view is View.WAITING:
        return tasks.filter(ready_at__gt=now)
    return tasks.filter(_view_condition(view, now), ready_at__lte=now)


def _view_condition(view: View, now: datetime) -> Q:
    conditions = {
        View.UNCLAIMED: Q(assignee=None) & ~_is_held(now),
        View.URGENT: Q(severity__lte=Severity.URGENT),
        View.SPANISH: Q(language="es"),
        View.NEEDS_DETAILS: Q(kind=TaskKind.NEEDS_DETAILS),
        View.OVERDUE: Q(due_at__lt=now),
    }
    return conditions.get(view, Q(pk__isnull=False))


def _is_held(now: datetime) -> Q:
    return Q(claimed_by__isnull=False, claimed_until__gt=now)


def _is_mine(staff: Staff, now: datetime) -> Q:
    return Q(assignee=staff) | Q(claimed_by=staff, claimed_until__gt=now)


def _in_my_queues(staff: Staff) -> Q:
    # A supervisor may belong to no queue and still watches all of them.
    mine = queues_visible_to(staff).filter(memberships__staff=staff)
    return Q(queue__in=mine.values("id")) | Q(~Exists(mine))


def _queues_with_mine(staff: Staff) -> QuerySet[Any]:
    """Every visible queue, with `mine` true for those this member of staff belongs to."""
    mine = Count("memberships", filter=Q(memberships__staff=staff))
    queues = queues_visible_to(staff).select_related("clinic").annotate(mine=mine)
    return queues.order_by("clinic__discreet_name", "clinic_id", "position", "name")


def _row_key() -> Case:
    one_call = When(~Q(number_hash=""), kind__in=ONE_CALL_KINDS, then=F("number_hash"))
    return Case(one_call, default=Cast("id", CharField()), output_field=CharField())


def _count_if(condition: Q) -> Count:
    return Count(_row_key(), filter=condition, distinct=True)
