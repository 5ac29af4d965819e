"""The first pages: which clinic, and three equal doors into it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation

from clinics.domain.hours import day_periods, hours_of
from clinics.models import Clinic
from intake.domain.promising import Waiting, waiting_promise
from intake.views.moments import spoken_moment, spoken_time
from intake.views.page import Page, languages_of, public_page


def choose_clinic(request: HttpRequest) -> HttpResponse:
    """The only clinic there is, or a list to choose from."""
    clinics = list(Clinic.objects.order_by("discreet_name", "slug"))
    if len(clinics) == 1:
        return redirect("public:start", slug=clinics[0].slug, language=languages_of(clinics[0])[0])
    choices = [{"clinic": clinic, "languages": languages_of(clinic)} for clinic in clinics]
    with translation.override("en"):
        return render(request, "public/chooser.html", {"choices": choices, "language": "en"})


def choose_language(request: HttpRequest, slug: str) -> HttpResponse:
    """An address without a language leads to the clinic's first one; the page offers the other."""
    clinic = get_object_or_404(Clinic, slug=slug)
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
