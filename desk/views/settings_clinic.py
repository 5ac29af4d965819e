"""Settings: the way in, a clinic's own page, and what people set for themselves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from clinics.domain.settling import TakenNameError, change_clinic
from clinics.domain.staffing import set_languages
from clinics.states import Role
from core import clock
from core.audit import Actor
from core.standing import OutdatedError
from desk.edges import staff_of
from desk.forms.settings_clinic import ClinicForm, PreferencesForm, discretion_warnings
from desk.forms.standing import FormOver
from desk.pages.nights import nights_with_nobody
from desk.pages.settings import clinic_to_edit
from desk.views.settings_base import open_page, pages_of
from intake.access import clinics_run_by


def index(request: HttpRequest) -> HttpResponse:
    """The clinics whose settings this person may open."""
    staff = staff_of(request)
    clinics = clinics_run_by(staff, Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR, Role.CLINICIAN).order_by("public_name")
    listed = [{"clinic": clinic, "pages": pages_of(staff, clinic)} for clinic in clinics]
    nights = nights_with_nobody(staff=staff, now=clock.now())
    return render(request, "desk/settings/index.html", {"listed": listed, "nights": nights})


def clinic(request: HttpRequest, slug: str) -> HttpResponse:
    """A clinic's names, place in time and promises."""
    page = open_page(request, slug, "settings-clinic")
    old_slug = page.clinic.slug
    over = FormOver(lambda: ClinicForm(page.posted, instance=clinic_to_edit(page.clinic)))
    form = over.form
    if page.is_post and form.is_valid():
        common: dict[str, Any] = {"actor": page.actor, "now": clock.now(), "still_stands": over.still_stands}
        try:
            changed = change_clinic(clinic_id=page.clinic.id, changes=form.cleaned_data, **common)
        except OutdatedError:
            form = over.outdated()
        except TakenNameError:
            form.add_error("slug", _("Another clinic has this web address."))
        else:
            messages.success(request, _("Saved."))
            if changed.slug != old_slug:
                messages.warning(request, _("The old web address stopped working. Change the links on your website."))
            return redirect("desk:settings-clinic", changed.slug)
    return page.show("clinic.html", form=form, warnings=discretion_warnings(page.clinic))


def preferences(request: HttpRequest) -> HttpResponse:
    """The languages a member of staff reads and speaks."""
    staff = staff_of(request)
    now_set = {"interface": staff.interface_language, "spoken": staff.languages}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=now_set)
    if request.method == "POST" and form.is_valid():
        set_languages(
            staff=staff,
            interface=form.cleaned_data["interface"],
            spoken=form.cleaned_data["spoken"],
            actor=Actor.of(staff),
            now=clock.now(),
        )
        with translation.override(form.cleaned_data["interface"]):
            messages.success(request, _("Saved."))
        return redirect("desk:preferences")
    return render(request, "desk/settings/preferences.html", {"form": form})
