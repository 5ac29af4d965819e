"""The language of the desk is the member of staff's own; public pages take theirs from the address."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from core.gates import ON_DESK_HOST, Access, Gate, registry


class StaffLanguageMiddleware:
    """Speaks the language of whoever is signed in, and on the sign-in pages the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(_language_for(request)):
            return self.get_response(request)


def _language_for(request: HttpRequest) -> str:
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
