"""Logging a phone call, while it goes on or afterwards."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from desk.edges import PressedTwiceError, note_list, once, staff_of
from desk.forms.call import CallForm, not_a_lead_of
from desk.pages.calls import Callers, call_form, caller_given, callers_for
from intake.domain.calling import CallDraft, log_call
from intake.domain.staff_drafts import drop_draft
from intake.states import NotALead


def log_a_call(request: HttpRequest) -> HttpResponse:
    """The form. Save keeps whatever is there; "not a lead" keeps time, line and kind alone."""
    staff, now = staff_of(request), clock.now()
    if request.method != "POST":
        form = call_form(staff=staff, now=now, draft_key=_draft_key(request))
        given = caller_given(staff=staff, lead_id=request.GET.get("lead", ""), now=now)
        return _page(request, form, given, status=200)
    form = call_form(staff=staff, now=now, data=request.POST)
    is_valid = form.is_valid()
    if request.POST.get("do") == "match":
        return _page(request, form, _callers(request, form), status=200)
    not_a_lead = not_a_lead_of(request.POST)
    if not_a_lead and "key" in form.cleaned_data:
        return _saved(request, form.draft(not_a_lead=not_a_lead))
    if not is_valid:
        return _page(request, form, _callers(request, form), status=422)
    return _saved(request, form.draft())


def show_matches(request: HttpRequest) -> HttpResponse:
    """The match panel alone, for a number that was just typed."""
    form = call_form(staff=staff_of(request), now=clock.now(), data=request.POST)
    form.is_valid()
    return render(request, "desk/calls/_callers.html", {"callers": _callers(request, form), "form": form})


def _callers(request: HttpRequest, form: CallForm) -> Callers:
    staff, now = staff_of(request), clock.now()
    found = callers_for(staff=staff, clinic=form.chosen_clinic, typed=form.cleaned_data.get("number", ""), now=now)
    note_list(staff=staff, action="caller.matched", shown=[(lead.clinic_id, lead.id) for lead in found.leads], now=now)
    return found


def _page(request: HttpRequest, form: CallForm, callers: Callers, *, status: int) -> HttpResponse:
    shown = {"form": form, "callers": callers, "kinds": NotALead, "draft_key": f"call:{form['key'].value()}"}
    return render(request, "desk/calls/call.html", shown, status=status)


def _saved(request: HttpRequest, draft: CallDraft) -> HttpResponse:
    staff = staff_of(request)
    home = HttpResponseRedirect(reverse("desk:home") + "#next-up")
    try:
        with once(request):
            logged = log_call(draft=draft, staff=staff, now=clock.now())
    except PressedTwiceError:
        return home
    drop_draft(staff=staff, key=f"call:{draft.idempotency_key}")
    if draft.not_a_lead:
        messages.success(request, _("Saved without any personal data."))
    elif not (draft.who and draft.outcome):
        messages.warning(request, _("Saved. It needs details: find it under My work."))
    elif logged.lead is None:
        messages.warning(request, _("Kept. It opens by itself within a minute."))
    else:
        messages.success(request, _("Saved."))
    return home


def _draft_key(request: HttpRequest) -> str:
    try:
        return str(UUID(request.GET.get("draft", "")))
    except ValueError:
        return ""
