"""`manage sweep_loop`: all background work of a small set-up in one process, when there is no Redis to ring a doorbell."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from config.celery import SWEEPS, app

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs the jobs of the schedule, each at its interval, until SIGTERM or Ctrl-C."""

    help = "Run every sweep in a plain loop. For set-ups without Redis; never beside a Celery scheduler."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped; the job in hand is finished first."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        app.loader.import_default_modules()
        run_until(stop, jobs={app.tasks[name]: seconds for name, seconds in SWEEPS.items()})


def run_until(stop: threading.Event, *, jobs: Mapping[Callable[[], object], float]) -> None:
    """Call each job when its interval in seconds has passed, until `stop` is set. A failing job stops no other."""
    due_at = dict.fromkeys(jobs, time.monotonic())
    while not stop.is_set():
        for job, seconds in jobs.items():
            if time.monotonic() >= due_at[job] and not stop.is_set():
                due_at[job] = time.monotonic() + seconds
                _run(job)
        stop.wait(max(0.0, min(due_at.values()) - time.monotonic()))


def _run(job: Callable[[], object]) -> None:
    close_old_connections()
    try:
        job()
    except Exception:
        logger.exception("A sweep failed; it runs again at its next turn.")
    finally:
        close_old_connections()
