"""Late e-mails after an outage: look, then let them go or not, with a reason."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import clock
from desk.edges import staff_of
from desk.pages.backlog import late_mails
from followup.domain.backlog import AlreadyDecidedError, ReasonNeededError, drop_backlog, release_backlog
from followup.models import Backlog

_ACTS = {"release": release_backlog, "drop": drop_backlog}


def show_backlogs(request: HttpRequest) -> HttpResponse:
    """Each clinic's late e-mails, and what to do with them."""
    typed, error = "", ""
    if request.method == "POST":
        typed = request.POST.get("reason", "")[:500].replace("\x00", "")
        error = _decide(request, typed)
        if not error:
            return redirect("desk:backlog")
    found = late_mails(staff=staff_of(request), now=clock.now())
    context = {"found": found, "error": error, "typed": typed, "tried": request.POST.get("backlog", "")}
    return render(request, "desk/backlog.html", context, status=422 if error else 200)


def _decide(request: HttpRequest, reason: str) -> str:
    """Do what was pressed; the sentence to show instead, when it was not done."""
    act = _ACTS.get(request.POST.get("do", ""))
    if act is None:
        return _("Choose whether they may go.")
    try:
        act(backlog_id=_id(request.POST.get("backlog", "")), staff=staff_of(request), reason=reason, now=clock.now())
    except Backlog.DoesNotExist:
        raise Http404 from None
    except ReasonNeededError:
        return _("Say why. The reason is kept in the audit log.")
    except AlreadyDecidedError:
        messages.info(request, _("Somebody decided this before you."))
    else:
        messages.success(request, _("Done. You find the decision in the audit log."))
    return ""


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
