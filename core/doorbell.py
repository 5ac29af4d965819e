"""The doorbell: tells a worker, after commit, that a row waits. Work never depends on it, because a sweep finds every row.

Ringing costs a request nothing: a thread of its own talks to Redis, which may be gone, or may accept a connection and never
answer. Rings of the same moment go out together, since a message costs more than what it says.
"""

import atexit
import logging
import os
import threading
import time
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import Connection

logger = logging.getLogger(__name__)

# Seconds. After a failure, or a message that took longer than LIMIT, nobody tries for QUIET.
LIMIT = 1.0
QUIET = 5.0
# Each single read or write of the ringing thread, so that it comes free again by itself.
SOCKET_TIMEOUT = 0.2
# Rings this close together share a message; a process that ends waits no longer than PATIENCE for its last ones.
GATHER = 0.05
PATIENCE = 1.0
# Rows named in one message, and rows that wait for the thread at all: the sweep finds what is beyond.
MOST_TOGETHER = 50
MOST_WAITING = 2000
# A doorbell this old tells nothing new: the sweep has been there many times.
EXPIRES = 600


def ring(name: str, row_id: UUID | None = None) -> None:
    """Ask a worker to run the job `name` soon, once the transaction has committed. Never raises, never says who or what.

    With an empty `settings.CELERY_BROKER_URL` nothing happens.
    """

    # A nested function and not a partial: on_commit(robust=True) of Django 5.2 asks a failing callable for its
    # __qualname__, which partials lack (ticket 36487).
    def ring_now() -> None:
        _ringer.ring(name, row_id)

    transaction.on_commit(ring_now, robust=True)


def is_silent() -> bool:
    """Whether a failure is so recent that nobody rings just now."""
    return _ringer.is_silent()


def settle(seconds: float | None = None) -> bool:
    """Wait until everything rung so far has gone out or failed, but no longer than PATIENCE, or this; whether it has."""
    return _ringer.settle(PATIENCE if seconds is None else seconds)


def reset() -> None:
    """Forget failures and connections, as a new process would."""
    _ringer.end()
    _begin()


class _Ringer:
    """The breaker and the thread of this process; a forked child has its own."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        # Jobs and the rows they wait for, in the order they were rung; a ring without a row leaves its list empty.
        self.waiting: dict[str, list[str]] = {}
        self.wanted, self.hurry, self.rested = threading.Event(), threading.Event(), threading.Event()
        self.rested.set()
        self.thread: threading.Thread | None = None
        self.is_over = False
        self.silent_until = 0.0
        self.is_failing = False
        self.publishing_since: float | None = None

    def end(self) -> None:
        """Let the thread finish what it has and stop."""
        self.is_over = True
        self.hurry.set()
        self.wanted.set()

    def is_silent(self) -> bool:
        return time.monotonic() < self.silent_until

    def ring(self, name: str, row_id: UUID | None) -> None:
        if not getattr(settings, "CELERY_BROKER_URL", "") or self.is_silent() or self._is_stuck():
            return
        with self.lock:
            rows = self.waiting.setdefault(name, [])
            if row_id is not None and len(rows) < MOST_WAITING:
                rows.append(str(row_id))
            self.rested.clear()
            self._start_thread()
        self.wanted.set()

    def settle(self, seconds: float) -> bool:
        self.hurry.set()
        is_settled = self.rested.wait(seconds)
        self.hurry.clear()
        return not self._is_stuck() and is_settled

    def _is_stuck(self) -> bool:
        """Whether a message takes so long that the server can't be well. A read that always gets one more byte never ends."""
        since = self.publishing_since
        if since is None or time.monotonic() - since < LIMIT:
            return False
        self._note_failure("no answer in time")
        return True

    def _start_thread(self) -> None:
        if self.thread is None:
            self.thread = threading.Thread(target=self._serve, name="doorbell", daemon=True)
            self.thread.start()

    def _serve(self) -> None:
        """The thread: gather what is rung, then publish it over one connection."""
        line = _Line()
        while not (self.is_over and self.rested.is_set()):
            self.wanted.wait()
            self.hurry.wait(GATHER)
            with self.lock:
                waiting, self.waiting = self.waiting, {}
                self.wanted.clear()
            if waiting:
                self._publish(line, waiting)
            with self.lock:
                if not self.waiting:
                    self.rested.set()
        line.hang_up()

    def _publish(self, line: "_Line", waiting: dict[str, list[str]]) -> None:
        try:
            for name, rows in waiting.items():
                for first in range(0, len(rows) or 1, MOST_TOGETHER):
                    self.publishing_since = time.monotonic()
                    line.publish(name, _arguments(rows[first : first + MOST_TOGETHER]))
        except Exception as error:  # noqa: BLE001  whatever it is, the work goes on without a doorbell
            self._note_failure(type(error).__name__)
        else:
            self._note_success()
        finally:
            self.publishing_since = None

    def _note_failure(self, reason: str) -> None:
        """Fall silent. One line an outage; the error's own text could hold an address or a password of the broker."""
        with self.lock:
            is_news, self.is_failing = not self.is_failing, True
            self.silent_until = time.monotonic() + QUIET
        if is_news:
            logger.warning("The doorbell does not ring (%s). The sweep finds the work; next try in %.0f s.", reason, QUIET)

    def _note_success(self) -> None:
        with self.lock:
            is_news, self.is_failing = self.is_failing, False
        if is_news:
            logger.info("The doorbell rings again.")


def _arguments(rows: list[str]) -> dict[str, object]:
    """A worker of the release before reads `row_id` alone, and its sweep finds the others."""
    if not rows:
        return {}
    return {"row_id": rows[0], "also": rows[1:]} if rows[1:] else {"row_id": rows[0]}


class _Line:
    """A connection to the broker that is made when needed and thrown away when it fails."""

    def __init__(self) -> None:
        self.url = ""
        self.connection: Connection | None = None

    def publish(self, name: str, arguments: dict[str, object]) -> None:
        try:
            with current_app.amqp.Producer(self._connected(), auto_declare=False) as producer:
                current_app.send_task(name, kwargs=arguments, producer=producer, retry=False, ignore_result=True, expires=EXPIRES)
        except Exception:
            self.hang_up()
            raise

    def _connected(self) -> Connection:
        if self.connection is None or self.url != settings.CELERY_BROKER_URL:
            self.hang_up()
            self.url = settings.CELERY_BROKER_URL
            timeouts = {"socket_timeout": SOCKET_TIMEOUT, "socket_connect_timeout": SOCKET_TIMEOUT}
            options = {**timeouts, "retry_on_timeout": False, "max_retries": 0}
            self.connection = current_app.connection_for_write(self.url, transport_options=options)
        return self.connection

    def hang_up(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.release()
            except Exception:  # noqa: BLE001  it is broken already
                logger.debug("A broken doorbell connection could not be closed.")


_ringer = _Ringer()


def _begin() -> None:
    global _ringer  # noqa: PLW0603  the one doorbell of this process
    _ringer = _Ringer()


os.register_at_fork(after_in_child=_begin)
# A command that ends right after its commit has rung all the same.
atexit.register(settle)
