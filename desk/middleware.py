"""What is asked of each request to the desk: the limits of its session, and a fresh proof where harm could be done.

Also its language: that of whoever is signed in. Public pages take theirs from the address and know no session.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from core.gates import ON_DESK_HOST, SIGNED_IN, Access, Gate, registry
from desk.limits import end_if_over
from desk.proving import ask_for_proof

# All pages of the staff stand below it (tests/desk/test_access.py); no public page is resolved twice.
DESK_PATH = "/desk/"
Response = Callable[[HttpRequest], HttpResponseBase]


class SessionLimitsMiddleware:
    """Ends a session that stood idle too long or is too old, and keeps what was sent just after its end."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, options: Any) -> HttpResponseBase | None:
        gate = registry.gate_for(request.resolver_match)
        return end_if_over(request, gate) if gate and gate.access in ON_DESK_HOST else None


class StepUpMiddleware:
    """Asks once more who it is, where the gate wants a fresh proof. Stands behind the gates: only who may come in is asked."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, options: Any) -> HttpResponseBase | None:
        gate = registry.gate_for(request.resolver_match)
        if gate is None or gate.access not in SIGNED_IN or not gate.needs_fresh_proof(request.method):
            return None
        return ask_for_proof(request)


class StaffLanguageMiddleware:
    """Speaks the language of whoever is signed in, and on the sign-in pages the browser's."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(_language_for(request)):
            return self.get_response(request)


def _language_for(request: HttpRequest) -> str:
    if not request.path_info.startswith(DESK_PATH):
        return settings.LANGUAGE_CODE
    gate = _gate_of(request)
    if gate is None or gate.access not in ON_DESK_HOST:
        return settings.LANGUAGE_CODE
    if gate.access is not Access.SIGN_IN and request.user.is_authenticated:
        return str(request.user.interface_language)
    return translation.get_language_from_request(request)


def _gate_of(request: HttpRequest) -> Gate | None:
    # The address is resolved later, and by then refusals have been written already.
    try:
        return registry.gate_for(resolve(request.path_info))
    except Resolver404:
        return None
