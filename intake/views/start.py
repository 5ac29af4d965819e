"""The first pages: which clinic, and three equal doors into it."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from clinics.domain.finding import all_clinics, clinic_by_slug
from clinics.domain.hours import day_periods, hours_of
from intake.domain.promising import Waiting, waiting_promise
from intake.views.moments import spoken_moment, spoken_time
from intake.views.page import Page, languages_of, public_page


def choose_clinic(request: HttpRequest) -> HttpResponse:
    """The only clinic there is, or a list to choose from."""
    clinics = all_clinics()
    if len(clinics) == 1:
        return redirect("public:start", slug=clinics[0].slug, language=languages_of(clinics[0])[0])
    choices = [{"clinic": clinic, "languages": languages_of(clinic)} for clinic in clinics]
    with translation.override("en"):
        return render(request, "public/chooser.html", {"choices": choices, "language": "en"})


def choose_language(request: HttpRequest, slug: str) -> HttpResponse:
    """An address without a language leads to the clinic's first one; the page offers the other."""
    clinic = clinic_by_slug(slug)
    if clinic is None:
        raise Http404
    return redirect("public:start", slug=clinic.slug, language=languages_of(clinic)[0])


@public_page
def show_start(page: Page) -> HttpResponse:
    """Danger first, then three doors, then what happens next. No data is asked for."""
    waiting = waiting_promise(clinic=page.clinic, now=page.now)
    return page.show("start", {"waiting": waiting, "hours_today": _hours_today(page), **when_words(waiting, now=page.now)})


def when_words(waiting: Waiting, *, now: datetime) -> dict[str, Any]:
    """The promise's times as people say them."""
    return {
        "opens": spoken_moment(waiting.opens_at, now=now),
        "closes": spoken_time(waiting.closes_at) if waiting.closes_at else "",
    }


def _hours_today(page: Page) -> list[tuple[str, str]]:
    hours = hours_of(page.clinic)
    today = page.now.astimezone(hours.zone).date()
    return [
        (spoken_time(opens.astimezone(hours.zone)), spoken_time(closes.astimezone(hours.zone)))
        for opens, closes in day_periods(hours, today)
    ]
