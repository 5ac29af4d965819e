"""The pages behind the links of a check-in. They show no name, no clinic, no subject and no earlier answer, and keep no cookie.

Opening one changes nothing: mail scanners open every link. Ended, used and unknown links get the same bytes. The answer to
a send is its own page and no redirect, so that no address ever says how somebody is.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from clinics.domain.finding import published_lines
from core import clock
from core.contact import format_phone
from followup.domain.aftercare.answering_check_ins import EndedLinkError, Given, answer_by_link, questions_of
from followup.domain.aftercare.late_help import hear_late_help
from followup.domain.aftercare.leaving_check_ins import ask_to_delete, change_reach_by_check_in, send_fresh_link, stop_check_ins
from followup.domain.aftercare.linking import derived_token, open_link
from followup.domain.aftercare.promising import promise_after
from followup.forms import CheckInForm, ReachForm
from followup.models import CheckInLink
from followup.states import CheckInPage
from intake.views.moments import spoken_moment
from intake.views.page import UNREACHABLE
from intake.views.start import when_words

# The same for everybody: where a clinic sends its own visitors would say which clinic it is.
LEAVE_URL = "https://www.weather.gov/"
_OTHER = {"en": "es", "es": "en"}
_GONE, _UNAVAILABLE = 410, 503


@dataclass(frozen=True)
class Visit:
    """One look at one of these pages."""

    request: HttpRequest
    token: str
    language: str
    page: CheckInPage
    now: datetime

    @property
    def posted(self) -> Any:
        """What was sent; None when the page was only opened."""
        return self.request.POST if self.request.method == "POST" else None

    def show(self, template: str, context: dict[str, Any] | None = None, *, status: int = 200, **more: Any) -> HttpResponse:
        """Draw one of these pages."""
        other = _OTHER[self.language]
        # Relative: the page of an ended link leads to its other language without naming its token.
        known = {"language": self.language, "other_language": other, "other_url": f"../{other}/", "leave_url": LEAVE_URL}
        response = render(self.request, f"followup/check_ins/{template}.html", known | (context or {}) | more, status=status)
        response.headers["Content-Language"] = self.language
        return response


def check_in_page(page: CheckInPage) -> Callable[[Callable[[Visit, CheckInLink], HttpResponse]], Callable[..., HttpResponse]]:
    """Give a view its visit and an open link; everything else gets the page of an ended link."""

    def decorate(view: Callable[[Visit, CheckInLink], HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def visit(request: HttpRequest, token: str, language: str) -> HttpResponse:
            request.encoding = "utf-8"
            here = Visit(request, token, language, page, clock.now())
            with translation.override(language):
                try:
                    link = open_link(token=token, page=page, now=here.now)
                    return view(here, link) if link else _ended(here)
                except UNREACHABLE:
                    return here.show("unavailable", status=_UNAVAILABLE)

        return visit

    return decorate


def _ended(visit: Visit) -> HttpResponse:
    """The one page of every link that does not work, with a fresh one for whoever is on file. A call for help is still heard."""
    act = visit.posted.get("act") if visit.posted is not None else None
    if act == "fresh":
        send_fresh_link(token=visit.token, page=visit.page, now=visit.now)
    elif act == "now" and visit.page == CheckInPage.ANSWER:
        hear_late_help(token=visit.token, now=visit.now)
    return visit.show("ended", status=_GONE, is_asked=act == "fresh", is_help=act == "now")


@check_in_page(CheckInPage.ANSWER)
def answer(visit: Visit, link: CheckInLink) -> HttpResponse:
    """The questions, and what happens next once they are answered."""
    questions, posted = questions_of(link.check_in), visit.posted
    act = posted.get("act", "") if posted is not None else "open"
    if act == "now":
        return _help_now(visit, link)
    form = CheckInForm(posted, questions=questions, language=visit.language)
    if act in {"open", "switch"} or not form.is_valid():
        return _ask(visit, form, link, is_switched=act == "switch")
    try:
        given = answer_by_link(token=visit.token, typed=form.typed(), language=visit.language, now=visit.now)
    except EndedLinkError:
        return _ended(visit)
    return _thank(visit, given, link)


def _help_now(visit: Visit, link: CheckInLink) -> HttpResponse:
    """One press: the answer is kept with whatever else was chosen so far, and the numbers are shown at once."""
    questions = questions_of(link.check_in)
    form = CheckInForm(visit.posted, questions=questions, language=visit.language)
    form.is_valid()
    now_answers = {item.key: option.key for item in questions.items for option in item.options if option.is_now}
    try:
        given = answer_by_link(token=visit.token, typed=form.typed() | now_answers, language=visit.language, now=visit.now)
    except EndedLinkError:
        return _ended(visit)
    return _thank(visit, given, link)


def _ask(visit: Visit, form: CheckInForm, link: CheckInLink, *, is_switched: bool) -> HttpResponse:
    if is_switched:
        # Another language of the same page: what was chosen stays, and nothing is found wrong with it yet.
        form = CheckInForm(None, questions=questions_of(link.check_in), language=visit.language)
        form.initial = {name: visit.posted.get(name, "") for name in form.fields}
    tokens = {f"{page}_token": derived_token(visit.token, page) for page in CheckInPage if page != CheckInPage.ANSWER}
    has_now = any(option.is_now for item in questions_of(link.check_in).items for option in item.options)
    return visit.show("answer", tokens, form=form, has_now=has_now, switch_form="check-in")


def _thank(visit: Visit, given: Given, link: CheckInLink) -> HttpResponse:
    after = promise_after(given=given, now=visit.now)
    clinic = link.clinic
    lines = [(row.number, format_phone(row.number, region=clinic.phone_region)) for row in published_lines(clinic)]
    times = when_words(after.waiting, now=visit.now)
    by = spoken_moment(after.call_by, now=visit.now)
    return visit.show("help_now" if after.needs_help_now else "thanks", times, after=after, lines=lines, call_by=by)


@check_in_page(CheckInPage.STOP)
def stop(visit: Visit, link: CheckInLink) -> HttpResponse:
    """Ask once, then stop. No reason is asked for."""
    is_done = visit.posted is not None and stop_check_ins(token=visit.token, now=visit.now)
    return visit.show("stop", is_done=is_done)


@check_in_page(CheckInPage.REACH)
def reach(visit: Visit, link: CheckInLink) -> HttpResponse:
    """Change how we reach the person, without showing how we do."""
    form = ReachForm(visit.posted)
    is_done = visit.posted is not None and form.is_valid()
    if is_done:
        change_reach_by_check_in(token=visit.token, changes=form.cleaned_data, now=visit.now)
    return visit.show("reach", form=ReachForm() if is_done else form, is_done=is_done)


@check_in_page(CheckInPage.DELETE)
def delete(visit: Visit, link: CheckInLink) -> HttpResponse:
    """Ask staff to delete the answers."""
    is_done = visit.posted is not None and ask_to_delete(token=visit.token, now=visit.now)
    return visit.show("delete", is_done=is_done)


def leave(request: HttpRequest, language: str) -> HttpResponse:
    """A harmless page in place of this one. Nothing typed was kept, so there is nothing to forget here."""
    response = render(request, "public/leaving.html", {"language": language, "clinic": {"leave_url": LEAVE_URL}})
    response.headers["Refresh"] = f"0; url={LEAVE_URL}"
    response.headers["Clear-Site-Data"] = '"cache", "storage"' if request.GET.get("quiet") else '"storage"'
    return response
