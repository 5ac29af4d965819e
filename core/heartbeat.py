"""Proof of life of background work: a worker answering a ping says nothing about whether work gets done."""

from datetime import datetime, timedelta

from core.models import Heartbeat


def beat(*, name: str, now: datetime) -> None:
    """Note that `name` ("sweep", "sender") did its round at `now`."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, beat_at=now)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at"],
    )


def age(*, name: str, now: datetime) -> timedelta | None:
    """How long ago the last beat was; None when there never was one."""
    last = Heartbeat.objects.filter(name=name).values_list("beat_at", flat=True).first()
    return None if last is None else now - last
