"""Going live and the way back: what is missing, what would happen, and one act with a reason and a typed word."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinics.domain.switching import NotReadyError, go_live, is_practice_mode, return_to_practice, runs_every_clinic
from core import clock
from core.audit import Actor
from desk.edges import staff_of
from desk.forms.going_live import LIVE, PRACTICE, SwitchForm
from desk.pages.going_live import going_live_page


def show(request: HttpRequest) -> HttpResponse:
    """The list, and what to press when it is done."""
    if request.method == "POST":
        return _go_live(request)
    return _page(request, _empty())


def back(request: HttpRequest) -> HttpResponse:
    """Hold every message again."""
    staff, form = staff_of(request), SwitchForm(request.POST, word=PRACTICE)
    if is_practice_mode():
        messages.info(request, _("This installation is in practice mode already. Nothing was changed."))
        return redirect("desk:going-live")
    if not form.is_valid() or not runs_every_clinic(staff):
        return _page(request, form)
    return_to_practice(reason=form.cleaned_data["reason"], actor=Actor.of(staff), now=clock.now())
    messages.success(request, _("Practice mode: messages are held from now on. One that is on its way may still arrive."))
    return redirect("desk:going-live")


def _go_live(request: HttpRequest) -> HttpResponse:
    staff, form, now = staff_of(request), SwitchForm(request.POST, word=LIVE), clock.now()
    if not is_practice_mode():
        messages.info(request, _("This installation is live already. Nothing was changed."))
        return redirect("desk:going-live")
    if not form.is_valid() or not going_live_page(staff=staff, now=now).may_switch:
        return _page(request, form)
    try:
        go_live(reason=form.cleaned_data["reason"], actor=Actor.of(staff), now=now)
    except NotReadyError:
        return _page(request, form)
    messages.success(request, _("Live: messages go to real people from now on."))
    return redirect("desk:going-live")


def _empty() -> SwitchForm:
    return SwitchForm(word=LIVE if is_practice_mode() else PRACTICE)


def _page(request: HttpRequest, form: SwitchForm) -> HttpResponse:
    page = going_live_page(staff=staff_of(request), now=clock.now())
    return render(request, "desk/settings/going_live.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)
