"""Mail by a Django e-mail backend: a provider through django-anymail, or the console of a trial."""

import logging
from typing import Any, Self

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import BadHeaderError

from followup.domain.letters import Answer, Letter, Outcome

logger = logging.getLogger(__name__)

# 4xx is a no; of the rest, these say that it was not taken, and any other 5xx may come after it was.
_THEIR_NO = 4
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
        # Only what Anymail reads; other backends ignore them.
        message.track_opens = message.track_clicks = False  # type: ignore[attr-defined]
        # BadHeaderError, a ValueError, shows up here and not in the middle of a send.
        message.message()
        return message

    def send(self, prepared: EmailMessage) -> Answer:
        """Hand one letter over. The backend's own time-out (20 s) bounds it."""
        if self._backend is None:
            self._backend = get_connection()
        try:
            return self._answer(prepared, self._backend.send_messages([prepared]))
        except Exception as error:  # noqa: BLE001  whatever happened, the letter may have been taken
            logger.warning("followup: a letter met %s", type(error).__name__)
            return answer_to(error)

    def _answer(self, message: EmailMessage, count: int | None) -> Answer:
        status = getattr(message, "anymail_status", None)
        # Anymail: "rejected" and "invalid" are the provider's word that it will not deliver.
        states = (getattr(status, "status", None) or set()) if status is not None else set()
        if states and states <= {"rejected", "invalid"}:
            return Answer(Outcome.REFUSED)
        return Answer(Outcome.ACCEPTED) if count else Answer(Outcome.TRY_LATER)


def answer_to(error: Exception) -> Answer:
    """What an exception of a backend says about whether the letter was taken."""
    if isinstance(error, AnymailRecipientsRefused):
        return Answer(Outcome.REFUSED)
    if isinstance(error, AnymailAPIError):
        return _api_answer(error)
    if isinstance(error, AnymailError | ImproperlyConfigured | BadHeaderError):
        # The set-up is wrong, or the message can't be put into the provider's form: nothing left us.
        return Answer(Outcome.TRY_LATER, "setup")
    return Answer(Outcome.UNCERTAIN)


def _api_answer(error: Any) -> Answer:
    status = error.status_code
    if status is None:
        return Answer(Outcome.UNREACHABLE if _never_connected(error) else Outcome.UNCERTAIN)
    code = str(status)
    if status in _NOT_TAKEN_NOW:
        return Answer(Outcome.UNREACHABLE if status in {401, 403} else Outcome.TRY_LATER, code)
    return Answer(Outcome.REFUSED if status // 100 == _THEIR_NO else Outcome.UNCERTAIN, code)


def _never_connected(error: BaseException | None) -> bool:
    """Whether the cause is a connection that never came about."""
    while error is not None:
        if isinstance(error, requests.ConnectTimeout):
            return True
        if isinstance(error, requests.ConnectionError):
            return "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error)
        error = error.__cause__
    return False


def _quoted(name: str) -> str:
    return name.replace("\\", "").replace('"', "")
