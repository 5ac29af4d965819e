"""A mail server that takes everything at once, and one line of a file for each recipient: the moment and the address.

`python -m bench.yard.sink PORT FILE`. The line is written before the yes.
"""

import asyncio
import sys
import time
from typing import BinaryIO

_ANSWERS = {b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n", b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}


class Session(asyncio.Protocol):
    """One connection; the whole of SMTP that our senders and the others' speak."""

    log: BinaryIO

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.line = transport
        self.heard, self.is_text = b"", False
        self.recipients: list[bytes] = []
        self.answers: list[bytes] = []
        self.is_over = False
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every whole command, and every whole text; what came together is answered together."""
        self.heard += data
        while self._take_text() if self.is_text else self._take_command():
            pass
        self.line.write(b"".join(self.answers))
        self.answers.clear()
        if self.is_over:
            self.line.close()

    def _take_text(self) -> bool:
        text, end, self.heard = self.heard.partition(b"\r\n.\r\n")
        if not end:
            self.heard = text
            return False
        self.is_text = False
        now = time.time()
        for recipient in self.recipients:
            self.log.write(b"%.6f %s\n" % (now, recipient))
        self.recipients = []
        self.answers.append(b"250 taken\r\n")
        return True

    def _take_command(self) -> bool:
        command, end, rest = self.heard.partition(b"\r\n")
        if not end:
            return False
        self.heard, verb = rest, command[:4].upper()
        if verb == b"RCPT":
            self.recipients.append(command.partition(b"<")[2].partition(b">")[0])
        elif verb in {b"RSET", b"MAIL"}:
            self.recipients = []
        self.is_text = verb == b"DATA"
        self.answers.append(_ANSWERS.get(verb, b"250 ok\r\n"))
        self.is_over = verb == b"QUIT"
        return not self.is_over


async def serve(port: int, path: str) -> None:
    """Until we are stopped."""
    with open(path, "ab", buffering=0) as log:  # noqa: PTH123, ASYNC230  a raw, unbuffered file
        Session.log = log
        server = await asyncio.get_running_loop().create_server(Session, "127.0.0.1", port, backlog=256)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
