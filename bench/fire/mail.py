"""A mail server that misbehaves, and the log that judges: what it accepted, by Message-ID."""

import asyncio
import random
from collections import Counter
from email import message_from_bytes

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.servers import MailSink

# A silent server stays so until its caller hangs up.
SILENCE = 3600.0


class Postman(MailSink):
    """Does what `mood` says: "well", "silent", "refusing", or "dropping" the line right after it took a text."""

    # Seconds before and after a text is written down, so that a sender can die in between.
    USUAL = (0.02, 0.12)

    def __init__(self) -> None:
        super().__init__()
        self.mood, self.dawdle = "well", self.USUAL
        # Texts that are being taken now; those whose sender never learned what became of them.
        self.in_hand, self.cut = 0, 0

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """A refusing server says "not now"."""
        if self.mood == "refusing":
            return "451 4.3.0 not now"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the text between two waits. A sender that is killed cancels whichever wait it is."""
        self.in_hand += 1
        told = False
        try:
            await asyncio.sleep(random.uniform(*self.dawdle))
            if self.mood == "silent":
                await asyncio.sleep(SILENCE)
            self.envelopes.append(envelope)
            if self.mood == "dropping":
                server.transport.abort()
                return "250 never heard"
            await asyncio.sleep(random.uniform(*self.dawdle))
            told = True
        finally:
            self.in_hand -= 1
            self.cut += not told
        return "250 kept"

    def accepted(self) -> Counter[str]:
        """Message-ID → how often it was accepted. Alerts to staff may repeat and are left out by the judge."""
        return Counter(message_from_bytes(envelope.content or b"")["Message-ID"].strip("<> ") for envelope in list(self.envelopes))
