"""How long a public form speaks for its sender (decision 153), and the tokens that follow one way from the form's own."""

import hashlib
from datetime import datetime, timedelta

from intake.domain.consenting import is_set_by_staff
from intake.models import ContactPoint, Submission

# Whoever finds the address of a form in a browser's history later speaks for nobody but themselves.
AMENDS_FOR = timedelta(hours=24)


class FormOverError(Exception):
    """Under this form's token nothing is amended any more: other words are an inquiry of their own."""


def change_reach_token(token: str) -> str:
    """The token of the "change how we reach you" link, derived one way from the form's own token."""
    return _derived("change_reach", token)


def later_token(token: str) -> str:
    """The token that stands for a form's when the form is over: the same one at every press."""
    return _derived("later", token)


def is_form_over(first: Submission, *, now: datetime) -> bool:
    """Whether a form amends nothing any more: it is a day old, or somebody knows more by now than it says.

    They spoke with the person, set how to reach them, or found or said that a number or address is not to be used. Looser
    answers, or another number in its place, may be a stranger's and would undo that.
    """
    lead = first.lead
    if lead is None or now >= first.received_at + AMENDS_FOR:
        return now >= first.received_at + AMENDS_FOR
    unusable = ContactPoint.objects.filter(person_id=lead.contact_person_id, is_usable=False)
    return lead.first_live_contact_at is not None or is_set_by_staff(lead) or unusable.exists()


def _derived(what: str, token: str) -> str:
    return hashlib.sha256(f"threshold.{what}\0{token}".encode("utf-8", "replace")).hexdigest()[:32]
