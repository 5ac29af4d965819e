"""Mail: letters go to the mail server over one kept-open connection, and every failure says whether the text had left us.

The line is drawn at the server's 354 after DATA. Before it nothing can have been taken; after it, silence proves nothing
either way (RFC 1047), so that letter is uncertain and must not be sent again by itself.
"""

import smtplib
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings

from core import clock
from followup.channels.mail_backend import BackendSender
from followup.channels.mime import build
from followup.domain.letters import Answer, Letter, Outcome, Sender, failure_code
from followup.domain.pacing import Pacer

# Seconds for one letter, and for opening a connection.
TIMEOUT = 20.0
# Refusals that are about the mailbox; the same code with an enhanced status of 5.7 is about policy (RFC 3463).
_NO_MAILBOX = frozenset({550, 551, 553})
# Reply codes by their first digit (RFC 5321, 4.2.1), and the one that closes the line.
_YES, _GO_ON, _NOT_NOW = 2, 3, 4
_GOOD = (_YES, _GO_ON)
_CLOSING = 421
_SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def mail_sender() -> Sender:
    """The sender of this installation's EMAIL_URL."""
    if settings.EMAIL_BACKEND == _SMTP_BACKEND:
        return SmtpSender(server=Server.from_settings())
    return BackendSender()


def shared_pacer() -> Pacer:
    """The pace of this installation's EMAIL_URL."""
    return Pacer(rate=settings.EMAIL_RATE, rest=time.sleep)


def is_set_up() -> bool:
    """Whether EMAIL_URL names something that sends, rather than a console or a memory."""
    return settings.EMAIL_BACKEND == _SMTP_BACKEND or settings.EMAIL_BACKEND.startswith("anymail.")


@dataclass(frozen=True)
class Server:
    """Where mail goes."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False

    @classmethod
    def from_settings(cls) -> Self:
        """The server that EMAIL_URL names."""
        return cls(
            settings.EMAIL_HOST,
            settings.EMAIL_PORT,
            settings.EMAIL_HOST_USER,
            settings.EMAIL_HOST_PASSWORD,
            settings.EMAIL_USE_TLS,
            settings.EMAIL_USE_SSL,
        )


@dataclass(frozen=True)
class _Envelope:
    """A letter as it goes over the wire, down to the dot that ends it."""

    sender: str
    recipient: str
    data: bytes

    def commands(self) -> tuple[str, str, str]:
        """What is said before the text."""
        return f"MAIL FROM:<{self.sender}>", f"RCPT TO:<{self.recipient}>", "DATA"


class _NotNowError(Exception):
    """The server said no, or nothing, before the text left us."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer


