"""Celery's way into intake: ids in, one domain call each. A lost message costs one sweep, never an inquiry."""

from datetime import timedelta
from typing import Any

from celery import shared_task

from core import clock
from core.doorbell import ring
from core.turns import Seldom, Turns
from intake.domain.claiming import sweep_claims
from intake.domain.drafting import sweep_drafts
from intake.domain.handing_over import give_back_strays
from intake.domain.matching import sweep_shared
from intake.domain.receiving import sweep_submissions
from intake.domain.watching_reads import watch_reading

# One run ends before a worker that is asked to stop is killed; what is left rings for another run.
RUN_SECONDS = 8
_sweeping = Turns()
_looking_for_strays = Seldom(seconds=120)


@shared_task(name="intake.sweep")
def sweep(**_: Any) -> None:
    """Understand what was kept, match who wrote at once, end leases that ran out, give back strays, notice who reads much."""
    _sweeping.take(_sweep)


def _sweep() -> None:
    now = clock.now()
    until = now + timedelta(seconds=RUN_SECONDS)
    sweep_submissions(now=now, is_over=lambda: clock.now() >= until)
    sweep_shared(now=now)
    sweep_claims(now=now)
    sweep_drafts(now=now)
    watch_reading(now=now)
    _looking_for_strays.do(lambda: give_back_strays(now=now), now=now)
    if clock.now() >= until:
        ring("intake.sweep")
