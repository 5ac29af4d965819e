"""The two clocks of a lead, first attempt and first live contact, and the slots people ask to be called in."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from clinics.domain.hours import Hours, add_staffed_minutes, day_periods, staffed_minutes_between
from intake.models import Lead

# Local hours of the slots a person can choose; only their staffed part is used.
SLOTS = {"morning": (8, 12), "afternoon": (12, 17), "evening": (17, 21)}
_SLOT_DAYS = 14


@dataclass(frozen=True)
class Slot:
    """When work may start and when it is due, in UTC."""

    ready_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class Waited:
    """How long something took or has taken, in minutes of the wall clock and of staffed time."""

    wall_minutes: int
    staffed_minutes: int
    is_running: bool


def slot_for(*, hours: Hours, wish: str, due_at: datetime, target_minutes: int, now: datetime) -> Slot:
    """The next staffed stretch of the time of day that was asked for.

    "As soon as you can", an unknown wish, and a time of day at which nobody is staffed are ready now.
    """
    if wish not in SLOTS:
        return Slot(ready_at=now, due_at=due_at)
    first, last = SLOTS[wish]
    today = now.astimezone(hours.zone).date()
    for day in (today + timedelta(days=offset) for offset in range(_SLOT_DAYS)):
        starts = datetime.combine(day, time(first), tzinfo=hours.zone)
        ends = datetime.combine(day, time(last), tzinfo=hours.zone)
        for opens, closes in day_periods(hours, day):
            ready, end = max(opens, starts, now), min(closes, ends)
            if ready < end:
                return Slot(ready_at=ready, due_at=min(add_staffed_minutes(hours, ready, target_minutes), end))
    return Slot(ready_at=now, due_at=due_at)


def waited(*, hours: Hours, since: datetime, until: datetime | None, now: datetime) -> Waited:
    """The time from `since` to `until`, or to now when it has not happened yet."""
    end = until or now
    return Waited(
        wall_minutes=max(int((end - since).total_seconds() // 60), 0),
        staffed_minutes=staffed_minutes_between(hours, since, end),
        is_running=until is None,
    )


def note_attempt(*, lead: Lead, is_live: bool, at: datetime) -> list[str]:
    """Stop the clocks an attempt answers; the names of the columns that changed. The caller saves them."""
    changed = []
    if lead.first_attempt_at is None:
        lead.first_attempt_at = at
        changed.append("first_attempt_at")
    if is_live and lead.first_live_contact_at is None:
        lead.first_live_contact_at = at
        changed.append("first_live_contact_at")
    return changed
