"""After a restore: compare with the provider's log, then say of each held message whether it went out, may go, or never goes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core import clock
from desk.edges import ids_of, note_list, staff_of
from desk.pages.restored import decided_words, restored_page
from followup.domain.restored import MOST_AT_ONCE, Decision, NotLiveError, decide_restored


def show(request: HttpRequest) -> HttpResponse:
    """What waits since the restore."""
    return _page(request)


def decide(request: HttpRequest) -> HttpResponse:
    """Do what was pressed with all that is ticked, or show the page again and say what is missing."""
    ids, decision = ids_of(request.POST.getlist("message"), most=MOST_AT_ONCE), request.POST.get("do", "")
    if decision not in list(Decision) or not ids:
        return _page(request, _("Nothing changed. Tick at least one message, then say what became of it."), ids)
    try:
        done = decide_restored(message_ids=ids, decision=Decision(decision), staff=staff_of(request), now=clock.now())
    except NotLiveError:
        return _page(request, _("Nothing can be sent in practice mode. The messages keep waiting here; go live first."), ids)
    words = decided_words(asked=len(ids), done=done, decision=Decision(decision))
    (messages.success if done else messages.warning)(request, words)
    return redirect("desk:restored")


def _page(request: HttpRequest, error: str = "", ticked: list[UUID] | None = None) -> HttpResponse:
    staff, now = staff_of(request), clock.now()
    page = restored_page(staff=staff, now=now)
    note_list(staff=staff, action="restored.list", shown=page.shown, now=now)
    facts = {"page": page, "error": error, "ticked": ticked or []}
    return render(request, "desk/followup/restored.html", facts, status=422 if error else 200)
