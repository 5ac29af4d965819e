"""Queue pages and "Take next"."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.states import Availability
from core import clock
from desk.context import share_counts
from desk.edges import go_back, is_fetch, note_list, staff_of
from desk.pages.queue import QueuePage, queue_page, view_named
from intake.domain.claiming import take_next
from intake.models import Queue


def show_queues(request: HttpRequest, queue_id: UUID | None = None) -> HttpResponse:
    """One queue, or all of mine. A script that polls and knows the list already gets an empty answer."""
    staff, now = staff_of(request), clock.now()
    view, after = view_named(request.GET.get("view", "")), _uuid(request.GET.get("after", ""))
    known = request.headers.get("X-List-Mark", "") if is_fetch(request) else ""
    try:
        page = queue_page(staff=staff, queue_id=queue_id, view=view, after=after, now=now, known=known)
    except Queue.DoesNotExist:
        raise Http404 from None
    if page is None:
        return HttpResponse(status=204)
    share_counts(request, page.counts)
    _note_shown(request, page)
    template = "desk/queue/_list.html" if is_fetch(request) else "desk/queue/queue.html"
    return render(request, template, {"page": page})


def take_next_task(request: HttpRequest) -> HttpResponse:
    """Claim the most urgent work that fits me and open it."""
    staff = staff_of(request)
    home = reverse("desk:home")
    if staff.availability == Availability.AWAY:
        messages.warning(request, _("You are away, so nothing was taken. Set yourself to Available first."))
        return go_back(request, home)
    task = take_next(staff=staff, now=clock.now(), queue_id=_uuid(request.POST.get("queue", "")))
    if task is None:
        messages.info(request, _("Nothing is waiting that fits you right now."))
        return go_back(request, home)
    return redirect("desk:lead", task.lead_id) if task.lead_id else redirect("desk:task", task.id)


def _note_shown(request: HttpRequest, page: QueuePage) -> None:
    shown = [(row.task.clinic_id, row.shown_id) for row in page.work.rows]
    note_list(staff=staff_of(request), action="work.listed", shown=shown, now=page.now)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed) if typed else None
    except ValueError:
        return None
