"""Celery is the doorbell: its messages carry ids and only hurry rows that a sweep would find anyway.

The schedule stands here, in code: it survives the loss of the broker, and nobody can switch a sweep off by accident.
"""

import os
import sys

from celery import Celery, Task
from celery.signals import beat_init, task_prerun, worker_init, worker_ready
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections
from kombu.transport import TRANSPORT_ALIASES

# Before the app is made: Celery looks for this name once and then closes database connections around each job.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# How often each sweep runs, in seconds. `manage sweep_loop` runs the same list when there is no broker.
SWEEPS = {
    "core.tick": 10.0,
    "core.seal_audit": 10.0,
    "core.check_audit": 300.0,
    "core.forget_sessions": 3600.0,
    "intake.sweep": 30.0,
    "followup.sweep": 30.0,
    "followup.dispatch": 10.0,
    "followup.late": 300.0,
    "followup.aftercare": 60.0,
    "followup.sweep_events": 30.0,
    "followup.plan": 30.0,
    "followup.medication": 60.0,
    "records.retention": 3600.0,
}
# Jobs that run until their time is up while there is work. What rings for them is taken last (Redis hands out 0 first and
# 9 last); their turn in the schedule is like everybody's, so that a worker with too much to do still sends.
UNHURRIED = ("followup.dispatch", "followup.plan")
FIRST, LAST = 0, 9
# A sweep that waited longer than this is dropped, so that a worker coming back does not work off an hour of them.
# Far above the interval: a scheduler and a worker whose clocks differ by minutes must still work together.
STALE_AFTER_SECONDS = 300

# By name, so that it is imported only where a broker is spoken to.
TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "config.broker:Transport"))
app = Celery("threshold")
# "Current" holds for one thread only; without a default, another thread would publish to a queue nobody reads.
app.set_default()


@app.add_defaults
def configuration() -> dict[str, object]:
    """Celery's settings; read when first needed, so that importing this package needs no environment."""
    from django.conf import settings  # noqa: PLC0415  read late, see above

    return {
        "broker_url": settings.CELERY_BROKER_URL or "memory://",
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            # After this many seconds an unacknowledged message is handed out again; no job may take that long.
            "visibility_timeout": 3600,
            # One means that kombu looks for such messages every 10 s instead of every 100 s.
            "unacked_restore_throttle": 1,
            "socket_timeout": 30,
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
        },
        # A message is only hurry: when Redis does not take it at once it is dropped, and the sweep finds the row.
        "task_publish_retry": False,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_default_queue": "threshold",
        "worker_prefetch_multiplier": 1,
        # Taken only when nothing else waits: a long backlog of messages must not hold up emergencies and sweeps.
        "task_routes": {name: {"priority": LAST} for name in UNHURRIED},
        "worker_hijack_root_logger": False,
        # Celery would open a new line to the database for each job, which costs PostgreSQL more than most jobs: a process of its
        # own that knows no table yet. `keep_a_living_line` does what Django does around a request.
        "CELERY_DB_REUSE_MAX": sys.maxsize,
        "beat_schedule": {name: _entry(name, seconds) for name, seconds in SWEEPS.items()},
        "beat_schedule_filename": str(settings.VAR_DIR / "beat-schedule"),
        "timezone": "UTC",
    }


def _entry(name: str, seconds: float) -> dict[str, object]:
    return {"task": name, "schedule": seconds, "options": {"expires": STALE_AFTER_SECONDS, "priority": FIRST}}


app.autodiscover_tasks(related_name="jobs")


@task_prerun.connect
def keep_a_living_line(sender: Task, **_ignored: object) -> None:
    """Before a job: a line to the database that is old or broken is closed, and whether it lives is asked at its first use."""
    # A job that is called like a function works on its caller's line.
    if not sender.request.is_eager:
        close_old_connections()


@worker_init.connect
@beat_init.connect
def refuse_unsafe_setup(**_ignored: object) -> None:
    """Say what is unsafe before work starts. Celery logs what a signal's receiver raises and goes on, SystemExit aside."""
    from config.checks import refuse_unsafe_setup as refuse  # noqa: PLC0415  only a worker and a scheduler ask
    from config.redis_policy import refuse_eviction  # noqa: PLC0415

    try:
        refuse()
        refuse_eviction()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from None


@worker_ready.connect
def sweep_at_once(**_ignored: object) -> None:
    """What waited while no worker ran is found now, and not at the next turn of the schedule."""
    for name in SWEEPS:
        app.send_task(name, expires=STALE_AFTER_SECONDS, priority=FIRST)
