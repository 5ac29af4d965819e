"""Mail by a Django e-mail backend: a provider through django-anymail, or the console of a trial."""

import logging
import ssl
from typing import Any, Self
from uuid import UUID

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import BadHeaderError
from urllib3.exceptions import ConnectTimeoutError, SSLError

from followup.channels.mail_events import METADATA_KEY
from followup.domain.letters import Answer, Letter, Outcome, failure_code

logger = logging.getLogger(__name__)

# 4xx is a no; of the rest, these say that it was not taken, and any other 5xx may come after it was.
_THEIR_NO = 4
_LONGEST_NUMBER = 7
# The code of a letter that could not be put into the provider's form.
SETUP = "setup"
# https://developers.brevo.com/docs/heterogenous-versions-batch-emails: a header inside the request, honoured for 15 to 30 minutes.
_BREVO_KEY = "idempotencyKey"
# These put a Message-ID of their own into each letter.
_OWN_MESSAGE_IDS = ("postmark", "brevo", "mailjet")
# Of Anymail's words for a recipient, those that say the letter was taken. What Mailjet refuses is "failed", without an error.
_TAKEN = frozenset({"sent", "queued"})
_NOT_TAKEN_NOW = frozenset({401, 402, 403, 408, 425, 429, 503})


class BackendSender:
    """Hands letters to a Django e-mail backend, with open and click tracking left off."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._backend is not None:
            self._backend.close()

    def prepare(self, letter: Letter) -> EmailMultiAlternatives:
        """Build the message; raises ValueError when a header would hold a line break."""
        message = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.body,
            from_email=f'"{_quoted(letter.from_name)}" <{letter.from_address}>',
            to=[letter.to_address],
            headers={**_own_id(letter), **letter.headers},
        )
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        self._mark(message, letter)
        # BadHeaderError, a ValueError, shows up here and not in the middle of a send.
        message.message()
        return message

    def _mark(self, message: Any, letter: Letter) -> None:
        """What only Anymail reads: our id, which comes back with every event, and no tracking."""
        name = letter.message_id.strip("<>").partition("@")[0]
        message.metadata = {METADATA_KEY: name}
        if _is_provider("brevo"):
            # Has no switch for one message: it must be off in the account, and a finding says when it is not.
            message.extra_headers[_BREVO_KEY] = str(UUID(hex=name))
        else:
            message.track_opens = message.track_clicks = False

    def send(self, prepared: EmailMessage) -> Answer:
        """Hand one letter over. The backend's own time-out (20 s) bounds it.

        Brevo takes a letter with the same key once, so after no answer it is asked again at once. Only a yes counts then.
        """
        answer = self._send_once(prepared)
        if answer.outcome != Outcome.UNCERTAIN or _BREVO_KEY not in prepared.extra_headers:
            return answer
        again = self._send_once(prepared)
        return again if again.outcome == Outcome.ACCEPTED else answer

    def _send_once(self, prepared: EmailMessage) -> Answer:
        if self._backend is None:
            self._backend = get_connection()
        try:
            return self._answer(prepared, self._backend.send_messages([prepared]))
        except Exception as error:  # noqa: BLE001  whatever happened, the letter may have been taken
            logger.warning("followup: a letter met %s", type(error).__name__)
            answer = answer_to(error)
            # Anymail keeps the provider's answer before it reads it: what it stumbled over then was taken already.
            return Answer(Outcome.UNCERTAIN) if answer.code == SETUP and _was_answered(prepared) else answer

    def _answer(self, message: EmailMessage, count: int | None) -> Answer:
        status: Any = getattr(message, "anymail_status", None)
        states = (getattr(status, "status", None) or set()) if status is not None else set()
        if states and not states & _TAKEN:
            return _answer_within(status.esp_response, is_no="unknown" not in states)
        return Answer(Outcome.ACCEPTED) if count else Answer(Outcome.TRY_LATER)


def _was_answered(message: EmailMessage) -> bool:
    return getattr(getattr(message, "anymail_status", None), "esp_response", None) is not None


def answer_to(error: Exception) -> Answer:
    """What an exception of a backend says about whether the letter was taken."""
    if isinstance(error, AnymailRecipientsRefused):
        # The provider keeps this address closed, because mail to it came back or its owner complained, or it is none.
        return Answer(Outcome.RECIPIENT_REFUSED, str(getattr(error.response, "status_code", "")))
    if isinstance(error, AnymailAPIError):
        return _api_answer(error)
    if isinstance(error, AnymailError | ImproperlyConfigured | BadHeaderError):
        # The set-up is wrong, or the message can't be put into the provider's form: nothing left us.
        return Answer(Outcome.TRY_LATER, SETUP)
    return Answer(Outcome.UNCERTAIN)


def _api_answer(error: Any) -> Answer:
    if error.status_code is None:
        unconnected_by = _unconnected_by(error)
        return Answer(Outcome.UNREACHABLE, unconnected_by) if unconnected_by else Answer(Outcome.UNCERTAIN)
    return _answer_of(error.response, error.status_code)


def _answer_of(response: Any, status: int) -> Answer:
    """What a provider's HTTP status means."""
    code = str(status)
    if status in _NOT_TAKEN_NOW:
        return Answer(Outcome.UNREACHABLE if status in {401, 403} else Outcome.TRY_LATER, code, _retry_after(response))
    return Answer(Outcome.REFUSED if status // 100 == _THEIR_NO else Outcome.UNCERTAIN, code)


def _answer_within(response: Any, *, is_no: bool) -> Answer:
    """What an answer that names no letter as taken means: its status when that is a no, else what it says of the recipient."""
    if response.status_code // 100 == _THEIR_NO:
        return _answer_of(response, response.status_code)
    return Answer(Outcome.REFUSED) if is_no else Answer(Outcome.ACCEPTED)


def _retry_after(response: Any) -> float | None:
    """The seconds that the provider asks for; a date or anything else counts as not said."""
    headers = getattr(response, "headers", None) or {}
    text = str(headers.get("Retry-After", "")).strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else None


def _unconnected_by(error: BaseException | None) -> str:
    """The kind of failure of a connection that never came about; "" when there may have been one.

    Anymail's own error is a ConnectionError too, without the cause.
    """
    while error is not None:
        reason = getattr(error.args[0], "reason", None) if error.args else None
        if isinstance(reason, SSLError) and reason.args and isinstance(reason.args[0], ssl.SSLCertVerificationError):
            return failure_code(reason.args[0])
        if isinstance(reason, ConnectTimeoutError):
            return failure_code(reason)
        if isinstance(error, requests.ConnectTimeout):
            return failure_code(error)
        error = error.__cause__
    return ""


def _own_id(letter: Letter) -> dict[str, str]:
    """Our id in the headers. Where the provider puts a Message-ID of its own, an answer names ours by what the letter refers to.

    An answer refers to all that its letter refers to (RFC 5322, 3.6.4). Mailjet refuses a letter with a Message-ID.
    """
    found = {} if _is_provider("mailjet") else {"Message-ID": letter.message_id}
    return {**found, "References": letter.message_id} if any(map(_is_provider, _OWN_MESSAGE_IDS)) else found


def _quoted(name: str) -> str:
    return name.replace("\\", "").replace('"', "")


def _is_provider(name: str) -> bool:
    return f"anymail.backends.{name}.EmailBackend" == settings.EMAIL_BACKEND
