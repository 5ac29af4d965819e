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
from core.sessions import SessionStore, why_over
from desk.accounts import audit_sign_in
from desk.edges import is_fetch
from desk.keeping import keep_sent, keep_typed


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
    if request.method != "POST" or not request.user.is_authenticated:
        return None
    if not is_fetch(request):
        return keep_sent(request)
    if request.resolver_match is not None and request.resolver_match.view_name == "desk:draft":
        # A laptop that slept: its page sends what was typed, and only then learns that the session is over.
        keep_typed(request)
    return None


def _to_sign_in_and(held: UUID) -> HttpResponse:
    then = urlencode({"next": reverse("desk:held", args=[held])})
    return redirect(f"{reverse('desk:sign-in')}?{then}")
