"""Settings: the way in, a clinic's own page, and what people set for themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinics.domain.settling import TakenNameError, change_clinic
from clinics.domain.staffing import set_languages
from clinics.models import Clinic
from clinics.states import Role
from core import clock
from core.audit import Actor
from desk.forms.settings_clinic import ClinicForm, PreferencesForm, discretion_warnings
from desk.views.settings_base import open_page, pages_of
from intake.access import clinics_run_by


def index(request: HttpRequest) -> HttpResponse:
    """The clinics whose settings this person may open."""
    clinics = clinics_run_by(request.user, Role.ADMIN, Role.SUPERVISOR, Role.AUDITOR).order_by("public_name")
    listed = [{"clinic": clinic, "pages": pages_of(request, clinic)} for clinic in clinics]
    return render(request, "desk/settings/index.html", {"listed": listed})


def clinic(request: HttpRequest, slug: str) -> HttpResponse:
    """A clinic's names, place in time and promises."""
    page = open_page(request, slug, "settings-clinic")
    old_slug = page.clinic.slug
    # A second instance: a model form writes what was typed into its own, and the heading shows what is true.
    form = ClinicForm(page.posted, instance=Clinic.objects.get(pk=page.clinic.pk))
    if page.is_post and form.is_valid():
        try:
            changed = change_clinic(
                clinic_id=page.clinic.id, changes=form.cleaned_data, actor=Actor.of(request.user), now=clock.now()
            )
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
    staff = request.user
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
        messages.success(request, _("Saved."))
        return redirect("desk:preferences")
    return render(request, "desk/settings/preferences.html", {"form": form})
