"""Reading the audit: a page of one clinic's entries, newest first, by index and without counting."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from core.models import AuditEntry

ROWS_AT_ONCE = 50
MOST_EXPORTED = 100_000


@dataclass(frozen=True)
class Wanted:
    """Which entries somebody looks for; empty means any. `about` are ids of rows: what was done to them or showed them."""

    clinic_id: UUID | None
    actor_id: UUID | None = None
    action: str = ""
    after: datetime | None = None
    before: datetime | None = None
    about: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class AuditPage:
    """Entries newest first; `next_id` is the last one's id when there are older ones."""

    entries: tuple[AuditEntry, ...]
    next_id: UUID | None


def entries_wanted(wanted: Wanted) -> QuerySet[AuditEntry]:
    """The entries that fit, newest first. A list that showed one of `about` counts as seeing it."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.filter(clinic_id=wanted.clinic_id)
    if wanted.actor_id:
        rows = rows.filter(actor_id=wanted.actor_id)
    if wanted.action:
        rows = rows.filter(action__startswith=wanted.action)
    if wanted.after:
        rows = rows.filter(at__gte=wanted.after)
    if wanted.before:
        rows = rows.filter(at__lt=wanted.before)
    if wanted.about:
        rows = _about(rows, wanted.about)
    return rows.order_by("-at", "-id")


def _about(rows: QuerySet[AuditEntry], ids: Collection[UUID]) -> QuerySet[AuditEntry]:
    # As text, because SQLite can't look inside a JSON list; an id is long enough to stand in no other id.
    seen = Q(object_id__in=ids)
    for one in ids:
        seen |= Q(shown__contains=str(one))
    return rows.annotate(shown=Cast("shown_ids", TextField())).filter(seen)


def page_of_audit(wanted: Wanted, *, from_id: UUID | None = None) -> AuditPage:
    """The newest entries, or those older than the entry `from_id` (one of another clinic counts as none)."""
    rows = entries_wanted(wanted)
    start = AuditEntry.objects.filter(pk=from_id, clinic_id=wanted.clinic_id).first() if from_id else None
    if start is not None:
        rows = rows.filter(Q(at__lt=start.at) | Q(at=start.at, id__lt=start.id))
    found = list(rows[: ROWS_AT_ONCE + 1])
    shown = found[:ROWS_AT_ONCE]
    return AuditPage(tuple(shown), shown[-1].id if len(found) > ROWS_AT_ONCE else None)


def is_too_much(wanted: Wanted, *, most: int = MOST_EXPORTED) -> bool:
    """Whether more entries fit than one file takes: an auditor gets all that was asked for or is told."""
    return entries_wanted(wanted).values("id")[most : most + 1].exists()


def all_of_audit(wanted: Wanted) -> Iterator[AuditEntry]:
    """Every entry that fits, for an export of no more than MOST_EXPORTED."""
    yield from entries_wanted(wanted)[:MOST_EXPORTED].iterator(chunk_size=2000)