class SmtpSender:
    """Speaks SMTP step by step. Not for several threads at once: each worker run has its own."""

    def __init__(self, *, server: Server, timeout: float = TIMEOUT) -> None:
        self.server, self.timeout = server, timeout
        self._line: smtplib.SMTP | None = None
        self._ends_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def prepare(self, letter: Letter) -> _Envelope:
        """Build the MIME text; raises ValueError when a header would hold a line break or an address is none."""
        return _Envelope(letter.from_address, letter.to_address, _with_dots(build(letter, at=clock.now())))

    def send(self, prepared: _Envelope) -> Answer:
        """Hand one letter over."""
        self._ends_at = time.monotonic() + self.timeout
        try:
            self._offer_twice(prepared)
        except _NotNowError as error:
            return error.answer
        return self._hand_over(prepared)

    def close(self) -> None:
        """Say goodbye, briefly; a server that does not answer is left."""
        line, self._line = self._line, None
        if line is None:
            return
        try:
            if line.sock is not None:
                line.sock.settimeout(2)
            line.quit()
        except (OSError, smtplib.SMTPException):
            line.close()

    def _offer_twice(self, envelope: _Envelope) -> None:
        """Offer the letter; once more over a fresh connection when the kept-open one had gone stale."""
        was_open = self._line is not None
        try:
            self._offer(envelope)
        except _NotNowError as error:
            if not was_open or error.answer.outcome != Outcome.UNREACHABLE:
                raise
            self._offer(envelope)

    def _offer(self, envelope: _Envelope) -> None:
        """Everything up to the server's "go ahead" (354); raises _NotNowError. Nothing of the text has left us yet."""
        try:
            line = self._connected()
            if line.has_extn("pipelining"):
                self._ask_at_once(line, envelope.commands())
            else:
                self._ask_in_turn(line, envelope.commands())
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            # A password of other letters than ASCII can't even be said to the server.
            self._hang_up()
            raise _NotNowError(Answer(Outcome.UNREACHABLE, _code_of(error))) from None

    def _ask_in_turn(self, line: smtplib.SMTP, commands: Sequence[str]) -> None:
        for command in commands:
            code, text = self._command(line, command)
            if code // 100 not in _GOOD:
                self._step_back(line, code)
                raise _NotNowError(_refusal(code, text, command))

    def _ask_at_once(self, line: smtplib.SMTP, commands: Sequence[str]) -> None:
        """The same for a server that takes commands together (RFC 2920): one way there and back instead of three."""
        if any("\r" in command or "\n" in command for command in commands):
            raise ValueError("A command holds a line break.")
        line.send("".join([f"{command}\r\n" for command in commands]))
        answer, code = None, 0
        for command in commands:
            code, text = self._reply(line)
            if code // 100 not in _GOOD:
                answer = answer or _refusal(code, text, command)
            if code == _CLOSING:
                break
        if answer is not None:
            self._step_back(line, code)
            raise _NotNowError(answer)

    def _step_back(self, line: smtplib.SMTP, code: int) -> None:
        """Ready for the next letter after a no. A server that goes away, or waits for a text in spite of its no, is left."""
        if code == _CLOSING or code // 100 == _GO_ON:
            self._hang_up()
        else:
            self._command(line, "RSET")

    def _hand_over(self, envelope: _Envelope) -> Answer:
        line = self._line
        try:
            if line is None or line.sock is None:
                return Answer(Outcome.UNREACHABLE)
            line.sock.settimeout(self._seconds_left())
            line.send(envelope.data)
            # kill point: send.handed_over
            code, text = line.getreply()
        except (OSError, smtplib.SMTPException):
            self._hang_up()
            return Answer(Outcome.UNCERTAIN)
        if code // 100 == _YES:
            return Answer(Outcome.ACCEPTED, str(code))
        if code == _CLOSING:
            self._hang_up()
        return _refusal(code, text)

    def _command(self, line: smtplib.SMTP, command: str) -> tuple[int, bytes]:
        if line.sock is not None:
            line.sock.settimeout(self._seconds_left())
        return line.docmd(command)

    def _reply(self, line: smtplib.SMTP) -> tuple[int, bytes]:
        if line.sock is not None:
            line.sock.settimeout(self._seconds_left())
        return line.getreply()

    def _seconds_left(self) -> float:
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _connected(self) -> smtplib.SMTP:
        if self._line is None:
            self._line = self._connect()
        return self._line

    def _connect(self) -> smtplib.SMTP:
        """A greeted connection, encrypted when EMAIL_URL says so: a server without TLS then gets nothing at all."""
        server, seconds = self.server, self._seconds_left()
        # Our link host, not the machine's own name, which says more than it should.
        name = urlsplit(settings.LINK_URL).hostname or "localhost"
        if server.use_ssl:
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, local_hostname=name, timeout=seconds, context=ssl.create_default_context()
            )
        else:
            line = smtplib.SMTP(server.host, server.port, local_hostname=name, timeout=seconds)
        try:
            line.ehlo_or_helo_if_needed()
            if server.use_tls:
                line.starttls(context=ssl.create_default_context())
                line.ehlo_or_helo_if_needed()
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
        return line

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def _refusal(code: int, text: bytes, command: str = "") -> Answer:
    """What a reply that is not a yes means; `command` is what it answers, empty for the text itself."""
    if code == _CLOSING:
        return Answer(Outcome.UNREACHABLE, str(code))
    if code // 100 == _NOT_NOW:
        return Answer(Outcome.TRY_LATER, str(code))
    is_policy = text.lstrip().startswith(b"5.7.")
    if command.startswith("RCPT") and code in _NO_MAILBOX and not is_policy:
        return Answer(Outcome.RECIPIENT_REFUSED, str(code))
    return Answer(Outcome.REFUSED, str(code))


def _code_of(error: Exception) -> str:
    """The reply code in an error of smtplib, or the kind of failure; never its text."""
    code = getattr(error, "smtp_code", None)
    return str(code) if code else failure_code(error)


def _with_dots(data: bytes) -> bytes:
    """The text as DATA wants it: leading dots doubled, a single dot at the end (RFC 5321, 4.5.2). No header begins with one."""
    return data.replace(b"\r\n.", b"\r\n..") + b".\r\n"
