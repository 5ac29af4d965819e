"""Error pages. They need no database, session or user, so they can still be shown when those are what failed."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

RETRY_AFTER_SECONDS = 30
_LANGUAGES = ("en", "es")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to a request that makes no sense."""
    return _page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to somebody who may not do this."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose page is too old or came from elsewhere."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to an address that does not exist."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own mistake; or, when the database or its disk is gone, an honest "not now" with phone numbers."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = _page(request, 503)
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    return _page(request, 500)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    language = choose_language(path=request.path_info, accepted=request.headers.get("Accept-Language", ""))
    with translation.override(language):
        text = render_to_string(f"errors/{status}.html", {"language": language, "status": status})
    return HttpResponse(text, status=status, headers={"Content-Language": language})


def choose_language(*, path: str, accepted: str) -> str:
    """The language in the address, else the first one the browser asks for that we speak, else English."""
    for part in path.split("/")[1:4]:
        if part in _LANGUAGES:
            return part
    for wish in accepted.split(","):
        code = wish.split(";")[0].strip().lower()[:2]
        if code in _LANGUAGES:
            return code
    return "en"
