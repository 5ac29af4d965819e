"""Sending: the one step both forms end with. A send that looks automatic is taken like any other and marked for a person."""

from typing import Any

from django.http import HttpResponse

from core.audit import PERSON
from intake.channels.web_form import is_busy_network, looks_automatic
from intake.domain.receiving import receive_inquiry
from intake.states import Channel
from intake.views.page import Page


def is_suspect(page: Page) -> bool:
    """Whether this send needs a person's look before anything goes out."""
    posted = page.request.POST
    is_busy = is_busy_network(sends=page.network_sends)
    return looks_automatic(decoy=posted.get("website", ""), opened=posted.get("opened", ""), now=page.now) or is_busy


def send_inquiry(page: Page, *, token: str, payload: dict[str, Any]) -> HttpResponse:
    """Keep the inquiry under the form's token, or its later one, and show the confirmation. Twice is once."""
    received = receive_inquiry(
        clinic=page.clinic,
        channel=Channel.WEB_FORM,
        public_token=token,
        payload=payload,
        language=page.language,
        now=page.now,
        tallied=page.tallied,
        actor=PERSON,
    )
    return page.go("sent", token=received.token)
