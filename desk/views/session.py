"""How long a session has left: asked by pages that warn before the end, and put off by somebody who is there."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from core import clock
from core.sessions import began_at, ends_at
from desk.edges import staff_of


def time_left(request: HttpRequest) -> HttpResponse:
    """Whole seconds until the session ends by itself. Asking is no activity; a POST is, and so puts the end off.

    Also whose it is, and the token of its forms: somebody may have signed in anew in another window of the browser.
    """
    end = ends_at(began=began_at(request.session), seen=getattr(request.session, "seen_at", None))
    left = (end - clock.now()).total_seconds() if end else 0
    return JsonResponse({"left": max(0, int(left)), "who": str(staff_of(request).pk), "token": get_token(request)})
