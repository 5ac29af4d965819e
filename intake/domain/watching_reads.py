"""Watching who reads a great deal in a short time: somebody may be copying the records of people who trusted us.

Nobody is stopped: at a helpline a busy hour must never lock anybody out. A supervisor other than the reader is asked to look.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast, Length

from clinics.models import Clinic, Staff
from core import audit
from core.audit import SYSTEM
from core.doorbell import ring
from core.models import ActorKind, AuditEntry
from core.sql import whole
from intake.access import key_of_reader
from intake.domain.tasking import TaskWish, default_queue, open_task
from intake.models import Task
from intake.states import Severity, TaskKind

# More different records opened, or more different rows listed, within the window than any desk needs.
OPENED_MOST, LISTED_MOST = 100, 1000
WINDOW = timedelta(minutes=10)
REVIEW_WITHIN = timedelta(hours=24)
# What was read while no sweep ran is looked at afterwards.
_LOOK_BACK = timedelta(hours=1)
# Characters of an id among others in the stored list; for a first, coarse look.
_ID_LENGTH = 38


@dataclass(frozen=True)
class Seen:
    """One record that somebody saw, and when."""

    at: datetime
    clinic_id: UUID | None
    record: str


def burst_in(seen: Sequence[Seen], *, most: int, window: timedelta = WINDOW) -> Seen | None:
    """The first reading that made it more than `most` different records within the window; `seen` in order of time. Pure."""
    counts: Counter[str] = Counter()
    first = 0
    for one in seen:
        counts[one.record] += 1
        while one.at - seen[first].at >= window:
            counts[seen[first].record] -= 1
            counts += Counter()
            first += 1
        if len(counts) > most:
            return one
    return None


def reader_of(task: Task) -> UUID:
    """Whose reading a task of this kind is about."""
    return UUID(task.dedupe_key.partition(":")[2])


def watch_reading(*, now: datetime) -> int:
    """Ask for a look at everybody who read more than a desk needs since they were last asked about; how many tasks are new."""
    readers = {*_who_opened_much(now), *_who_listed_much(now)}
    return sum(_watch(reader, now) for reader in sorted(readers, key=str) if reader)


def _entries(now: datetime) -> QuerySet[AuditEntry]:
    clinics = Clinic.objects.values_list("id", flat=True)
    return AuditEntry.objects.filter(clinic_id__in=list(clinics), at__gt=now - _LOOK_BACK, at__lte=now, actor_kind=ActorKind.STAFF)


def _opened(now: datetime) -> QuerySet[AuditEntry]:
    """Who takes a file away has read it, without opening its page."""
    return _entries(now).filter(Q(action__endswith=".read") | Q(action="record.exported"), object_id__isnull=False)


def _who_opened_much(now: datetime) -> Iterable[UUID | None]:
    counted = _opened(now).order_by().values("actor_id").annotate(records=Count("object_id", distinct=True))
    return counted.filter(records__gt=OPENED_MOST).values_list("actor_id", flat=True)


def _who_listed_much(now: datetime) -> Iterable[UUID | None]:
    sized = _entries(now).filter(object_type="list").annotate(size=Length(Cast("shown_ids", TextField())))
    summed = sized.order_by().values("actor_id").annotate(total=Sum("size"))
    return summed.filter(total__gt=LISTED_MOST * _ID_LENGTH).values_list("actor_id", flat=True)


@whole
def _watch(staff_id: UUID, now: datetime) -> int:
    last = Task.objects.filter(kind=TaskKind.READING_REVIEW, dedupe_key=key_of_reader(staff_id)).order_by("-created_at").first()
    since = last.created_at if last else now - _LOOK_BACK
    opened = [
        Seen(at, clinic, str(record))
        for at, clinic, record in _of(_opened(now), staff_id, since).values_list("at", "clinic_id", "object_id")
    ]
    listed = [
        Seen(at, clinic, record)
        for at, clinic, shown in _of(_entries(now).filter(object_type="list"), staff_id, since).values_list("at", "clinic_id", "shown_ids")
        for record in shown
    ]
    bursts = ((opened, burst_in(opened, most=OPENED_MOST)), (listed, burst_in(listed, most=LISTED_MOST)))
    clinics = {one.clinic_id for seen, burst in bursts if burst for one in seen if one.clinic_id and burst.at - WINDOW < one.at <= burst.at}
    return sum(_ask_for_a_look(staff_id, clinic, now) for clinic in Clinic.objects.filter(id__in=clinics).order_by("id"))


def _of(entries: QuerySet[AuditEntry], staff_id: UUID, since: datetime) -> QuerySet[AuditEntry]:
    return entries.filter(actor_id=staff_id, at__gt=since).order_by("at", "id")


def _ask_for_a_look(staff_id: UUID, clinic: Clinic, now: datetime) -> bool:
    """The task hangs on no inquiry; it bears the reader's name, which is no person's who wrote to us."""
    if Task.objects.filter(clinic=clinic, dedupe_key=key_of_reader(staff_id), created_at__gt=now - WINDOW).exists():
        return False
    wish = TaskWish(
        kind=TaskKind.READING_REVIEW,
        dedupe_key=key_of_reader(staff_id),
        queue=default_queue(clinic),
        reason=Staff.objects.get(id=staff_id).name,
        severity=Severity.SOON,
        ready_at=now,
        due_at=now + REVIEW_WITHIN,
    )
    task = open_task(wish=wish, clinic_id=clinic.id, lead=None, actor=SYSTEM, now=now)
    audit.record(actor=SYSTEM, action="reading.alarm", object_type="staff", object_id=staff_id, clinic_id=clinic.id, now=now)
    ring("followup.late")
    return task.created_at == now
