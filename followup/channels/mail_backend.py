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
from followup.domain.letters import Answer, Letter, Outcome

logger = logging.getLogger(__name__)

# 4xx is a no; of the rest, these say that it was not taken, and any other 5xx may come after it was.
_THEIR_NO = 4
_LONGEST_NUMBER = 7
# The code of a letter that could not be put into the provider's form.
SETUP = "setup"
# https://developers.brevo.com/docs/heterogenous-versions-batch-emails: a header inside the request, honoured for 15 to 30 minutes.
_BREVO_KEY = "idempotencyKey"
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
            headers={"Message-ID": letter.message_id, **letter.headers},
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
        status = getattr(message, "anymail_status", None)
        # Anymail: "rejected" and "invalid" are the provider's word that it will not deliver.
        states = (getattr(status, "status", None) or set()) if status is not None else set()
        if states and states <= {"rejected", "invalid"}:
            return Answer(Outcome.REFUSED)
        return Answer(Outcome.ACCEPTED) if count else Answer(Outcome.TRY_LATER)


def _was_answered(message: EmailMessage) -> bool:
    return getattr(getattr(message, "anymail_status", None), "esp_response", None) is not None


def answer_to(error: Exception) -> Answer:
    """What an exception of a backend says about whether the letter was taken."""
    if isinstance(error, AnymailRecipientsRefused):
        return Answer(Outcome.REFUSED)
    if isinstance(error, AnymailAPIError):
        return _api_answer(error)
    if isinstance(error, AnymailError | ImproperlyConfigured | BadHeaderError):
        # The set-up is wrong, or the message can't be put into the provider's form: nothing left us.
        return Answer(Outcome.TRY_LATER, SETUP)
    return Answer(Outcome.UNCERTAIN)


def _api_answer(error: Any) -> Answer:
    status = error.status_code
    if status is None:
        return Answer(Outcome.UNREACHABLE if _never_connected(error) else Outcome.UNCERTAIN)
    code = str(status)
    if status in _NOT_TAKEN_NOW:
        return Answer(Outcome.UNREACHABLE if status in {401, 403} else Outcome.TRY_LATER, code, _retry_after(error))
    return Answer(Outcome.REFUSED if status // 100 == _THEIR_NO else Outcome.UNCERTAIN, code)


def _retry_after(error: Any) -> float | None:
    """The seconds that the provider asks for; a date or anything else counts as not said."""
    headers = getattr(error.response, "headers", None) or {}
    text = str(headers.get("Retry-After", "")).strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else None


def _never_connected(error: BaseException | None) -> bool:
    """Whether the cause is a connection that never came about. Anymail's own error is a ConnectionError too, without the cause."""
    while error is not None:
        reason = getattr(error.args[0], "reason", None) if error.args else None
        if isinstance(error, requests.ConnectTimeout) or isinstance(reason, ConnectTimeoutError):
            return True
        if isinstance(reason, SSLError) and reason.args and isinstance(reason.args[0], ssl.SSLCertVerificationError):
            return True
        error = error.__cause__
    return False


def _quoted(name: str) -> str:
    return name.replace("\\", "").replace('"', "")


def _is_provider(name: str) -> bool:
    return f"anymail.backends.{name}.EmailBackend" == settings.EMAIL_BACKEND
