"""What a doorbell or the schedule runs. Each job is safe to run twice, at once, or not at all: the rows are the queue."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery import shared_task

from core import clock, heartbeat
from core.doorbell import ring
from core.turns import Lately, Seldom, Turns
from followup.channels.mail import mail_sender, shared_pacer
from followup.channels.pager import HttpPager
from followup.domain.aftercare.sweeping import sweep_aftercare
from followup.domain.alerting import raise_alert, raise_due_alerts
from followup.domain.backlog import end_dropped, note_backlogs
from followup.domain.calendar_links import forget_old_calendar_links
from followup.domain.deciding import sweep_undecided, try_to_decide
from followup.domain.delivering import deliver_due, expire_held, reap_lapsed
from followup.domain.due import BATCH, make_due
from followup.domain.exiting import follow_facts
from followup.domain.late_work import tell_of_late_work
from followup.domain.medication.watching import watch_courses
from followup.domain.paging import page_due
from followup.domain.plan_sweeping import follow_zones, plan_due
from followup.domain.telling_of_audit import tell_of_audit
from followup.domain.telling_of_glass import tell_of_broken_glass
from followup.domain.telling_of_reading import tell_of_reading
from followup.domain.tracking import apply_event, drop_old_events, sweep_events

# One run ends before a worker that is asked to stop is killed; what is left rings for another run.
RUN_SECONDS = 8
# Mail is late after an hour (followup.domain.late_mail): whoever looked ten seconds ago has seen whatever an outage left.
_looking_for_late_mail = Seldom(seconds=10)
_beating = Seldom(seconds=1)
# Between two turns of the schedule a ring follows what is new; then everything of the last minutes is read once more.
_followed = Lately(seconds=30)
_dispatching = Turns()
_planning = Turns()


@shared_task(name="followup.sweep")
def sweep(**_: Any) -> None:
    """Find whatever a lost doorbell missed."""
    now = clock.now()
    raise_due_alerts(now=now)
    reap_lapsed(now=now)
    sweep_undecided(now=now)
    expire_held(now=now)
    heartbeat.beat(name="followup.sweep", now=now)
    # Few at a time: a pager service that hangs must not hold up the next sweep.
    page_due(pager=HttpPager(), now=now, limit=3)


@shared_task(name="followup.late")
def late(**_: Any) -> None:
    """Tell supervisors that somebody opened a restricted record or read very much, and of late work; admins of a broken audit."""
    tell_of_broken_glass(now=clock.now())
    tell_of_reading(now=clock.now())
    tell_of_late_work(now=clock.now())
    tell_of_audit(now=clock.now())


@shared_task(name="followup.dispatch")
def dispatch(**_: Any) -> None:
    """Send what is due: one run at a time in a process, or a backlog would fill every thread of a small worker."""
    _dispatching.take(_dispatch)


def _dispatch() -> None:
    # Somebody's letter rings for each run: most of them are moments after another.
    _note_backlogs(clock.now())
    with mail_sender() as sender:
        count = deliver_due(sender=sender, clock=clock.now, seconds=RUN_SECONDS, pacer=shared_pacer())
    now = clock.now()
    _beating.do(lambda: heartbeat.beat(name="followup.dispatch", now=now), now=now)
    if count:
        ring("followup.dispatch")


def _note_backlogs(now: datetime) -> None:
    _looking_for_late_mail.do(lambda: note_backlogs(now=now), now=now)


@shared_task(name="followup.aftercare")
def aftercare(**_: Any) -> None:
    """Ask who is due, remind, notice silence, and end what was answered."""
    now = clock.now()
    until = now + timedelta(seconds=RUN_SECONDS)
    _note_backlogs(now)
    sweep_aftercare(now=now, is_over=lambda: clock.now() >= until)
    heartbeat.beat(name="followup.aftercare", now=now)
    if clock.now() >= until:
        ring("followup.aftercare")


@shared_task(name="followup.plan")
def plan(**_: Any) -> None:
    """Follow what happened to people in plans, then do what is due: one run at a time in a process, like sending."""
    _planning.take(_plan)


def _plan() -> None:
    now = clock.now()
    until = now + timedelta(seconds=RUN_SECONDS)
    # What ends a plan comes before what it would do.
    follow_facts(now=now, followed=_followed.at(now))
    follow_zones(now=now)
    _note_backlogs(now)
    plan_due(now=now)
    count = make_due(now=now, is_over=lambda: clock.now() >= until)
    forget_old_calendar_links(now=now)
    heartbeat.beat(name="followup.plan", now=clock.now())
    if count >= BATCH or (count and clock.now() >= until):
        ring("followup.plan")


@shared_task(name="followup.medication")
def medication(**_: Any) -> None:
    """Look at every dose that is due soon or late, and at the tests."""
    now = clock.now()
    until = now + timedelta(seconds=RUN_SECONDS)
    _note_backlogs(now)
    watch_courses(now=now, is_over=lambda: clock.now() >= until)
    heartbeat.beat(name="followup.medication", now=now)
    if clock.now() >= until:
        ring("followup.medication")


@shared_task(name="followup.decide_lead")
def decide_lead(*, row_id: str, also: Sequence[str] = (), **_: Any) -> None:
    """Decide leads' follow-up now rather than by the sweep."""
    for found in (row_id, *also):
        try_to_decide(lead_id=UUID(found), now=clock.now())
        # kill point: decide.committed


@shared_task(name="followup.alert")
def alert(*, row_id: str, also: Sequence[str] = (), **_: Any) -> None:
    """Tell people of emergencies now."""
    _each((row_id, *also), lambda found: raise_alert(task_id=found, now=clock.now()))


@shared_task(name="followup.page")
def page(**_: Any) -> None:
    """Post to pagers what is due."""
    page_due(pager=HttpPager(), now=clock.now())


@shared_task(name="followup.track")
def track(*, row_id: str, also: Sequence[str] = (), **_: Any) -> None:
    """Apply delivery events now rather than by the sweep."""
    _each((row_id, *also), lambda found: apply_event(event_id=found, now=clock.now()))


def _each(row_ids: Sequence[str], act: Callable[[UUID], object]) -> None:
    """Do the same for every row; one that fails is told of only after the others had their turn."""
    failed: Exception | None = None
    for found in row_ids:
        try:
            act(UUID(found))
        except Exception as error:  # noqa: BLE001  raised below
            failed = failed or error
    if failed is not None:
        raise failed


@shared_task(name="followup.sweep_events")
def sweep_delivery_events(**_: Any) -> None:
    """Apply the delivery events that a lost doorbell missed, and those that waited for their message."""
    now = clock.now()
    sweep_events(now=now)
    drop_old_events(now=now)
    end_dropped(now=now)
