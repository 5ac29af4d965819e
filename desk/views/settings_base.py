"""What every settings page shares: the clinic in the address, who may read, who may change, and the list of pages."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.models import Clinic, Staff
from clinics.states import Role
from core.audit import Actor
from desk.edges import staff_of
from intake.access import clinics_run_by

ADMINS = (Role.ADMIN,)
RUNNERS = (Role.ADMIN, Role.SUPERVISOR)
# Each page of a clinic with the roles that may change it; auditors read them all.
PAGES: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "settings-clinic": (_("Clinic"), ADMINS),
    "settings-people": (_("People"), ADMINS),
    "settings-hours": (_("Hours"), RUNNERS),
    "settings-holidays": (_("Holidays"), RUNNERS),
    "settings-lines": (_("Phone lines"), ADMINS),
    "settings-queues": (_("Queues"), RUNNERS),
    "settings-rules": (_("Routing rules"), RUNNERS),
    "settings-plans": (_("Plans"), RUNNERS),
    "settings-on-call": (_("On call"), ADMINS),
    "settings-rota": (_("Rota"), RUNNERS),
    "settings-pager": (_("Pager"), ADMINS),
    "settings-texts": (_("Message texts"), ADMINS),
    "settings-aftercare": (_("Aftercare"), ADMINS),
    "settings-medication": (_("Medicine clock"), ADMINS),
    "settings-pages": (_("Pages to read"), ADMINS),
    "settings-retention": (_("Retention"), ADMINS),
}
# Pages that others may read besides: clinicians approve what is said about care.
READERS: dict[str, tuple[str, ...]] = {
    "settings-texts": (Role.CLINICIAN,),
    "settings-pages": (Role.CLINICIAN,),
    "settings-aftercare": (Role.CLINICIAN,),
}


@dataclass(frozen=True)
class SettingsPage:
    """One settings page of one clinic, opened by somebody who may at least read it."""

    request: HttpRequest
    staff: Staff
    clinic: Clinic
    name: str
    may_change: bool

    def show(self, template: str, /, **facts: Any) -> HttpResponse:
        """Render the page with its clinic and its siblings."""
        context = {"page": self, "clinic": self.clinic, "may_change": self.may_change, **facts}
        is_outdated = any(getattr(fact, "is_outdated", False) for fact in facts.values())
        return render(self.request, f"desk/settings/{template}", context, status=409 if is_outdated else 200)

    @property
    def siblings(self) -> list[dict[str, Any]]:
        """The clinic's pages that this person may open."""
        return pages_of(self.staff, self.clinic, here=self.name)

    @property
    def posted(self) -> Any:
        """What was posted, or None; for the first argument of a form."""
        return self.request.POST if self.request.method == "POST" else None

    @property
    def is_post(self) -> bool:
        return self.request.method == "POST"

    @property
    def may_approve(self) -> bool:
        """Whether this person is a clinician of this clinic."""
        return Role.CLINICIAN in self.staff.roles_by_clinic.get(self.clinic.id, frozenset())

    @property
    def actor(self) -> Actor:
        """Who changes something here."""
        return Actor.of(self.staff)


def open_page(request: HttpRequest, slug: str, name: str, *, posters: tuple[str, ...] = ()) -> SettingsPage:
    """The page `name` of the clinic; 404 for a clinic that is not theirs, 403 for a change that is not theirs to make.

    `posters`: the roles that may post here, where they are not the writers.
    """
    writers = PAGES[name][1]
    staff = staff_of(request)
    clinic = get_object_or_404(clinics_run_by(staff, *writers, *READERS.get(name, ()), Role.AUDITOR), slug=slug)
    held = staff.roles_by_clinic.get(clinic.id, frozenset())
    may_change = bool(held & set(writers))
    if request.method == "POST" and not held & set(posters or writers):
        raise PermissionDenied
    return SettingsPage(request, staff, clinic, name, may_change)


def pages_of(staff: Staff, clinic: Clinic, *, here: str = "") -> list[dict[str, Any]]:
    """The settings pages of a clinic that this person may open, with their addresses."""
    held = staff.roles_by_clinic.get(clinic.id, frozenset())
    return [
        {"label": label, "url": reverse(f"desk:{name}", args=[clinic.slug]), "is_here": name == here}
        for name, (label, writers) in PAGES.items()
        if held & {*writers, *READERS.get(name, ()), Role.AUDITOR}
    ]
