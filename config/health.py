"""Two addresses for machines. They say what works in codes and seconds, and nothing about anybody."""

from datetime import timedelta

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse

from core import clock, heartbeat
from core.jobs import TICK

# The scheduler ticks every ten seconds; two minutes without one means that follow-ups are not going out.
TICK_LIMIT = timedelta(seconds=120)


def show_process(request: HttpRequest) -> JsonResponse:
    """`/healthz`: this process answers. For a load balancer: the form must stay up even when a worker is down."""
    return JsonResponse({"status": "ok"})


def show_readiness(request: HttpRequest) -> JsonResponse:
    """`/readyz`: 200 when the database answers and background work is alive, else 503. For monitoring."""
    try:
        age = heartbeat.age(name=TICK, now=clock.now())
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "bad", "database": "gone", "tick_age_seconds": None}, status=503)
    is_fresh = age is not None and age <= TICK_LIMIT
    seconds = None if age is None else round(age.total_seconds(), 1)
    found = {"status": "ok" if is_fresh else "bad", "database": "ok", "tick_age_seconds": seconds}
    return JsonResponse(found, status=200 if is_fresh else 503)
