"""An SMTP server on loopback that misbehaves on purpose, one behaviour a message."""

import asyncio
from collections import deque
from collections.abc import Iterable

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

    def __init__(self, plan: Iterable[str] = ()) -> None:
        super().__init__()
        self.plan = deque(plan)
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
        return responses

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
