"""A queue's page: its saved views with counts, its rows, and where else there is work when it is empty."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.models import Staff
from desk.pages.rows import RowGroup, grouped
from intake.access import queues_visible_to
from intake.domain.queries import ROWS_AT_ONCE, QueueCount, View, queue_counts, view_counts
from intake.domain.worklist import TaskRow, WorkList, queue_rows
from intake.models import Queue


@dataclass(frozen=True)
class Tab:
    """One saved view with the number of its rows."""

    label: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class QueuePage:
    """Everything the page shows."""

    title: str
    clinic: str
    queue_id: UUID | None
    url: str
    poll_url: str
    mark: str
    tabs: tuple[Tab, ...]
    groups: tuple[RowGroup, ...]
    more_url: str
    others: tuple[QueueCount, ...]
    now: datetime
    work: WorkList


def queue_page(*, staff: Staff, queue_id: UUID | None, view: View, limit: int, now: datetime) -> QueuePage:
    """The page of one queue, or of all my queues; raises Queue.DoesNotExist for a queue this person may not see."""
    queue = queues_visible_to(staff).select_related("clinic").get(id=queue_id) if queue_id else None
    base = reverse("desk:queue", args=[queue.id]) if queue else reverse("desk:queues")
    work = queue_rows(staff=staff, now=now, view=view, queue_id=queue_id, limit=limit)
    counts = view_counts(staff=staff, now=now, queue_id=queue_id)
    return QueuePage(
        title=queue.name if queue else _("All my queues"),
        clinic=queue.clinic.discreet_name if queue and len(staff.care_clinics) > 1 else "",
        queue_id=queue_id,
        url=_url(base, view, 0),
        poll_url=_url(base, view, limit if limit != ROWS_AT_ONCE else 0),
        mark=mark_of(work.rows),
        tabs=tuple(Tab(_label(one), _url(base, one, 0), counts[one], one is view) for one in View),
        groups=grouped(work.rows, staff_id=staff.id, now=now),
        more_url=_url(base, view, limit + ROWS_AT_ONCE) if work.has_more else "",
        others=() if work.rows else _others(staff, queue, now),
        now=now,
        work=work,
    )


def mark_of(rows: Sequence[TaskRow]) -> str:
    """What a list looked like: the same mark means that nothing in it changed, so nothing new was shown."""
    seen = "\n".join(f"{row.task.id} {row.task.version} {row.inquiries} {row.is_held}" for row in rows)
    return hashlib.sha256(seen.encode()).hexdigest()[:32]


def view_named(name: str) -> View:
    """The saved view of that name; the whole list for a name that does not exist."""
    return View(name) if name in set(View) else View.ALL


def _url(base: str, view: View, limit: int) -> str:
    parts = ([f"view={view.value}"] if view is not View.ALL else []) + ([f"rows={limit}"] if limit else [])
    return f"{base}?{'&'.join(parts)}" if parts else base


def _others(staff: Staff, queue: Queue | None, now: datetime) -> tuple[QueueCount, ...]:
    counts = queue_counts(staff=staff, now=now)
    return tuple(one for one in counts.queues if one.count and (queue is None or one.id != queue.id))


def _label(view: View) -> str:
    labels = {
        View.ALL: _("All"),
        View.MINE: _("Mine"),
        View.UNCLAIMED: _("Unclaimed"),
        View.URGENT: _("Urgent"),
        View.SPANISH: _("Spanish"),
        View.NEEDS_DETAILS: _("Needs details"),
        View.OVERDUE: _("Overdue"),
        View.WAITING: _("Not yet"),
    }
    return labels[view]
