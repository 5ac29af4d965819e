"""Servers that tests start for themselves; nothing that was running before is ever touched."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import redis
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.local.redis_server import find_server, server_command


def free_port() -> int:
    """A TCP port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RedisServer:
    """A Redis-compatible server on a Unix socket, which a test may stop, kill, freeze and empty."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="th-redis-"))
        self.socket = self.folder / "s"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What REDIS_URL holds for this server."""
        return f"redis+socket://{self.socket}"

    def start(self) -> None:
        """Start the server and wait until it answers; raises RuntimeError after ten seconds."""
        binary = find_server()
        if binary is None:
            raise RuntimeError("There is no Redis-compatible server on this machine.")
        command = server_command(binary, socket_path=self.socket, data_folder=self.folder)
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers, seconds=10, what="Redis answers")

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def client(self) -> redis.Redis:
        """A connection of its own."""
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2)

    def signal(self, number: int) -> None:
        """Send SIGSTOP, SIGCONT or SIGKILL to the server."""
        if self.process is not None:
            self.process.send_signal(number)

    def stop(self) -> None:
        """Stop the server at once; its append-only file stays."""
        if self.process is not None:
            self.signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait(timeout=10)
            self.process = None

    def empty(self) -> None:
        """Remove its data, as when a disk was lost. Stop it first."""
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def close(self) -> None:
        """Stop the server and remove its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class MailSink:
    """An SMTP server that keeps every message it accepted."""

    def __init__(self) -> None:
        self.port = free_port()
        self.envelopes: list[Envelope] = []
        self.delay_seconds = 0.0
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        """What EMAIL_URL holds for this server."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[Message]:
        """What was accepted, parsed, in order of arrival."""
        return [message_from_bytes(envelope.content or b"") for envelope in self.envelopes]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Keep the message, then accept it, after `delay_seconds`."""
        self.envelopes.append(envelope)
        await asyncio.sleep(self.delay_seconds)
        return "250 kept"

    def start(self) -> None:
        """Listen on `port`."""
        self._controller.start()

    def stop(self) -> None:
        """Close the port."""
        self._controller.stop()


def wait_until(condition: Callable[[], object], *, seconds: float, what: str, every: float = 0.05) -> None:
    """Return as soon as the callable `condition` is true; raises AssertionError that names `what` when it stays false.

    `seconds` are those of a quiet machine. A busy one is slow, not wrong, and gets four times as many.
    """
    end = time.monotonic() + 4 * seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(every)
    raise AssertionError(f"{what}: not within {4 * seconds} s")


def child_environment(**changes: str) -> dict[str, str]:
    """The variables of this test run with some replaced, for a process of the product started beside it."""
    return {**os.environ, **changes}
