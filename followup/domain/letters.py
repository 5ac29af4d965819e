"""Letters: what is handed to a mail server for one message, and the addresses of ours that stand in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol, Self
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from followup.domain.html_mail import html_of
from followup.models import Message


@dataclass(frozen=True)
class Letter:
    """One e-mail to one recipient. Addresses and texts are personal, so they stay out of repr."""

    from_name: str
    from_address: str
    to_address: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    message_id: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    # The same words once more for mail programs that show HTML; alerts to staff have none.
    html: str = field(default="", repr=False)


class Outcome(StrEnum):
    """What a mail server did with a letter, as far as we can know."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    RECIPIENT_REFUSED = "recipient_refused"
    # This letter not now; others may go.
    TRY_LATER = "try_later"
    # No letter can go now: nothing of this one left us.
    UNREACHABLE = "unreachable"
    # The text was on its way and no answer came: it may have been taken.
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Answer:
    """An outcome with the server's three-digit reply; never its words, which quote addresses."""

    outcome: Outcome
    code: str = ""
    # Seconds that the provider asked us to wait (Retry-After), for this letter and all others.
    wait: float | None = None


def failure_code(error: BaseException) -> str:
    """The kind of a failure as a reply code: the beginning of its class's name, never its text, which may quote addresses."""
    return type(error).__name__[:12]


class Sender(Protocol):
    """A channel that takes letters to a mail server. `send` never raises and answers within about 20 seconds."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...

    def prepare(self, letter: Letter) -> Any:
        """Build what goes over the wire, without any network; raises ValueError for a letter that can't be built."""
        ...

    def send(self, prepared: Any) -> Answer:
        """Hand it over."""
        ...


def letter_of(message: Message) -> Letter:
    """The letter of an outbox row."""
    return Letter(
        from_name=message.from_name,
        from_address=_address_in(settings.FROM_EMAIL),
        to_address=message.to_address,
        subject=message.subject,
        body=message.body,
        message_id=f"<{message.message_id}>",
        headers=_headers(message),
        html="" if message.task_id else _html(message),
    )


@lru_cache(maxsize=4)
def _address_in(sender: str) -> str:
    return parseaddr(sender)[1]


def _html(message: Message) -> str:
    version = message.template_version
    preview = version.preview if version else ""
    return html_of(body=message.body, preview=preview, language=message.language, own_host=settings.LINK_URL)


def _headers(message: Message) -> dict[str, str]:
    """Only what the standards ask for: RFC 2369 and 8058 for leaving, RFC 3834 for what no person wrote."""
    headers = {}
    if message.unsubscribe_token:
        url = one_click_url(slug=message.clinic.slug, token=message.unsubscribe_token, language=message.language)
        headers["List-Unsubscribe"] = f"<{url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if message.written_by_id is None:
        headers["Auto-Submitted"] = "auto-generated"
    return headers


def message_id_for(message_id: UUID) -> str:
    """The Message-ID of an outbox row, without its angle brackets."""
    return f"{message_id.hex}@{urlsplit(settings.LINK_URL).hostname}"


def stop_url(*, slug: str, token: str, language: str) -> str:
    """The page on which somebody stops messages. The addresses here are those of followup.urls; a test compares them."""
    return f"{settings.LINK_URL}/{slug}/{language}/stop/{token}/"


def one_click_url(*, slug: str, token: str, language: str) -> str:
    """Where a mail program posts when its own "unsubscribe" button is pressed."""
    return f"{stop_url(slug=slug, token=token, language=language)}one-click/"


def calendar_url(*, token: str, language: str) -> str:
    """The page that puts an appointment into a calendar. It names no clinic."""
    return f"{settings.LINK_URL}/w/v/{token}/{language}/"


def task_url(task_id: UUID) -> str:
    """The desk's page of a task, for staff."""
    return f"{settings.DESK_URL}/desk/tasks/{task_id}/"
