"""The door of every request: the gate of its URL, CSRF where a browser remembers something, and headers."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, resolve_url
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from core.gates import ON_DESK_HOST, ON_LINK_HOST, Access, Gate, registry

logger = logging.getLogger(__name__)

HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow",
}
Response = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeadersMiddleware:
    """Outermost: headers on every answer, and no cookie ever on a page that must not remember anybody."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not _is_static(request):
            response.headers["Cache-Control"] = "no-store"
        if _is_cookieless(request):
            response.cookies.clear()
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """django-csp's; the one policy of nearly all pages is put together once."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The common policy, unless the page asks for something of its own."""
        if settings.DEBUG or getattr(request, "_csp_nonce", None) or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, _common_policy())
        return response


@cache
def _common_policy() -> str:
    return str(build_policy())


class GateCsrfMiddleware(CsrfViewMiddleware):
    """Django's CSRF check, except at doors that no cookie opens: there is nothing a foreign page could borrow."""

    def process_view(self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any) -> Any:
        if _is_cookieless(request):
            return None
        return super().process_view(request, callback, callback_args, callback_kwargs)

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        return response if _is_cookieless(request) else super().process_response(request, response)


class GateMiddleware:
    """Lets a request in, or says why not. A URL that nobody declared does not exist."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, options: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        gate = registry.gate_for(match)
        if gate is None:
            logger.warning("No gate is declared for the URL name '%s'.", match.view_name if match else "")
            raise Http404
        if not _is_on_its_host(request, gate):
            raise Http404
        if gate.is_cookieless:
            _forget_browser(request)
        if request.method not in gate.allowed_methods:
            return _wrong_method(request, gate)
        refusal = None if gate.is_cookieless or gate.access is Access.SIGN_IN else _staff_answer(request, gate)
        return refusal or (_methods_of(gate) if request.method == "OPTIONS" else None)


def _staff_answer(request: HttpRequest, gate: Gate) -> HttpResponseBase | None:
    """None to let a member of staff in; otherwise the page that helps them further."""
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return _ask_to_go_to(settings.LOGIN_URL, request)
    if gate.access is Access.SECOND_FACTOR:
        return None
    ready = getattr(user, "second_factor_ready", None)
    if ready is None or not ready(request):
        return _ask_to_go_to(settings.SECOND_FACTOR_URL, request)
    if gate.roles and not gate.roles & set(getattr(user, "role_names", ())):
        return _wrong_role()
    return None


def _ask_to_go_to(page: str, request: HttpRequest) -> HttpResponseBase:
    """Send a browser to sign in, and back afterwards if it was only reading."""
    if _is_fetch(request):
        return _unauthorised()
    if request.method == "GET":
        return redirect_to_login(request.get_full_path(), resolve_url(page))
    return redirect(page)


def _unauthorised() -> HttpResponse:
    """What a script on a page gets: it says so beside what the person typed, instead of swallowing a sign-in page."""
    return HttpResponse(_("Please sign in again."), status=401, content_type="text/plain; charset=utf-8")


def _wrong_role() -> HttpResponse:
    title = _("This page is not for your role")
    sentence = _("Your role does not open this page. If you need it for your work, ask an administrator of your clinic.")
    return HttpResponse(_refusal(title, sentence), status=403)


def _wrong_method(request: HttpRequest, gate: Gate) -> HttpResponse:
    language = request.resolver_match.kwargs.get("language") if request.resolver_match else None
    with translation.override(language if language in dict(settings.LANGUAGES) else translation.get_language()):
        page = _refusal(_("That did not work"), _("This address can't be used that way. Please go back and try again."))
    return HttpResponseNotAllowed(sorted(gate.allowed_methods), page)


def _methods_of(gate: Gate) -> HttpResponse:
    """The answer to OPTIONS. It never reaches a view: a view that acts without asking for the method would act on it."""
    return HttpResponse(status=204, headers={"Allow": ", ".join(sorted(gate.allowed_methods))})


def _refusal(title: str, sentence: str) -> str:
    """A page that needs no session, user or database."""
    words = {"title": title, "sentence": sentence, "language": translation.get_language()}
    return render_to_string("core/refused.html", words)


def _forget_browser(request: HttpRequest) -> None:
    """Take session and user out of reach, so that a cookieless page can't use them even by mistake.

    A view that asks for the session fails in its first test; SessionMiddleware copes with a request without one.
    """
    request.__dict__.pop("session", None)
    request.user = AnonymousUser()
    request.META.pop("CSRF_COOKIE", None)


def _is_cookieless(request: HttpRequest) -> bool:
    """Also true where nothing is: an address that does not exist has nothing to remember."""
    gate = registry.gate_for(request.resolver_match)
    return gate is None or gate.is_cookieless


def _is_on_its_host(request: HttpRequest, gate: Gate) -> bool:
    """With two hosts, nothing of the staff's shows on the one that people reach from their mail, and the reverse."""
    desk, link = _bare(settings.DESK_HOST), _bare(settings.LINK_HOST)
    if desk == link or gate.access not in ON_LINK_HOST | ON_DESK_HOST:
        return True
    return _bare(request.get_host()) == (link if gate.access in ON_LINK_HOST else desk)


def _bare(host: str) -> str:
    return host.lower().removesuffix(":443").removesuffix(":80")


def _is_fetch(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With", "").lower() == "fetch"


def _is_static(request: HttpRequest) -> bool:
    gate = registry.gate_for(request.resolver_match)
    return request.path.startswith(settings.STATIC_URL) or bool(gate and gate.access is Access.STATIC)
