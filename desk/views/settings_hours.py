"""Settings: staffed hours and holidays."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.domain.hours import hours_of, is_staffed
from clinics.domain.opening_hours import Period, add_holidays, remove_holiday, set_hours, suggested_holidays
from clinics.models import Clinic
from core import clock
from core.standing import OutdatedError
from desk.forms.settings_hours import HolidayForm, HoursForm, SuggestedHolidaysForm
from desk.forms.standing import FormOver
from desk.views.settings_base import SettingsPage, open_page


def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """The week in which people answer."""
    page = open_page(request, slug, "settings-hours")
    over = FormOver(lambda: HoursForm(page.posted, periods=_periods_of(page.clinic)))
    form = over.form
    if page.is_post and form.is_valid():
        try:
            set_hours(clinic_id=page.clinic.id, periods=form.periods, actor=page.actor, now=clock.now(), still_stands=over.still_stands)
        except OutdatedError:
            form = over.outdated()
        else:
            messages.success(request, _("The hours are saved. Deadlines of new inquiries count them from now on."))
            return redirect("desk:settings-hours", slug)
    facts = {
        "zone": page.clinic.time_zone.replace("_", " "),
        "open_now": is_staffed(hours_of(page.clinic), clock.now()),
        "has_hours": page.clinic.staffed_periods.exists(),
    }
    return page.show("hours.html", form=form, **facts)


def _periods_of(clinic: Clinic) -> list[Period]:
    kept = clinic.staffed_periods.values_list("weekday", "opens_minute", "closes_minute")
    return [Period(*period) for period in kept]


def holidays(request: HttpRequest, slug: str) -> HttpResponse:
    """Days on which nobody is staffed: those of the clinic, and public ones to tick."""
    page = open_page(request, slug, "settings-holidays")
    today = clock.now().astimezone(ZoneInfo(page.clinic.time_zone)).date()
    own = HolidayForm(page.posted if "own" in request.POST else None)
    public = SuggestedHolidaysForm(page.posted if "suggested" in request.POST else None, suggested=_not_yet_chosen(page.clinic, today))
    if page.is_post and own.is_bound and own.is_valid():
        return _add(page, [(own.cleaned_data["day"], own.cleaned_data["name"])])
    if page.is_post and public.is_bound and public.is_valid():
        return _add(page, public.chosen())
    kept = page.clinic.holidays.filter(day__gte=today).order_by("day")
    return page.show("holidays.html", own=own, public=public, kept=kept, form=own if own.is_bound else public)


def holiday_remove(request: HttpRequest, slug: str, holiday_id: UUID) -> HttpResponse:
    """Staff that day after all."""
    page = open_page(request, slug, "settings-holidays")
    remove_holiday(clinic_id=page.clinic.id, holiday_id=holiday_id, actor=page.actor, now=clock.now())
    messages.success(request, _("Removed. That day has its usual hours."))
    return redirect("desk:settings-holidays", slug)


def _add(page: SettingsPage, days: list[tuple[date, str]]) -> HttpResponse:
    added = add_holidays(clinic_id=page.clinic.id, days=days, actor=page.actor, now=clock.now())
    words = ngettext("%(count)s holiday was added.", "%(count)s holidays were added.", added) % {"count": added}
    messages.success(page.request, words)
    return redirect("desk:settings-holidays", page.clinic.slug)


def _not_yet_chosen(clinic: Clinic, today: date) -> list[tuple[date, str]]:
    known = set(clinic.holidays.values_list("day", flat=True))
    found = suggested_holidays(region=clinic.phone_region, years=(today.year, today.year + 1))
    return [(day, name) for day, name in found if day >= today and day not in known]
