"""Restricted inquiries: naming who may open one, opening one with a reason, and looking at who did."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import clock
from desk.edges import note_list, note_read, staff_of, to_lead
from desk.forms.restricted import GlassForm, RestrictForm, ReviewForm
from desk.pages.restricted import restricted_page, shown_on
from intake.domain.lead_file import colleagues_of, visible_lead
from intake.domain.restricted import guard_of, lead_to_break_into
from intake.domain.restricting import break_glass, lift_restriction, restrict_lead, review_glass
from intake.models import BreakGlass, Lead


def restrict(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Name the people who may open an inquiry, or show who they are."""
    staff, now, lead = staff_of(request), clock.now(), _kept(request, lead_id)
    guard = guard_of(lead=lead, staff=staff)
    named = [str(one) for one in guard.named] or [str(staff.id)]
    kept = {"people": named, "reason": guard.restriction.reason if guard.restriction else ""}
    form = RestrictForm(request.POST or None, colleagues=colleagues_of(staff=staff, clinic_id=lead.clinic_id), initial=kept)
    if request.method == "POST" and form.is_valid():
        restrict_lead(lead_id=lead_id, staff=staff, now=now, **form.cleaned_data)
        messages.success(request, _("Restricted. Only the people you chose open it now."))
        return to_lead(lead_id) if staff.id in form.cleaned_data["people"] else redirect("desk:restricted")
    note_read(staff=staff, object_type="lead", object_id=lead_id, clinic_id=lead.clinic_id, now=now)
    shown = {"form": form, "lead": lead, "guard": guard}
    return render(request, "desk/restricted/restrict.html", shown, status=422 if form.errors else 200)


def lift(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Let everybody who cares for people open it again."""
    _kept(request, lead_id)
    if lift_restriction(lead_id=lead_id, staff=staff_of(request), now=clock.now()):
        messages.success(request, _("No longer restricted. Everybody who cares for people of the clinic opens it."))
    return to_lead(lead_id)


def open_restricted(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Ask why, then open it for an hour."""
    staff, now = staff_of(request), clock.now()
    try:
        lead_to_break_into(staff=staff, lead_id=lead_id)
    except Lead.DoesNotExist:
        return to_lead(_visible(request, lead_id).id)
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        break_glass(lead_id=lead_id, reason=form.cleaned_data["reason"], staff=staff, now=now)
        messages.warning(request, _("Open for you for one hour. The supervisors are told."))
        return to_lead(lead_id)
    return render(request, "desk/restricted/open.html", {"form": form, "lead_id": lead_id}, status=422 if form.errors else 200)


def show_restricted(request: HttpRequest) -> HttpResponse:
    """What is restricted, and who opened it without being named."""
    return _list(request)


def review(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """Say whether an opening was right."""
    form = ReviewForm(request.POST, auto_id=f"review_{glass_id}_%s")
    if not form.is_valid():
        return _list(request, sent_back=(glass_id, form))
    try:
        review_glass(glass_id=glass_id, staff=staff_of(request), now=clock.now(), **form.cleaned_data)
    except BreakGlass.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Noted."))
    return redirect("desk:restricted")


def _list(request: HttpRequest, sent_back: tuple[UUID, ReviewForm] | None = None) -> HttpResponse:
    staff, now = staff_of(request), clock.now()
    page = restricted_page(staff=staff, now=now, sent_back=sent_back)
    if sent_back and sent_back[1] not in [line.form for line in page["glasses"]]:
        raise Http404
    note_list(staff=staff, action="restricted.listed", shown=shown_on(page), now=now)
    return render(request, "desk/restricted/list.html", page, status=422 if sent_back else 200)


def _visible(request: HttpRequest, lead_id: UUID) -> Lead:
    try:
        return visible_lead(staff=staff_of(request), lead_id=lead_id)
    except Lead.DoesNotExist:
        raise Http404 from None


def _kept(request: HttpRequest, lead_id: UUID) -> Lead:
    lead = _visible(request, lead_id)
    if not guard_of(lead=lead, staff=staff_of(request)).may_restrict:
        raise Http404
    return lead
