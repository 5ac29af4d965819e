"""Messages to review: read the full words, then approve or reject, one by one or many at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinics.domain.switching import is_practice_mode
from core import clock
from desk.edges import ids_of, note_list, staff_of
from desk.pages.reviewing import decided_words, review_page
from followup.domain.reviewing import MOST_AT_ONCE, approve_messages, reject_messages

_VERBS = {"approve": approve_messages, "reject": reject_messages}


def show(request: HttpRequest) -> HttpResponse:
    """What waits for somebody's eyes."""
    return _page(request)


def decide(request: HttpRequest) -> HttpResponse:
    """Let them go, or never: the one whose button was pressed, or all that are ticked."""
    act, ids = _wish(request.POST)
    if act not in _VERBS or not ids:
        return _page(request, error=_("Nothing changed. Tick at least one message, then approve or reject."))
    done = _VERBS[act](message_ids=ids, staff=staff_of(request), now=clock.now())
    words = decided_words(asked=len(ids), done=done, is_approved=act == "approve", is_practice=is_practice_mode())
    (messages.success if done else messages.warning)(request, words)
    return redirect("desk:review")


def _wish(posted: QueryDict) -> tuple[str, list[UUID]]:
    """What to do with which messages. The button of one line counts alone, whatever is ticked."""
    for act in _VERBS:
        if act in posted:
            return act, ids_of([str(posted[act])], most=MOST_AT_ONCE)
    return posted.get("do", ""), ids_of(posted.getlist("message"), most=MOST_AT_ONCE)


def _page(request: HttpRequest, error: str = "") -> HttpResponse:
    staff, now = staff_of(request), clock.now()
    page = review_page(staff=staff, now=now)
    note_list(staff=staff, action="review.list", shown=page.shown, now=now)
    return render(request, "desk/followup/review.html", {"page": page, "error": error}, status=422 if error else 200)
