"""How long a session has left: asked by pages that warn before the end, and put off by somebody who is there."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from core import clock
from core.sessions import began_at, ends_at


def time_left(request: HttpRequest) -> HttpResponse:
    """Whole seconds until the session ends by itself. Asking is no activity; a POST is, and so puts the end off."""
    end = ends_at(began=began_at(request.session), seen=getattr(request.session, "seen_at", None))
    left = (end - clock.now()).total_seconds() if end else 0
    return JsonResponse({"left": max(0, int(left))})
