"""Settings: the weekly shifts of those on duty for emergencies, and who stands in."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinics.domain.rostering import BadCoverError, add_cover, add_shifts, remove_cover, remove_shift
from core import clock
from desk.forms.settings_rota import CoverForm, ShiftForm
from desk.pages.rota import rota_page
from desk.pages.settings import people_of
from desk.views.settings_base import SettingsPage, open_page


def rota(request: HttpRequest, slug: str) -> HttpResponse:
    """The week, who stands in, and the hours ahead in which nobody is on duty."""
    page = open_page(request, slug, "settings-rota")
    people, now = list(people_of(page.clinic, only_care=True)), clock.now()
    shift = ShiftForm(page.posted if "add_shift" in request.POST else None, people=people)
    zone = ZoneInfo(page.clinic.time_zone)
    cover = CoverForm(page.posted if "add_cover" in request.POST else None, people=people, zone=zone, now=now)
    if shift.is_bound and shift.is_valid():
        add_shifts(clinic_id=page.clinic.id, shifts=shift.shifts(), actor=page.actor, now=now)
        return _saved(page)
    if cover.is_bound and cover.is_valid() and _add_cover(page, cover):
        return _saved(page)
    return page.show("rota.html", rota=rota_page(page.clinic, now=now), shift=shift, cover=cover, form=cover if cover.is_bound else shift)


def shift_remove(request: HttpRequest, slug: str, shift_id: UUID) -> HttpResponse:
    """Take a shift off every week."""
    page = open_page(request, slug, "settings-rota")
    remove_shift(clinic_id=page.clinic.id, shift_id=shift_id, actor=page.actor, now=clock.now())
    return _saved(page)


def cover_remove(request: HttpRequest, slug: str, cover_id: UUID) -> HttpResponse:
    """Nobody stands in then after all."""
    page = open_page(request, slug, "settings-rota")
    remove_cover(clinic_id=page.clinic.id, cover_id=cover_id, actor=page.actor, now=clock.now())
    return _saved(page)


def _add_cover(page: SettingsPage, form: CoverForm) -> bool:
    try:
        add_cover(clinic_id=page.clinic.id, cover=form.cover(), actor=page.actor, now=clock.now())
    except BadCoverError:
        form.add_error("ends_at", _("Somebody can stand in for at most 62 days at a time."))
        return False
    return True


def _saved(page: SettingsPage) -> HttpResponse:
    messages.success(page.request, _("The rota is saved. Alerts follow it from now on."))
    return redirect("desk:settings-rota", page.clinic.slug)
