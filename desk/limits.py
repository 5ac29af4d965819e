"""When a session of the desk ends by itself, and where what was sent too late is kept for its owner."""

from typing import cast
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from clinics.models import Staff
from core import clock
from core.audit import SYSTEM
from core.gates import Access, Gate
from core.ids import new_id
from core.sessions import SessionStore, why_over
from desk.accounts import audit_sign_in
from desk.edges import is_fetch, staff_of
from intake.domain.staff_drafts import save_draft

# A form that arrived after the end, under this and its own id among its writer's drafts.
HELD = "held:"
_LONGEST_FORM = 100_000
_NOT_KEPT = ("csrfmiddlewaretoken",)


def end_if_over(request: HttpRequest, gate: Gate) -> HttpResponse | None:
    """End the session when it has reached a limit; None to go on. A page that only looks for news is no activity."""
    if SESSION_KEY not in request.session:
        return None
    now = clock.now()
    over = why_over(request.session, now)
    if over is None:
        if not (is_fetch(request) and request.method == "GET"):
            cast(SessionStore, request.session).note_activity(now)
        return None
    held = _keep_what_was_sent(request) if gate.access is Access.STAFF else None
    staff = Staff.objects.filter(pk=request.session[SESSION_KEY]).first()
    audit_sign_in(action=f"session.{over}", staff=staff, actor=SYSTEM)
    request.session.flush()
    request.user = AnonymousUser()
    return _to_sign_in_and(held) if held else None


def _keep_what_was_sent(request: HttpRequest) -> UUID | None:
    """Keep a form for the person whose session has just ended, so that they can look at it and send it themselves."""
    if request.method != "POST" or is_fetch(request) or not request.user.is_authenticated:
        return None
    fields = [[name, value] for name, values in request.POST.lists() if name not in _NOT_KEPT for value in values]
    if not fields or sum(len(value) for _name, value in fields) > _LONGEST_FORM:
        return None
    held_id = new_id()
    body = {"path": request.get_full_path(), "fields": fields}
    save_draft(staff=staff_of(request), key=f"{HELD}{held_id}", body=body, now=clock.now())
    return held_id


def _to_sign_in_and(held: UUID) -> HttpResponse:
    then = urlencode({"next": reverse("desk:held", args=[held])})
    return redirect(f"{reverse('desk:sign-in')}?{then}")
