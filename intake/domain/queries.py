"""Reading the list of human work: the rows of a queue page and the counts beside its links.

Count and list come from one query set, so a number always says how many rows can be opened. Only open tasks are read.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, FloatField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from clinics.models import Staff
from core.compiled import compiled
from intake.access import queues_visible_to, tasks_visible_to
from intake.domain.claiming import PROMISE_LEAD
from intake.domain.restricted import ready_work_to_break_into
from intake.models import Task
from intake.sql import COUNT_ALL, COUNT_ONE_QUEUE
from intake.states import Severity, TaskKind, TaskState, shown_name

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

    @property
    def shown_name(self) -> str:
        """The name; in the reader's language while it is one that we gave it."""
        return shown_name(self.name)


@dataclass(frozen=True)
class QueueCounts:
    """What the rail says: my work, all my queues, each queue I may see."""

    mine: int
    all_mine: int
    queues: tuple[QueueCount, ...]


@dataclass(frozen=True)
class WorkCounts:
    """All numbers of a queue's page. `has_hidden`: work may wait on leads that are restricted to others."""

    rail: QueueCounts
    views: dict[View, int]
    has_hidden: bool


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
    standing: Any = standing_work(tasks, promised_until=now + PROMISE_LEAD)
    return standing.order_by("standing", "rank", "due_at", "id")


def standing_work(tasks: QuerySet[Task], *, promised_until: datetime) -> QuerySet[Task]:
    """Each with its `standing`: its severity, or before `soon` for a callback promised until then."""
    promised = When(is_promised=True, due_at__lte=promised_until, severity__gte=Severity.SOON, then=Value(Severity.SOON - 0.5))
    return tasks.annotate(standing=Case(promised, default=Cast("severity", FloatField()), output_field=FloatField()))


def count_rows(tasks: QuerySet[Task]) -> int:
    """How many rows these tasks make: those that one call answers are one row."""
    return int(tasks.aggregate(rows=Count(_row_key(), distinct=True))["rows"])


def view_counts(*, staff: Staff, now: datetime, queue_id: UUID | None = None) -> dict[View, int]:
    """The number beside each saved view."""
    return count_work(staff=staff, now=now, queue_id=queue_id).views


def queue_counts(*, staff: Staff, now: datetime) -> QueueCounts:
    """The counts of the rail."""
    return count_work(staff=staff, now=now).rail


def count_work(*, staff: Staff, now: datetime, queue_id: UUID | None = None) -> WorkCounts:
    """Every number about open work that a page shows, in one query: of the rail, and of the saved views of one queue or all."""
    rows = _count_one_queue(staff=staff, now=now, queue_id=queue_id) if queue_id else _count_all(staff=staff, now=now)
    if not rows:
        return WorkCounts(QueueCounts(0, 0, ()), dict.fromkeys(View, 0), has_hidden=False)
    sums = next(row for row in rows if row[0] is None)
    listed = sorted((row for row in rows if row[0] is not None), key=lambda row: (row[2], str(row[3]), row[4], row[1]))
    queues = tuple(QueueCount(_uuid(row[0]), row[1], row[2], bool(row[5]), int(row[6])) for row in listed)
    rail = QueueCounts(mine=int(sums[6]), all_mine=int(sums[7]), queues=queues)
    return WorkCounts(rail, {view: int(sums[8 + number]) for number, view in enumerate(View)}, has_hidden=bool(sums[5]))


@compiled(around=COUNT_ALL)
def _count_all(*, staff: Staff, now: datetime) -> dict[str, QuerySet[Any]]:
    return _counted(staff, now, _in_my_queues(staff))


@compiled(around=COUNT_ONE_QUEUE)
def _count_one_queue(*, staff: Staff, now: datetime, queue_id: UUID) -> dict[str, QuerySet[Any]]:
    return _counted(staff, now, Q(queue_id=queue_id))


def _counted(staff: Staff, now: datetime, here: Q) -> dict[str, QuerySet[Any]]:
    said = {
        "is_here": here,
        "fits_me": _in_my_queues(staff),
        "is_mine": _is_mine(staff, now),
        "is_ready": Q(ready_at__lte=now),
        "is_unclaimed": _view_condition(View.UNCLAIMED, now),
        "is_urgent": _view_condition(View.URGENT, now),
        "is_spanish": _view_condition(View.SPANISH, now),
        "lacks_details": _view_condition(View.NEEDS_DETAILS, now),
        "is_overdue": _view_condition(View.OVERDUE, now),
    }
    asked = {name: Case(When(condition, then=1), default=0, output_field=IntegerField()) for name, condition in said.items()}
    return {
        "work": _open_tasks(staff).annotate(row_key=_row_key(), **asked).values("queue_id", "row_key", *asked),
        "queues": _queues_with_mine(staff),
        "hidden": ready_work_to_break_into(staff, now).values("id"),
    }


def _uuid(value: Any) -> UUID:
    # SQLite keeps ids as text.
    return value if isinstance(value, UUID) else UUID(value)


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
    """Every visible queue, and whether this member of staff belongs to it."""
    mine = Count("memberships", filter=Q(memberships__staff=staff))
    queues = queues_visible_to(staff).annotate(memberships_of_mine=mine, clinic_name=F("clinic__discreet_name"))
    return queues.values("id", "name", "clinic_name", "clinic_id", "position", "memberships_of_mine")


def _row_key() -> Case:
    one_call = When(~Q(number_hash=""), kind__in=ONE_CALL_KINDS, then=F("number_hash"))
    return Case(one_call, default=Cast("id", CharField()), output_field=CharField())
