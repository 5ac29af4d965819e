"""The one job of this room: it proves that scheduler, broker and worker are all alive."""

from celery import shared_task

from core import clock, heartbeat

TICK = "tick"


@shared_task(name="core.tick")
def tick() -> None:
    """Note that a scheduled job has just run; `doctor` and the health page read its age."""
    heartbeat.beat(name=TICK, now=clock.now())
