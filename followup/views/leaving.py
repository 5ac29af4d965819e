"""The page behind the link at the foot of every message. Opening it changes nothing: mail scanners open every link.

A token we never gave gets the same pages as one of ours.
"""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from followup.domain.leaving import leaver_of, start_messages, stop_messages
from intake.states import Purpose
from intake.views.page import UNREACHABLE, Page, languages_of, public_page

# RFC 8058, section 3.1.
ONE_CLICK = ("List-Unsubscribe", "One-Click")
_DONE = ("stopped", "started")
_ACTS = {"stop": stop_messages, "start": start_messages}
# In words that may be read over a shoulder: the same for everybody, whatever they get.
PURPOSES = {
    Purpose.INQUIRY: gettext_lazy("About my message to you"),
    Purpose.APPOINTMENTS: gettext_lazy("About my visits"),
    Purpose.MEDICATION: gettext_lazy("Reminders"),
    Purpose.CHECK_INS: gettext_lazy("Asking how I am"),
    Purpose.HELPFUL: gettext_lazy("A few helpful e-mails"),
    Purpose.EDUCATION: gettext_lazy("Useful pages to read"),
    Purpose.ALUMNI: gettext_lazy("News"),
    Purpose.TEXTS: gettext_lazy("Text messages"),
}


def link_page(view: Callable[[Page, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the Page of the link's own clinic: links outlive a clinic's slug and its choice of languages."""

    @functools.wraps(view)
    def visit(request: HttpRequest, slug: str, language: str, token: str) -> HttpResponse:
        slug, language = _where(slug, language, token)
        return public_page(view)(request, slug=slug, language=language, token=token)

    return visit


def _where(slug: str, language: str, token: str) -> tuple[str, str]:
    try:
        leaver = leaver_of(token)
    except UNREACHABLE:
        return slug, language
    if leaver is None:
        return slug, language
    spoken = languages_of(leaver.clinic)
    return leaver.clinic.slug, language if language in spoken else spoken[0]


@link_page
def unsubscribe(page: Page, token: str) -> HttpResponse:
    """Ask before anything is stopped or started; a POST does it and goes back to the page by GET."""
    if page.request.method != "POST":
        return _show(page, token)
    wants_start = page.request.POST.get("act") == "start"
    act = start_messages if wants_start else stop_messages
    act(token=token, now=page.now, language=page.language)
    done = _DONE[wants_start]
    answer = redirect(f"{_url(page, token)}?done={done}")
    answer.status_code = 303
    return answer


def unsubscribe_one_click(request: HttpRequest, slug: str, language: str, token: str) -> HttpResponse:
    """What a mail program posts by itself: no page, no cookie. Opened by a person, it leads to the page that asks."""
    if request.method != "POST":
        return redirect("link:unsubscribe", slug=slug, language=language, token=token)
    name, value = ONE_CLICK
    if request.POST.get(name) != value:
        return HttpResponseBadRequest("List-Unsubscribe=One-Click is missing.", content_type="text/plain")
    stop_messages(token=token, now=clock.now())
    return HttpResponse("", content_type="text/plain")


def _url(page: Page, token: str, language: str = "") -> str:
    parts = {"slug": page.clinic.slug, "language": language or page.language, "token": token}
    return reverse("link:unsubscribe", kwargs=parts)


def _show(page: Page, token: str) -> HttpResponse:
    done = page.request.GET.get("done")
    other = page.other_language
    query = f"?done={done}" if done in _DONE else ""
    context = {
        "clinic": page.clinic,
        "lines": page.lines,
        "language": page.language,
        "other_language_url": _url(page, token, other) + query if other else "",
        "here": _url(page, token),
        "done": done if done in _DONE else "",
    }
    return render(page.request, "followup/stop.html", context)


@link_page
def choose(page: Page, token: str) -> HttpResponse:
    """Stop or start kinds of messages. The page looks the same for everybody, so it says nothing about anybody."""
    marked = [purpose for purpose in page.request.POST.getlist("purpose") if purpose in PURPOSES]
    act = _ACTS.get(page.request.POST.get("act", ""))
    is_post = page.request.method == "POST"
    if is_post and marked and act is not None:
        act(token=token, purposes=marked, now=page.now, language=page.language)
        done = _DONE[act is start_messages]
        answer = redirect(f"{_choices_url(page, token)}?done={done}")
        answer.status_code = 303
        return answer
    return _show_choices(page, token, error=_("Mark at least one kind of message.") if is_post else "")


def _show_choices(page: Page, token: str, *, error: str) -> HttpResponse:
    done = page.request.GET.get("done")
    other = page.other_language
    context = {
        "clinic": page.clinic,
        "lines": page.lines,
        "language": page.language,
        "other_language_url": _choices_url(page, token, other) if other else "",
        "here": _choices_url(page, token),
        "purposes": PURPOSES.items(),
        "done": done if done in _DONE else "",
        "error": error,
    }
    return render(page.request, "followup/choices.html", context, status=422 if error else 200)


def _choices_url(page: Page, token: str, language: str = "") -> str:
    return reverse("link:choices", kwargs={"slug": page.clinic.slug, "language": language or page.language, "token": token})
