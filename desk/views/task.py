"""One piece of work: claim, keep, release, assign, put off, acknowledge, end, or open its lead by hand."""

from collections.abc import Callable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from desk.edges import PressedTwiceError, go_back, note_read, once, staff_of
from desk.forms.task import OpenLeadForm, OutcomeForm, SnoozeForm
from desk.pages.after import taken_sentence
from desk.pages.task import assign_form, page_of_task
from intake.access import tasks_visible_to
from intake.domain import claiming, leading
from intake.domain.claiming import CannotDoError, TakenError, TaskClosedError
from intake.domain.hand_opening import open_by_hand
from intake.domain.restricted import lead_behind_task
from intake.models import Task
from intake.states import TaskKind


def show_task(request: HttpRequest, task_id: UUID, sent_back: dict[str, Form] | None = None) -> HttpResponse:
    """The task's own page; what came back with errors keeps its words."""
    staff, now = staff_of(request), clock.now()
    try:
        page = page_of_task(staff=staff, task_id=task_id, now=now, sent_back=sent_back)
    except Task.DoesNotExist:
        return _to_restricted(request, task_id)
    if page.task.kind == TaskKind.ACCESS_REVIEW:
        return redirect("desk:restricted")
    note_read(staff=staff, object_type="task", object_id=task_id, clinic_id=page.task.clinic_id, now=now)
    return render(request, "desk/task/task.html", {"page": page}, status=422 if sent_back else 200)


def claim(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Take it for a while; opening a page never does."""
    return _do(request, task_id, lambda: claiming.claim_task(task_id=task_id, staff=staff_of(request), now=clock.now()), _("It is yours."))


def keep(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Hold on to it for another full lease."""
    verb = lambda: claiming.keep_claim(task_id=task_id, staff=staff_of(request), now=clock.now())  # noqa: E731  one act
    return _do(request, task_id, verb, _("Kept: your time with it starts again."))


def release(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Give it back to the queue."""
    verb = lambda: claiming.release_task(task_id=task_id, staff=staff_of(request), now=clock.now())  # noqa: E731  one act
    return _do(request, task_id, verb, _("It is back in the queue."))


def acknowledge_escalation(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Take an emergency by name."""
    verb = lambda: leading.acknowledge(task_id=task_id, staff=staff_of(request), now=clock.now())  # noqa: E731  one act
    return _do(request, task_id, verb, _("You have taken this emergency."))


def assign(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Make it a colleague's, or nobody's."""
    staff, task = staff_of(request), _task(request, task_id)
    form = assign_form(task, staff, request.POST)
    if not form.is_valid():
        return show_task(request, task_id, {"assign": form})
    verb = lambda: claiming.assign_task(task_id=task_id, staff=staff, to=form.chosen(), now=clock.now())  # noqa: E731  one act
    try:
        return _do(request, task_id, verb, _("Given away."))
    except CannotDoError:
        form.add_error("to", _("This work can't be theirs: it takes a clinician, or they may not open the record."))
        return show_task(request, task_id, {"assign": form})


def snooze(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Put it off, with a reason. An emergency can't be."""
    task, now = _task(request, task_id), clock.now()
    form = SnoozeForm(request.POST, zone=ZoneInfo(task.clinic.time_zone), now=now, auto_id="snooze_%s")
    if not form.is_valid():
        return show_task(request, task_id, {"snooze": form})
    reason, until = form.cleaned_data["reason"], form.until()
    verb = lambda: claiming.snooze_task(task_id=task_id, staff=staff_of(request), until=until, reason=reason, now=now)  # noqa: E731
    try:
        return _do(request, task_id, verb, _("Put off."))
    except ValueError:
        # The form has seen to the time and the reason; what is left is the severity.
        messages.error(request, _("An emergency can't be put off."))
        return redirect("desk:task", task_id)


def finish(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """End it with an outcome."""
    staff, task = staff_of(request), _task(request, task_id)
    form = OutcomeForm(request.POST, auto_id="outcome_%s")
    if not form.is_valid():
        return show_task(request, task_id, {"outcome": form})
    outcome = form.cleaned_data["outcome"]
    verb = lambda: leading.finish_task(task_id=task_id, staff=staff, outcome=outcome, now=clock.now())  # noqa: E731  one act
    return _do(request, task_id, verb, _("Done."), otherwise=_page_after(task))


def open_lead_by_hand(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Make the lead that the system could not make."""
    staff, form = staff_of(request), OpenLeadForm(request.POST, auto_id="lead_%s")
    if not form.is_valid():
        return show_task(request, task_id, {"open_lead": form})
    read = form.opened()
    try:
        lead = open_by_hand(task_id=task_id, payload=read.payload, language=read.language, staff=staff, now=clock.now())
    except Task.DoesNotExist:
        raise Http404 from None
    if lead is None:
        messages.warning(request, _("Kept. It opens by itself within a minute."))
        return redirect("desk:home")
    messages.success(request, _("The inquiry is open."))
    return redirect("desk:lead", lead.id)


def _to_restricted(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """A mail about an emergency leads here; whoever may break the glass is asked why, for all others there is nothing."""
    lead_id = lead_behind_task(staff=staff_of(request), task_id=task_id)
    if lead_id is None or request.method != "GET":
        raise Http404
    return redirect("desk:break-glass", lead_id)


def _task(request: HttpRequest, task_id: UUID) -> Task:
    try:
        return tasks_visible_to(staff_of(request)).select_related("clinic").get(id=task_id)
    except Task.DoesNotExist:
        raise Http404 from None


def _page_after(task: Task) -> str:
    return reverse("desk:lead", args=[task.lead_id]) if task.lead_id else reverse("desk:home")


def _do(request: HttpRequest, task_id: UUID, verb: Callable[[], object], sentence: str, *, otherwise: str = "") -> HttpResponse:
    """One press, one verb; whoever was quicker is named, and nothing is taken from them."""
    where = otherwise or reverse("desk:task", args=[task_id])
    try:
        with once(request):
            verb()
        messages.success(request, sentence)
    except Task.DoesNotExist:
        raise Http404 from None
    except TakenError as error:
        messages.warning(request, taken_sentence(error))
    except TaskClosedError:
        messages.info(request, _("This is done already."))
    except PressedTwiceError:
        pass
    return go_back(request, where)
