"""Settings: queues and the people who are offered their work."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from core import clock
from core.standing import OutdatedError
from desk.forms.settings_queues import NewQueueForm, QueueForm
from desk.forms.standing import FormOver
from desk.pages.settings import people_of, queues_with_people, standing_queue
from desk.views.settings_base import SettingsPage, open_page
from intake.domain.queueing import QueueChange, QueueInUseError, add_queue, save_queue
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
    people = people_of(page.clinic, only_care=True)
    over = FormOver(lambda: QueueForm(page.posted, people=people, initial=standing_queue(kept.id)))
    if page.is_post and over.form.is_valid() and _save(page, kept, over):
        return redirect("desk:settings-queues", slug)
    return page.show("queue.html", form=over.form, queue=kept)


def _save(page: SettingsPage, queue: Queue, over: FormOver[QueueForm]) -> bool:
    values = over.form.cleaned_data
    change = QueueChange(values["name"], values["is_active"], [person.pk for person in values["members"]])
    try:
        save_queue(queue_id=queue.id, clinic=page.clinic, change=change, actor=page.actor, now=clock.now(), still_stands=over.still_stands)
    except QueueInUseError as error:
        over.form.add_error("is_active", error.reason)
        return False
    except OutdatedError:
        over.outdated()
        return False
    messages.success(page.request, _("Saved."))
    return True
