"""One address of every class of door, each answering with what it could see of the browser."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path

from core import gates
from core.gates import Gate


def show(request: HttpRequest, **captured: str) -> HttpResponse:
    """What every door here answers."""
    return HttpResponse(f"{request.method} session={hasattr(request, 'session')} user={request.user.is_authenticated}")


def remember(request: HttpRequest) -> HttpResponse:
    """A page that tries to leave something in the browser by every way there is."""
    get_token(request)
    response = HttpResponse("ok")
    response.set_cookie("mark", "1")
    return response


def use_session(request: HttpRequest) -> HttpResponse:
    """A page that would remember its visitor."""
    request.session["seen"] = True
    return HttpResponse("ok")


def leave_message(request: HttpRequest) -> HttpResponse:
    """A page of the staff that uses session, message and CSRF token."""
    request.session["seen"] = True
    messages.info(request, "kept")
    return HttpResponse(get_token(request))


GATES: dict[str, Gate] = {
    "t:public": gates.public("GET", "POST"),
    "t:start": gates.public("GET"),
    "t:remember": gates.public("GET"),
    "t:use-session": gates.public("GET"),
    "t:link": gates.link("GET", "POST"),
    "t:webhook": gates.webhook("POST"),
    "t:site-key": gates.site_key("POST"),
    "t:api-key": gates.api_key("GET", "POST"),
    "t:health": gates.health("GET"),
    "t:static": gates.static("GET"),
    "t:sign-in": gates.sign_in("GET", "POST"),
    "t:second-factor": gates.second_factor("GET", "POST"),
    "t:staff": gates.staff("GET", "POST"),
    "t:auditors": gates.staff("GET", roles=("auditor", "admin")),
    "t:message": gates.staff("GET"),
}
_VIEWS = {"remember": remember, "use-session": use_session, "message": leave_message}
_names = [name.partition(":")[2] for name in GATES]
_inner = [path(f"{name}/", _VIEWS.get(name, show), name=name) for name in _names if name != "start"]
_inner += [
    path("<slug:slug>/<str:language>/start/", show, name="start"),
    path("undeclared/", show, name="undeclared"),
    path("nameless/", show),
]
urlpatterns = [path("", include((_inner, "t")))]
