"""Late e-mails after an outage: look, then let them go or not, with a reason."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import clock
from desk.edges import staff_of
from desk.pages.backlog import late_mails
from followup.domain.backlog import AlreadyDecidedError, ReasonNeededError, check_visible, drop_backlog, release_backlog
from followup.models import Backlog

_ACTS = {"release": release_backlog, "drop": drop_backlog}


def show_backlogs(request: HttpRequest) -> HttpResponse:
    """Each clinic's late e-mails, and what to do with them."""
    return _show(request)


def decide_backlog(request: HttpRequest, backlog_id: UUID) -> HttpResponse:
    """Do what was pressed, or show the page again with what was typed and what is missing."""
    reason = request.POST.get("reason", "")[:500].replace("\x00", "")
    error = _decide(request, backlog_id, reason)
    return _show(request, error=error, tried=backlog_id, typed=reason) if error else redirect("desk:backlog")


def _show(request: HttpRequest, *, error: str = "", tried: UUID | None = None, typed: str = "") -> HttpResponse:
    found = late_mails(staff=staff_of(request), now=clock.now())
    context = {"found": found, "error": error, "typed": typed, "tried": tried}
    return render(request, "desk/backlog.html", context, status=422 if error else 200)


def _decide(request: HttpRequest, backlog_id: UUID, reason: str) -> str:
    act = _ACTS.get(request.POST.get("do", ""))
    try:
        if act is None:
            check_visible(backlog_id=backlog_id, staff=staff_of(request))
            return _("Choose whether they may go.")
        act(backlog_id=backlog_id, staff=staff_of(request), reason=reason, now=clock.now())
    except Backlog.DoesNotExist:
        raise Http404 from None
    except ReasonNeededError:
        return _("Say why. The reason is kept in the audit log.")
    except AlreadyDecidedError:
        messages.info(request, _("Somebody decided this before you."))
    else:
        messages.success(request, _("Done. You find the decision in the audit log."))
    return ""
