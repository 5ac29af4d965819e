"""Asking for a call: one page, one required answer.

The page's token is in its path and stored nowhere until the form is sent: refresh, back and a second click send the
same inquiry again, which is the same inquiry; other words under the same token amend it.
"""

from typing import Any

from django.http import HttpResponse

from clinics.domain.hours import hours_of
from clinics.domain.remembering import remembered
from core.hashing import new_token
from intake.channels.web_form import callback_payload, opened_mark, staffed_times
from intake.domain.drafting import open_draft
from intake.domain.receiving import submission_for_draft
from intake.forms import CallbackForm
from intake.views.page import UNREACHABLE, Page, public_page
from intake.views.sending import is_suspect, send_inquiry


@public_page
def begin(page: Page) -> HttpResponse:
    """Give the page its token."""
    if not page.clinic.accepts_inquiries:
        return page.go("start")
    return page.go("ask-for-call", token=new_token())


@public_page
def ask_for_call(page: Page, token: str) -> HttpResponse:
    """Show the form, or take it."""
    if page.request.method != "POST":
        is_sent = submission_for_draft(clinic=page.clinic, token=token) is not None
        return _show(page, token, _form(page), is_sent=is_sent)
    form = _form(page, data=page.request.POST)
    act = page.request.POST.get("act", "")
    if act == "switch":
        return _show(page, token, _form(page, initial=form.typed()))
    if act == "more":
        return _add_details(page, token, form)
    if not form.is_valid():
        return _show(page, token, form)
    payload = callback_payload(form.answers(), is_suspect=is_suspect(page))
    try:
        return send_inquiry(page, token=token, payload=payload)
    except UNREACHABLE:
        return _show(page, token, form, was_not_saved=True)


def _add_details(page: Page, token: str, form: CallbackForm) -> HttpResponse:
    """Carry what is typed so far over to the longer form."""
    if submission_for_draft(clinic=page.clinic, token=token) is not None:
        return page.go("sent", token=token)
    answers = {**form.typed(), "reach": "call"}
    open_draft(clinic=page.clinic, token=token, language=page.language, answers=answers, now=page.now)
    return page.go("message-step", token=token, step=1)


def _form(page: Page, **options: Any) -> CallbackForm:
    return CallbackForm(region=page.clinic.phone_region, times=staffed_times(remembered(page.clinic, "clinics.hours", hours_of)), **options)


def _show(page: Page, token: str, form: CallbackForm, *, is_sent: bool = False, was_not_saved: bool = False) -> HttpResponse:
    context = {
        "form": form,
        "draft_token": token,
        "switch_form": "ask",
        "opened": page.request.POST.get("opened") or opened_mark(page.now),
        "is_sent": is_sent,
        "was_not_saved": was_not_saved,
    }
    return page.show("ask_for_call", context, status=503 if was_not_saved else 200)
