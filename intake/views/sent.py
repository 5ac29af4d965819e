"""The confirmation: what happens next and when. Safe to reload, neutral after an hour."""

from django.http import HttpResponse

from intake.domain.form_life import change_reach_token
from intake.domain.promising import next_steps
from intake.domain.receiving import submission_for_draft
from intake.states import Severity
from intake.views.moments import spoken_moment
from intake.views.page import Page, public_page
from intake.views.start import when_words


@public_page
def show_sent(page: Page, token: str) -> HttpResponse:
    """What was decided, in plain words; the newest answers speak for the sender."""
    submission = submission_for_draft(clinic=page.clinic, token=token)
    if submission is None:
        return page.show("expired", status=410)
    steps = next_steps(submission=submission, now=page.now)
    context = {
        "steps": steps,
        "is_grave": steps.severity in {Severity.EMERGENCY, Severity.URGENT},
        # The on-call people are alerted of emergencies only; anything else is told to those who are here.
        "is_told_now": steps.waiting.is_open_now or (steps.severity == Severity.EMERGENCY and steps.waiting.has_on_call),
        "answer_by": spoken_moment(steps.answer_by, now=page.now) if steps.answer_by and steps.answer_by > page.now else "",
        "change_url": page.url("change-reach", token=change_reach_token(token)),
        "correct_url": page.url("ask-for-call", token=token),
        "token": token,
        **when_words(steps.waiting, now=page.now),
    }
    return page.show("sent_neutral" if steps.is_neutral else "sent", context)
