"""What every public page knows: its clinic, language, phone numbers and the time; and what it shows when rows can't be read."""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from clinics.domain.finding import published_lines
from clinics.domain.remembering import clinic_and_count, clinic_at, remembered
from clinics.models import Clinic
from clinics.states import Language
from core import clock
from core.contact import format_phone
from core.networks import plain_address
from core.tally import Tallied
from intake.channels.web_form import network_tally

RETRY_AFTER_SECONDS = 30
UNREACHABLE = (OperationalError, InterfaceError)
# How long a process trusts what it read of a clinic when it can't read again.
_REMEMBER_SECONDS = 7 * 24 * 3600


class SeeOther(HttpResponseRedirect):
    """To another page by GET. Django's shortcut would first look whether the address is the name of one."""

    status_code = HTTPStatus.SEE_OTHER.value


@dataclass(frozen=True)
class Line:
    """A published phone number: as a link dials it, and as people write it."""

    number: str
    shown: str
    language: str


@dataclass(frozen=True)
class Page:
    """One visit to a page of one clinic in one language."""

    request: HttpRequest
    clinic: Clinic
    lines: tuple[Line, ...]
    language: str
    now: datetime
    # Of a page that takes something: what counts the sends of its network, and how many there were before.
    tallied: Tallied | None = None
    network_sends: int = 0

    @property
    def other_language(self) -> str | None:
        """The language to switch to; None when the clinic's pages speak only one."""
        others = [code for code in languages_of(self.clinic) if code != self.language]
        return others[0] if others else None

    def url(self, name: str, **parts: Any) -> str:
        """The address of one of this clinic's pages in this language."""
        return reverse(f"public:{name}", kwargs={"slug": self.clinic.slug, "language": self.language, **parts})

    def go(self, name: str, *, query: str = "", **parts: Any) -> HttpResponse:
        """Send the browser to a page by GET, so that a refresh repeats nothing."""
        return SeeOther(self.url(name, **parts) + query)

    def show(self, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        """Draw a page with what every public page needs."""
        known = {
            "clinic": self.clinic,
            "lines": self.lines,
            "language": self.language,
            "other_language_url": self._other_language_url(),
        }
        response = render(self.request, f"public/{template}.html", known | (context or {}), status=status)
        response.headers["Content-Language"] = self.language
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response

    def _other_language_url(self) -> str:
        match = self.request.resolver_match
        if self.other_language is None or match is None or match.url_name == "leave":
            return ""
        query = self.request.META.get("QUERY_STRING", "")
        url = reverse(match.view_name, kwargs={**match.kwargs, "language": self.other_language})
        return f"{url}?{query}" if query else url


_remembered: dict[str, tuple[float, Clinic, tuple[Line, ...]]] = {}


def languages_of(clinic: Clinic) -> list[str]:
    """The languages of a clinic's pages, its first one first; every language when none is set."""
    return [code for code in clinic.languages if code in Language.values] or list(Language.values)


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view its Page instead of a slug and a language; when the database is gone, show the numbers we remember."""

    @functools.wraps(view)
    def visit(request: HttpRequest, slug: str, language: str, **parts: Any) -> HttpResponse:
        # Our forms send UTF-8; another charset is a sender's invention, and some of Python's codecs raise on it.
        request.encoding = "utf-8"
        with translation.override(language):
            now = clock.now()
            tallied = network_tally(address=client_address(request), now=now) if request.method == "POST" else None
            clinic, lines, sends = _look(slug, tallied)
            if language not in languages_of(clinic):
                raise Http404
            page = Page(request, clinic, lines, language, now, tallied, sends)
            try:
                return view(page, **parts)
            except UNREACHABLE:
                return page.show("unavailable", status=503)

    return visit


def client_address(request: HttpRequest) -> str:
    """Where a request came from.

    With https a proxy of ours stands in front and appends the address it saw; anything to the left of that was
    written by the sender.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return plain_address(forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))


def _look(slug: str, tallied: Tallied | None) -> tuple[Clinic, tuple[Line, ...], int]:
    """Clinic, lines and count from the database, or what this process read last while the database is gone."""
    try:
        clinic, count = clinic_and_count(slug, tallied.name) if tallied else (clinic_at(slug), 0)
        lines = _lines_of(clinic) if clinic else ()
    except UNREACHABLE:
        if tallied is not None:
            # Perhaps it is only the tally that can't be read.
            return _look(slug, None)
        known = _remembered.get(slug)
        if known is None or time.monotonic() - known[0] > _REMEMBER_SECONDS:
            raise
        return *known[1:], 0
    if clinic is None:
        _remembered.pop(slug, None)
        raise Http404
    _remembered[slug] = (time.monotonic(), clinic, lines)
    return clinic, lines, count


def _lines_of(clinic: Clinic) -> tuple[Line, ...]:
    return remembered(clinic, "intake.public_lines", _read_lines)


def _read_lines(clinic: Clinic) -> tuple[Line, ...]:
    rows = published_lines(clinic)
    return tuple(Line(row.number, format_phone(row.number, region=clinic.phone_region), row.language) for row in rows)
