"""Settings: queues and the people who are offered their work."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from core import clock
from desk.forms.settings_queues import NewQueueForm, QueueForm
from desk.pages.settings import people_of, queues_with_people
from desk.views.settings_base import SettingsPage, open_page
from intake.domain.queueing import QueueInUseError, add_queue, change_queue, set_queue_members
from intake.models import Queue


def queues(request: HttpRequest, slug: str) -> HttpResponse:
    """The clinic's queues, and a form for one more."""
    page = open_page(request, slug, "settings-queues")
    form = NewQueueForm(page.posted)
    if page.is_post and form.is_valid():
        queue = add_queue(clinic=page.clinic, name=form.cleaned_data["name"], actor=page.actor, now=clock.now())
        messages.success(request, _("The queue is added. Choose who is offered its work."))
        return redirect("desk:settings-queue", slug, queue.id)
    return page.show("queues.html", form=form, kept=queues_with_people(page.clinic))


def queue(request: HttpRequest, slug: str, queue_id: UUID) -> HttpResponse:
    """One queue."""
    page = open_page(request, slug, "settings-queues")
    kept = get_object_or_404(Queue, id=queue_id, clinic=page.clinic)
    chosen = kept.memberships.values_list("staff_id", flat=True)
    initial = {"name": kept.name, "is_active": kept.is_active, "members": list(chosen)}
    form = QueueForm(page.posted, people=people_of(page.clinic, only_care=True), initial=initial)
    if page.is_post and form.is_valid() and _save(page, kept, form):
        return redirect("desk:settings-queues", slug)
    return page.show("queue.html", form=form, queue=kept)


def _save(page: SettingsPage, queue: Queue, form: QueueForm) -> bool:
    common: dict[str, Any] = {
        "queue_id": queue.id,
        "clinic": page.clinic,
        "actor": page.actor,
        "now": clock.now(),
    }
    values = form.cleaned_data
    try:
        with transaction.atomic():
            change_queue(name=values["name"], is_active=values["is_active"], **common)
            set_queue_members(staff_ids=[person.pk for person in values["members"]], **common)
    except QueueInUseError as error:
        form.add_error("is_active", error.reason)
        return False
    messages.success(page.request, _("Saved."))
    return True
