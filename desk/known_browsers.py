"""Browsers in which somebody signed in before. Guesses from elsewhere never lock them out there (OWASP, "device cookies").

The cookie opens nothing: it only gives wrong attempts in this browser a count of their own.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from clinics.models import Staff

COOKIE = "known"
PATH = "/desk/sign-in/"
LASTS = timedelta(days=90)
_SALT = "desk.known_browser"
# A computer at a front desk is shared by a few people.
_MOST = 8


def mark_of(request: HttpRequest, staff: Staff | None) -> str:
    """The random mark this browser got when this person signed in here; empty when they never did.

    Somebody who is signed in has their session for a mark.
    """
    if staff is not None and request.user.is_authenticated and request.user.pk == staff.pk:
        return str(request.session.session_key)
    return _marks(request).get(staff.pk.hex, "") if staff else ""


def remember(request: HttpRequest, response: HttpResponse, staff: Staff) -> None:
    """Give the browser a mark for this person, beside those of others who use it."""
    marks = _marks(request)
    mine = marks.pop(staff.pk.hex, "") or secrets.token_hex(8)
    kept = dict(list(marks.items())[1 - _MOST :])
    value = signing.dumps({**kept, staff.pk.hex: mine}, salt=_SALT)
    response.set_cookie(COOKIE, value, max_age=LASTS, path=PATH, secure=settings.HTTPS, httponly=True, samesite="Lax")


def _marks(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}
