"""A queue's page: its saved views with counts, its rows, and where else there is work when it is empty."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.models import Staff
from desk.addresses import page_url
from desk.pages.rows import RowGroup, grouped
from intake.domain.queries import QueueCount, View, WorkCounts, count_work
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
    """Everything the page shows. `url` is where the list begins, `here` the part of it that is shown."""

    title: str
    clinic: str
    queue_id: UUID | None
    url: str
    here: str
    mark: str
    tabs: tuple[Tab, ...]
    groups: tuple[RowGroup, ...]
    more_url: str
    is_further: bool
    others: tuple[QueueCount, ...]
    now: datetime
    work: WorkList
    counts: WorkCounts


def queue_page(*, staff: Staff, queue_id: UUID | None, view: View, after: UUID | None, now: datetime, known: str = "") -> QueuePage | None:
    """The page of one queue, or of all my queues; None when the list still looks as one with the mark `known` did.

    Raises Queue.DoesNotExist for a queue this person may not see.
    """
    work = queue_rows(staff=staff, now=now, view=view, queue_id=queue_id, after=after)
    mark = mark_of(work.rows)
    if work.rows and mark == known:
        return None
    counts = count_work(staff=staff, now=now, queue_id=queue_id)
    queue = _queue_of(counts, queue_id)
    base = page_url("desk:queue", queue.id) if queue else reverse("desk:queues")
    return QueuePage(
        title=queue.shown_name if queue else _("All my queues"),
        clinic=queue.clinic_name if queue and len(staff.care_clinics) > 1 else "",
        queue_id=queue_id,
        url=_url(base, view),
        here=_url(base, view, after),
        mark=mark,
        tabs=tuple(Tab(_label(one), _url(base, one), counts.views[one], one is view) for one in View),
        groups=grouped(work.rows, staff_id=staff.id, now=now),
        more_url=_url(base, view, work.last_id) if work.has_more else "",
        is_further=after is not None,
        others=() if work.rows else tuple(one for one in counts.rail.queues if one.count and one.id != queue_id),
        now=now,
        work=work,
        counts=counts,
    )


def _queue_of(counts: WorkCounts, queue_id: UUID | None) -> QueueCount | None:
    """The queue with this id among those that are counted for somebody: all they may see."""
    if queue_id is None:
        return None
    found = next((queue for queue in counts.rail.queues if queue.id == queue_id), None)
    if found is None:
        raise Queue.DoesNotExist
    return found


def mark_of(rows: Sequence[TaskRow]) -> str:
    """What a list looked like: the same mark means that nothing in it changed, so nothing new was shown."""
    seen = "\n".join(f"{row.task.id} {row.task.version} {row.inquiries} {row.is_held}" for row in rows)
    return hashlib.sha256(seen.encode()).hexdigest()[:32]


def view_named(name: str) -> View:
    """The saved view of that name; the whole list for a name that does not exist."""
    return View(name) if name in set(View) else View.ALL


def _url(base: str, view: View, after: UUID | None = None) -> str:
    parts = ([f"view={view.value}"] if view is not View.ALL else []) + ([f"after={after}"] if after else [])
    return f"{base}?{'&'.join(parts)}" if parts else base


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
