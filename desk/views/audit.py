"""The audit, for those who watch: who did and saw what. Reading it is itself noted."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from clinics.models import Clinic
from core import audit, clock
from core.audit import Actor
from core.reading_audit import Wanted, is_too_much, page_of_audit
from desk.edges import staff_of
from desk.pages.audit import TOO_MUCH, WATCHERS, csv_of, filter_of, may_export, rows_of
from intake.domain.seen_by import ids_about, lead_for_audit
from intake.models import Lead


def show_audit(request: HttpRequest) -> HttpResponse:
    """A page of the audit of one clinic, newest first."""
    staff = staff_of(request)
    form = filter_of(staff, request.GET)
    if not form.is_valid():
        return render(request, "desk/audit/audit.html", {"form": form, "rows": ()}, status=422)
    place = form.place
    page = page_of_audit(form.wanted(), from_id=_id(request.GET.get("older", "")))
    _note(request, "audit.read", place)
    context = {
        "form": form,
        "rows": rows_of(page.entries, clinic=place, staff=staff),
        "older": _older(request, page.next_id),
        "place": place,
        "may_export": may_export(staff, place),
        "posted": {name: value for name, value in request.GET.items() if name in form.fields},
    }
    return render(request, "desk/audit/audit.html", context)


def export_audit(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The filtered audit as a file, for an auditor of the clinic; noted before the first line leaves."""
    staff = staff_of(request)
    form = filter_of(staff, request.POST)
    if not form.is_valid():
        return render(request, "desk/audit/audit.html", {"form": form, "rows": ()}, status=422)
    if not may_export(staff, form.place):
        raise Http404
    if is_too_much(form.wanted()):
        form.add_error(None, TOO_MUCH)
        return render(request, "desk/audit/audit.html", {"form": form, "rows": ()}, status=422)
    _note(request, "audit.exported", form.place)
    answer = StreamingHttpResponse(csv_of(form), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="audit-{clock.now():%Y-%m-%d}.csv"'
    return answer


def show_who_saw(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Everybody who opened somebody's record or had it on a list, newest first."""
    staff = staff_of(request)
    try:
        lead = lead_for_audit(staff=staff, lead_id=lead_id, roles=WATCHERS)
    except Lead.DoesNotExist:
        raise Http404 from None
    wanted = Wanted(clinic_id=lead.clinic_id, about=ids_about(lead))
    page = page_of_audit(wanted, from_id=_id(request.GET.get("older", "")))
    _note(request, "audit.read", lead.clinic, lead_id=lead.id)
    context = {
        "lead_id": lead.id,
        "rows": rows_of(page.entries, clinic=lead.clinic, staff=staff),
        "older": _older(request, page.next_id),
        "place": lead.clinic,
        "may_open": lead.clinic_id in staff.care_clinics,
    }
    return render(request, "desk/audit/who_saw.html", context)


def _note(request: HttpRequest, action: str, clinic: Clinic | None, *, lead_id: UUID | None = None) -> None:
    audit.record(
        actor=Actor.of(staff_of(request)),
        action=action,
        object_type="lead" if lead_id else "audit",
        object_id=lead_id,
        clinic_id=clinic.id if clinic else None,
        now=clock.now(),
    )


def _id(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


def _older(request: HttpRequest, next_id: UUID | None) -> str:
    """The address of the next page, with the filter kept; empty on the last."""
    if next_id is None:
        return ""
    kept = request.GET.copy()
    kept["older"] = str(next_id)
    return f"?{kept.urlencode()}"
