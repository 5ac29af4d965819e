"""Celery's way into intake: ids in, one domain call each. A lost message costs one sweep, never an inquiry."""

from typing import Any

from celery import shared_task

from core.clock import now
from intake.domain.claiming import sweep_claims
from intake.domain.drafting import sweep_drafts
from intake.domain.matching import sweep_shared
from intake.domain.receiving import sweep_submissions
from intake.domain.watching_reads import watch_reading


@shared_task(name="intake.sweep")
def sweep(**_: Any) -> None:
    """Understand what was kept, match who wrote at once, end leases that ran out, forget old drafts, notice who reads much."""
    at = now()
    sweep_submissions(now=at)
    sweep_shared(now=at)
    sweep_claims(now=at)
    sweep_drafts(now=at)
    watch_reading(now=at)
