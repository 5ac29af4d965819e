"""The page behind the calendar link of a mail, and its file. They name no clinic and nobody, and keep no cookie.

Opening them changes nothing. Ended and unknown links, and those to an address that may not be written to now, get the same bytes.
"""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from core import clock
from followup.domain.calendar_file import TITLES, calendar_file
from followup.domain.calendar_links import appointment_behind
from followup.domain.plan_mail import appointment_words
from followup.models import Appointment
from followup.states import AppointmentState
from followup.views.check_ins import LEAVE_URL
from intake.views.page import UNREACHABLE

_OTHER = {"en": "es", "es": "en"}
_GONE, _UNAVAILABLE = 410, 503


def page(request: HttpRequest, token: str, language: str) -> HttpResponse:
    """When the appointment is, or that it will not be, and the file for a calendar."""
    return _answer(request, token, language, _page)


def file(request: HttpRequest, token: str, language: str) -> HttpResponse:
    """The entry for a calendar: the time as it stands now, or its end when the appointment was cancelled."""
    return _answer(request, token, language, _file)


def _answer(request: HttpRequest, token: str, language: str, show: Callable[[HttpRequest, str, Appointment], HttpResponse]) -> HttpResponse:
    with translation.override(language):
        try:
            found = appointment_behind(token=token, now=clock.now())
        except UNREACHABLE:
            return _draw(request, language, "check_ins/unavailable", status=_UNAVAILABLE)
        return show(request, language, found) if found is not None else _draw(request, language, "calendar_ended", status=_GONE)


def _page(request: HttpRequest, language: str, found: Appointment) -> HttpResponse:
    when = appointment_words(found.starts_at, ZoneInfo(found.zone), language)["when"]
    is_cancelled = found.state == AppointmentState.CANCELLED
    return _draw(request, language, "calendar", when=when, is_cancelled=is_cancelled, title=TITLES[language])


def _file(_request: HttpRequest, language: str, found: Appointment) -> HttpResponse:
    text = calendar_file(found, language=language, now=clock.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={"Content-Language": language})


def _draw(request: HttpRequest, language: str, template: str, *, status: int = 200, **words: object) -> HttpResponse:
    other = _OTHER[language]
    # Relative: the page of an ended link leads to its other language without naming its token.
    known = {"language": language, "other_language": other, "other_url": f"../{other}/", "leave_url": LEAVE_URL}
    answer = render(request, f"followup/{template}.html", known | words, status=status)
    answer.headers["Content-Language"] = language
    return answer
