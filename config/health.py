"""Two addresses for machines, and the same answer for a command. They speak in codes and seconds, and of nobody."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, JsonResponse

from config.logs import EXPECTED
from core import clock, heartbeat
from core.jobs import TICK

# The scheduler ticks every ten seconds; two minutes without one means that follow-ups are not going out.
TICK_LIMIT = timedelta(seconds=120)


@dataclass(frozen=True)
class Readiness:
    """Whether the product does its work: `database` is "ok" or "gone", the age of the last tick is None before the first.

    `status` is "ok", "bad", or "starting" before the first tick ever: not ready, and nothing to be alarmed at.
    """

    status: str
    database: str
    tick_age_seconds: float | None

    @property
    def is_good(self) -> bool:
        """True when nothing needs a person."""
        return self.status == "ok"


def read_readiness(*, now: datetime) -> Readiness:
    """Ask the database, and how long ago background work last showed itself."""
    try:
        age = heartbeat.age(name=TICK, now=now)
    except (DatabaseError, InterfaceError):
        return Readiness(status="bad", database="gone", tick_age_seconds=None)
    if age is None:
        return Readiness(status="starting", database="ok", tick_age_seconds=None)
    status = "ok" if age <= TICK_LIMIT else "bad"
    return Readiness(status=status, database="ok", tick_age_seconds=round(age.total_seconds(), 1))


def show_process(request: HttpRequest) -> JsonResponse:
    """`/healthz`: this process answers. For a load balancer: the form must stay up even when a worker is down."""
    return JsonResponse({"status": "ok"})


def show_readiness(request: HttpRequest) -> JsonResponse:
    """`/readyz`: 200 when the database answers and background work is alive, else 503. For monitoring.

    A set-up that is starting answers 503 too, but without a line in the log.
    """
    found = read_readiness(now=clock.now())
    setattr(request, EXPECTED, found.status == "starting")
    return JsonResponse(asdict(found), status=200 if found.is_good else 503)
