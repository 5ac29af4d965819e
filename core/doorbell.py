"""The doorbell: tells a worker, after commit, that a row waits. Work never depends on it, because a sweep finds every row.

Ringing may cost a request at most `LIMIT` seconds. Redis may be gone, or may accept a connection and never answer, which
no socket time-out bounds as a whole; so one thread of its own talks to Redis and the caller waits for it only so long.
"""

import logging
import os
import threading
import time
from queue import SimpleQueue
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import Connection

logger = logging.getLogger(__name__)

# Seconds. A caller waits no longer than LIMIT; after a failure nobody tries for QUIET.
LIMIT = 0.3
QUIET = 5.0
# Each single read or write of the ringing thread, so that it comes free again by itself.
SOCKET_TIMEOUT = 0.2
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


def reset() -> None:
    """Forget failures and connections, as a new process would."""
    _ringer.end()
    _ringer.begin()


class _Call:
    """One ring on its way to the thread."""

    def __init__(self, name: str, row_id: UUID | None) -> None:
        self.name = name
        self.arguments = {} if row_id is None else {"row_id": str(row_id)}
        self.finished = threading.Event()
        self.abandoned = False
        self.error: Exception | None = None


class _Ringer:
    """The breaker and the thread of this process; both start anew in a forked child."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.lock = threading.Lock()
        self.calls: SimpleQueue[_Call | None] = SimpleQueue()
        self.thread: threading.Thread | None = None
        self.silent_until = 0.0
        self.is_failing = False

    def end(self) -> None:
        """Let the thread finish what it has and stop."""
        self.calls.put(None)

    def is_silent(self) -> bool:
        return time.monotonic() < self.silent_until

    def ring(self, name: str, row_id: UUID | None) -> None:
        if not getattr(settings, "CELERY_BROKER_URL", "") or self.is_silent():
            return
        call = _Call(name, row_id)
        self._start_thread()
        self.calls.put(call)
        if not call.finished.wait(LIMIT):
            call.abandoned = True
            self._note_failure("no answer in time")
        elif call.error is not None:
            self._note_failure(type(call.error).__name__)
        else:
            self._note_success()

    def _start_thread(self) -> None:
        with self.lock:
            if self.thread is None:
                self.thread = threading.Thread(target=_serve, args=(self.calls,), name="doorbell", daemon=True)
                self.thread.start()

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


def _serve(calls: "SimpleQueue[_Call | None]") -> None:
    """The thread: publish one call after another over one connection."""
    line = _Line()
    while (call := calls.get()) is not None:
        if not call.abandoned:
            try:
                line.publish(call.name, call.arguments)
            except Exception as error:  # noqa: BLE001  whatever it is, the caller goes on without a doorbell
                call.error = error
        call.finished.set()
    line.hang_up()


class _Line:
    """A connection to the broker that is made when needed and thrown away when it fails."""

    def __init__(self) -> None:
        self.url = ""
        self.connection: Connection | None = None

    def publish(self, name: str, arguments: dict[str, str]) -> None:
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
os.register_at_fork(after_in_child=_ringer.begin)
