"""One lead's page."""

from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core import clock
from desk.edges import note_read, staff_of
from desk.glass import remember_glass
from desk.pages.lead import LeadPage, page_of_lead
from intake.domain.restricted import may_break_into
from intake.models import Lead


def show_lead(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """The page of a lead; one of another clinic and one that does not exist look the same."""
    if may_break_into(staff=staff_of(request), lead_id=lead_id):
        return redirect("desk:break-glass", lead_id)
    return render(request, "desk/lead/lead.html", {"page": read_lead(request, lead_id)})


def show_again(request: HttpRequest, lead_id: UUID, name: str, form: Form, **more: object) -> HttpResponse:
    """The page with the form that could not be taken, everything typed still in it."""
    page = read_lead(request, lead_id, sent_back={name: form})
    return render(
        request,
        "desk/lead/lead.html",
        {"page": page, "open_part": name, **more},
        status=_status(form, is_preview=bool(more.get("is_preview"))),
    )


def _status(form: Form, *, is_preview: bool) -> int:
    if is_preview:
        return 200
    return 409 if getattr(form, "is_outdated", False) else 422


def read_lead(request: HttpRequest, lead_id: UUID, sent_back: dict[str, Form] | None = None) -> LeadPage:
    """Read a lead for a page, with the audit row of it; raises Http404."""
    staff, now = staff_of(request), clock.now()
    try:
        page = page_of_lead(staff=staff, lead_id=lead_id, now=now, sent_back=sent_back)
    except Lead.DoesNotExist:
        raise Http404 from None
    note_read(staff=staff, object_type="lead", object_id=lead_id, clinic_id=page.file.lead.clinic_id, now=now)
    if page.guard.open_until is not None:
        remember_glass(request.session, open_until=page.guard.open_until, now=now)
    return page
