"""The columns that rows of the list of work are made of, read by compiled questions."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clinics.models import Staff
from core.compiled import compiled
from core.fields import open_value
from intake.access import tasks_visible_to
from intake.domain.queries import ONE_CALL_KINDS, View, open_work, standing_work
from intake.models import Lead, Person, Task
from intake.states import TaskState

_ORDER = ("standing", "rank", "due_at", "id")


class WorkTask(NamedTuple):
    """What a row shows of its task, its clinic and its queue."""

    id: UUID
    clinic_id: UUID
    lead_id: UUID | None
    kind: str
    severity: int
    language: str
    number_hash: str
    due_at: datetime
    is_promised: bool
    assignee_id: UUID | None
    claimed_by_id: UUID | None
    claimed_until: datetime | None
    attempts: int
    acknowledged_at: datetime | None
    version: int
    sealed_reason: bytes
    queue_name: str
    clinic_name: str
    time_zone: str
    assignee_name: str | None
    claimed_by_name: str | None
    # Tasks one call answers, this one included.
    inquiries: int

    @property
    def reason(self) -> str:
        """Why the task is there, for the few kinds whose row says it."""
        return str(open_value(Task, "reason", self.sealed_reason, row_id=self.id))


class WorkLead(NamedTuple):
    """What a row shows of its lead."""

    id: UUID
    contact_person_id: UUID
    name: str
    channel: str
    preferred_channel: str
    arrived_at: datetime
    flags: tuple[str, ...]


@compiled()
def listed_work(  # noqa: PLR0913  which list, and the place in it
    *,
    staff: Staff,
    now: datetime,
    promised_until: datetime,
    view: View,
    queue_id: UUID | None,
    most: int,
    standing: float | None,
    rank: int | None,
    due_at: datetime | None,
    task_id: UUID | None,
) -> QuerySet[Task]:
    """The first tasks of a list, or those behind a place in it, without calls that stood before that place."""
    tasks = standing_work(open_work(staff=staff, now=now, view=view, queue_id=queue_id), promised_until=promised_until)
    if standing is not None:
        behind = _behind(standing, rank, due_at, task_id)
        shown = tasks.exclude(behind).filter(kind__in=ONE_CALL_KINDS).exclude(number_hash="")
        tasks = tasks.filter(behind).exclude(Q(kind__in=ONE_CALL_KINDS) & Q(number_hash__in=shown.values("number_hash")))
    return _with_columns(tasks, staff).order_by(*_ORDER)[:most]


def _behind(standing: float, rank: int | None, due_at: datetime | None, task_id: UUID | None) -> Q:
    same_standing, same_rank = Q(standing=standing), Q(standing=standing, rank=rank)
    later = same_rank & (Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=task_id))
    return Q(standing__gt=standing) | (same_standing & Q(rank__gt=rank)) | later


@compiled()
def place_of(*, staff: Staff, task_id: UUID, promised_until: datetime) -> QuerySet[Task]:
    tasks = standing_work(tasks_visible_to(staff).filter(id=task_id), promised_until=promised_until)
    return tasks.values_list(*_ORDER)


@compiled()
def one_task(*, staff: Staff, task_id: UUID) -> QuerySet[Task]:
    return _with_columns(tasks_visible_to(staff).filter(id=task_id), staff)


def _with_columns(tasks: QuerySet[Task], staff: Staff) -> QuerySet[Any]:
    open_calls = tasks_visible_to(staff).filter(state=TaskState.OPEN, kind__in=ONE_CALL_KINDS)
    # "Not empty" is said for the index of open numbers, which holds no others.
    same = open_calls.filter(number_hash=OuterRef("number_hash")).exclude(number_hash="")
    counted = Subquery(same.order_by().values("number_hash").annotate(count=Count("id")).values("count"), output_field=IntegerField())
    named = {"queue_name": F("queue__name"), "clinic_name": F("clinic__discreet_name"), "time_zone": F("clinic__time_zone")}
    named |= {"assignee_name": F("assignee__name"), "claimed_by_name": F("claimed_by__name")}
    columns: Any = tasks.annotate(**named, inquiries=Coalesce(counted, 1))
    return columns.sealed_values(*_COLUMNS)


_COLUMNS = tuple("reason" if name == "sealed_reason" else name for name in WorkTask._fields)


def leads_of(lead_ids: Collection[UUID]) -> dict[UUID | None, WorkLead]:
    """The leads with the dangers found, in one query."""
    found: dict[UUID | None, WorkLead] = {}
    flags: dict[UUID, list[str]] = defaultdict(list)
    rows = _leads(lead_ids=[*lead_ids]) if lead_ids else []
    for lead_id, _person_id, _sealed, _channel, _preferred, _arrived_at, code in rows:
        if code and code not in flags[lead_id]:
            flags[lead_id].append(code)
    for lead_id, person_id, sealed, channel, preferred, arrived_at, _code in rows:
        if lead_id not in found:
            name = open_value(Person, "name", sealed, row_id=person_id)
            found[lead_id] = WorkLead(lead_id, person_id, name, channel, preferred, arrived_at, tuple(flags[lead_id]))
    return found


@compiled()
def _leads(*, lead_ids: list[UUID]) -> Any:
    leads = Lead.objects.filter(id__in=lead_ids).order_by("flags__severity", "flags__at")
    return leads.sealed_values(
        "id", "contact_person_id", "contact_person__name", "channel", "preferred_channel", "arrived_at", "flags__code"
    )
