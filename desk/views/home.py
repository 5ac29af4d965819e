"""The first page after signing in, and the availability switch on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinics.states import Availability, Role
from core import clock
from desk.context import share_counts
from desk.edges import note_list, staff_of
from desk.pages.home import home_page
from intake.domain.presence import HeldWorkError, change_presence


def show_home(request: HttpRequest) -> HttpResponse:
    """My work now. Somebody who cares for nobody goes on to what they are here for: the audit or the settings."""
    staff, now = staff_of(request), clock.now()
    if not staff.care_clinics:
        return redirect("desk:audit" if staff.role_names == {Role.AUDITOR.value} else "desk:settings")
    page = home_page(staff=staff, now=now)
    share_counts(request, page.counts)
    note_list(staff=staff, action="work.listed", shown=[(row.task.clinic_id, row.shown_id) for row in page.shown], now=now)
    return render(request, "desk/home/home.html", {"page": page, "now": now})


def change_availability(request: HttpRequest) -> HttpResponse:
    """Set whether I am there; going away with work in hand first asks what becomes of it."""
    wanted, held_work = request.POST.get("availability", ""), request.POST.get("held_work", "")
    if wanted not in Availability.values:
        return redirect("desk:home")
    try:
        returned = change_presence(staff=staff_of(request), to=wanted, held_work=held_work, now=clock.now())
    except HeldWorkError as error:
        return render(request, "desk/home/going_away.html", {"count": error.count})
    if returned:
        sentence = ngettext("%(count)d task went back to its queue.", "%(count)d tasks went back to their queues.", returned)
        messages.success(request, sentence % {"count": returned})
    messages.success(request, _("You are now: %(availability)s.") % {"availability": Availability(wanted).label})
    return redirect("desk:home")
