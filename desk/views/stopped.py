"""Addresses that get no messages, and opening one again after speaking with the person."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import clock
from desk.edges import note_list, staff_of
from desk.pages.stopped import page_of_stopped
from followup.domain.lifting import NoReasonError, NotSpokenError, lift_suppression
from followup.models import Suppression


def show_stopped(request: HttpRequest) -> HttpResponse:
    """The newest ones, with why and since when."""
    return _show(request)


def open_again(request: HttpRequest, suppression_id: UUID) -> HttpResponse:
    """Let messages go to this address again, or show the page with what was typed and what is missing."""
    reason = request.POST.get("reason", "")[:500].replace("\x00", "")
    error = _lift(request, suppression_id, reason)
    return _show(request, error=error, tried=suppression_id, typed=reason) if error else redirect("desk:stopped")


def _show(request: HttpRequest, *, error: str = "", tried: UUID | None = None, typed: str = "") -> HttpResponse:
    staff, now = staff_of(request), clock.now()
    page = page_of_stopped(staff=staff, before=_id(request.GET.get("before", "")), now=now)
    note_list(staff=staff, action="stopped.listed", shown=[(row.clinic_id, row.lead_id) for row in page.rows if row.lead_id], now=now)
    context = {"page": page, "error": error, "tried": tried, "typed": typed}
    return render(request, "desk/stopped.html", context, status=422 if error else 200)


def _lift(request: HttpRequest, suppression_id: UUID, reason: str) -> str:
    """Open it again; the sentence to show instead, when it was not done."""
    spoke = request.POST.get("spoke") == "yes"
    try:
        lift_suppression(suppression_id=suppression_id, staff=staff_of(request), spoke_with_person=spoke, reason=reason, now=clock.now())
    except Suppression.DoesNotExist:
        raise Http404 from None
    except NotSpokenError:
        return _("Opening it again needs the person’s own word. Tick the box if you spoke with them.")
    except NoReasonError:
        return _("Say why. The reason is kept in the audit log.")
    messages.success(request, _("Messages may go to this address again."))
    return ""


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None
