"""`manage sweep_loop`: background work without Redis, always or only while no worker is heard of.

A worker waits for its broker: while Redis is frozen or gone it tells nobody of an emergency. Beside workers,
`sweep_loop --standby` watches for that and works until one is back.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from config.celery import SWEEPS, app
from core import clock, heartbeat

logger = logging.getLogger(__name__)

# A worker beats every 10 seconds; three beats missed is more than a slow one.
SILENT_AFTER = timedelta(seconds=35)
# The sign of life itself: whoever only stands by must not give it.
WORKERS_OWN = "core.tick"


class Command(BaseCommand):
    """Runs the jobs of the schedule, each at its interval, until SIGTERM or Ctrl-C."""

    help = "Run every sweep in a plain loop: for set-ups without Redis, or with --standby beside workers."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --standby."""
        parser.add_argument("--standby", action="store_true", help="Work only while no worker was heard of for 35 seconds.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped; the job in hand is finished first."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        app.loader.import_default_modules()
        is_standby = options["standby"]
        jobs: dict[Callable[[], object], float] = {
            app.tasks[name]: seconds for name, seconds in SWEEPS.items() if not (is_standby and name == WORKERS_OWN)
        }
        run_until(stop, jobs=jobs, may_work=needs_standby if is_standby else always)


def always() -> bool:
    """For a loop that is the only worker."""
    return True


def needs_standby() -> bool:
    """Whether no worker was heard of lately."""
    return is_worker_silent(now=clock.now())


def is_worker_silent(*, now: datetime) -> bool:
    """Whether the last sign of life is older than SILENT_AFTER, or there never was one."""
    age = heartbeat.age(name="tick", now=now)
    return age is None or age > SILENT_AFTER


def run_until(stop: threading.Event, *, jobs: Mapping[Callable[[], object], float], may_work: Callable[[], bool] = always) -> None:
    """Call each job when its interval in seconds has passed, until `stop` is set. A failing job stops no other.

    `may_work` is asked before each job; its turn passes while the answer is no.
    """
    due_at = dict.fromkeys(jobs, time.monotonic())
    while not stop.is_set():
        for job, seconds in jobs.items():
            if time.monotonic() >= due_at[job] and not stop.is_set():
                due_at[job] = time.monotonic() + seconds
                _run(job, may_work)
        stop.wait(max(0.0, min(due_at.values()) - time.monotonic()))


def _run(job: Callable[[], object], may_work: Callable[[], bool]) -> None:
    close_old_connections()
    try:
        if may_work():
            job()
    except Exception:
        logger.exception("A sweep failed; it runs again at its next turn.")
    finally:
        close_old_connections()
