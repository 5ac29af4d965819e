"""The jobs of this room: scheduler, broker and worker prove that they are alive, the audit is sealed and checked, sessions end."""

from datetime import timedelta
from typing import Any

from celery import shared_task

from core import clock, heartbeat
from core.anchoring import anchor_file, write_anchor
from core.checking_audit import check_audit
from core.sealing_audit import head_of_chain, seal_audit
from core.sessions import forget_expired
from core.tally import forget_tallies

TICK = "tick"
# One turn of the daily check: about a hundred thousand entries, every five minutes while it lasts.
CHECK_SECONDS = 5


@shared_task(name="core.tick")
def tick(**_: Any) -> None:
    """Note that a scheduled job has just run (`doctor` and the health page read its age), and forget old tallies."""
    now = clock.now()
    heartbeat.beat(name=TICK, now=now)
    forget_tallies(now=now)


@shared_task(name="core.forget_sessions")
def forget_sessions(**_: Any) -> None:
    """Delete sessions whose end has passed; their owners were signed out long before."""
    forget_expired(now=clock.now())


@shared_task(name="core.check_audit")
def check(**_: Any) -> None:
    """Go on with today's check of the audit for a few seconds; once it has ended there is nothing to do until tomorrow."""
    now = clock.now()
    until = now + timedelta(seconds=CHECK_SECONDS)
    check_audit(anchors=anchor_file(), now=now, is_over=lambda: clock.now() >= until)


@shared_task(name="core.seal_audit")
def seal(**_: Any) -> None:
    """Seal what was recorded since the last time, and write the head where the database does not reach."""
    now = clock.now()
    seal_audit(now=now)
    write_anchor(head_of_chain(), path=anchor_file(), now=now)
