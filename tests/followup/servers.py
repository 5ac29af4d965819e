"""An SMTP server on loopback that misbehaves on purpose, one behaviour a message."""

import asyncio
import contextlib
import socket
import threading
from collections import deque
from collections.abc import Iterable
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import MailSink

# How long a silent server stays silent; the senders under test give up much sooner.
SILENCE = 3.0


class FaultyServer(MailSink):
    """Accepts everything, or does what the next word of `plan` says.

    "accept", a reply like "451 later" at the end of the text, "rcpt 550 5.1.1 no such user", "mail 421 closing",
    "drop" (close without an answer), "silent" (no answer), "keep and drop" and "keep and silent" (the server took it, and
    nobody learns of it).
    """

    def __init__(self, plan: Iterable[str] = (), *, extensions: Iterable[str] = ()) -> None:
        super().__init__()
        self.plan = deque(plan)
        self.extensions = [f"250-{extension}" for extension in extensions]
        self.connections = 0

    def _next(self, stage: str) -> str:
        """The word planned for this stage, taken out of the plan; "" when it is for another stage."""
        if not self.plan:
            return ""
        first = self.plan[0].split(" ", 1)[0]
        belongs = first if first in {"mail", "rcpt"} else "data"
        return self.plan.popleft() if belongs == stage else ""

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        self.greeting = hostname
        session.host_name = hostname
        return [*responses[:-1], *self.extensions, responses[-1]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        word = self._next("mail")
        if word:
            return word.partition(" ")[2]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        word = self._next("rcpt")
        if word == "rcpt drop":
            server.transport.abort()
        elif word:
            return word.partition(" ")[2]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        word = self._next("data")
        if not word or word == "accept" or word.startswith("keep"):
            self.envelopes.append(envelope)
        if word.endswith("drop"):
            server.transport.abort()
        elif word.endswith("silent"):
            await asyncio.sleep(SILENCE)
        return word if word[:1].isdigit() else "250 kept"


class EagerServer:
    """Takes commands together and asks for the text although it refused the recipient. `heard` is what came over each connection."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _address = self._socket.accept()
                with line, contextlib.suppress(OSError):
                    self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        line.sendall(b"220 eager\r\n")
        line.recv(4096)
        line.sendall(b"250-eager\r\n250 PIPELINING\r\n")
        self.heard.append(b"")
        answers = b"250 ok\r\n550 5.1.1 nobody\r\n354 go\r\n"
        while more := line.recv(65536):
            self.heard[-1] += more
            if self.heard[-1].endswith(b"DATA\r\n"):
                line.sendall(answers)
