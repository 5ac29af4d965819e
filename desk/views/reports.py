"""Reports: numbers of a clinic, small groups hidden; a file leaves with its purpose written down."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from core import audit, clock
from core.audit import Actor
from desk.edges import staff_of
from desk.forms.reports import PeriodForm, PurposeForm
from desk.pages.reports import all_reports, csv_of_reports, readable_clinics


def show(request: HttpRequest) -> HttpResponse:
    """Every report of one clinic and some days."""
    return _page(request, _form(request, request.GET), PurposeForm(), status=200)


def export(request: HttpRequest) -> HttpResponse:
    """The same numbers as a file, with the purpose in the audit before the first line leaves."""
    form, purpose = _form(request, request.POST), PurposeForm(request.POST)
    if not form.is_valid() or not purpose.is_valid():
        return _page(request, form, purpose, status=422)
    period, now = replace(form.period(), leaves=True), clock.now()
    audit.record(
        actor=Actor.of(staff_of(request)),
        action="report.exported",
        object_type="clinic",
        object_id=period.clinic.id,
        clinic_id=period.clinic.id,
        now=now,
        reason=purpose.cleaned_data["purpose"],
    )
    answer = HttpResponse(csv_of_reports(all_reports(period, now=now)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="reports-{now:%Y-%m-%d}.csv"'
    return answer


def _form(request: HttpRequest, typed: QueryDict) -> PeriodForm:
    clinics = readable_clinics(staff_of(request))
    if not clinics:
        raise Http404
    return PeriodForm(typed, clinics=clinics, now=clock.now())


def _page(request: HttpRequest, form: PeriodForm, purpose: PurposeForm, *, status: int) -> HttpResponse:
    found = all_reports(form.period(), now=clock.now()) if form.is_valid() else []
    context = {"form": form, "purpose": purpose, "reports": found, "period": form.period() if form.is_valid() else None}
    return render(request, "desk/reports/reports.html", context, status=status if form.is_valid() else 422)
