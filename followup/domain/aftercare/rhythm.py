"""Rhythm: on which day somebody is asked next, and why then. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from followup.domain.timing import at_minute, wall_clock

# Weekly for eight weeks, every two weeks to month 12, monthly for half a year, quarterly to the end of year two. Steps
# are whole weeks, so the weekday stays. After telephone continuing care (McKay et al. 2010) and quarterly recovery
# management check-ups (Dennis and Scott 2012); a clinic sets its own.
READY_RHYTHM: tuple[dict[str, int], ...] = (
    {"every_days": 7, "until_day": 56},
    {"every_days": 14, "until_day": 364},
    {"every_days": 28, "until_day": 546},
    {"every_days": 91, "until_day": 728},
)
STEPPED_UP_DAYS = 7
_MOST_STAGES, _MOST_DAYS = 8, 3650


class BadRhythmError(ValueError):
    """The stages can't be used; the message says what to change."""


@dataclass(frozen=True)
class Stage:
    """Every so many days, up to a day counted from the start."""

    every_days: int
    until_day: int


@dataclass(frozen=True)
class Standing:
    """What decides about the next day, read off one person's aftercare."""

    started_on: date
    stepped_up_until: date | None = None
    own_every_days: int | None = None


@dataclass(frozen=True)
class Next:
    """The next day with the reason: "stage", "stepped_up" or "own"."""

    day: date
    every_days: int
    because: str


def read_stages(raw: Sequence[Any]) -> tuple[Stage, ...]:
    """A clinic's stages, or the ready ones when it set none; raises BadRhythmError."""
    rows = list(raw) or list(READY_RHYTHM)
    try:
        stages = tuple(Stage(int(row["every_days"]), int(row["until_day"])) for row in rows)
    except (KeyError, TypeError, ValueError):
        raise BadRhythmError("Each stage needs a number of days between check-ins and a last day.") from None
    ends = [stage.until_day for stage in stages]
    if ends != sorted(set(ends)) or len(stages) > _MOST_STAGES:
        raise BadRhythmError("Each stage must end later than the one before it; eight stages at most.")
    if any(stage.every_days < 1 or stage.until_day > _MOST_DAYS for stage in stages):
        raise BadRhythmError("Days are whole numbers from 1; a rhythm lasts ten years at most.")
    return stages


def next_after(*, last: date, standing: Standing, stages: Sequence[Stage]) -> Next | None:
    """The day after `last` on which to ask again; None when the planned time is over."""
    stage = _stage_on(last, standing, stages)
    if standing.stepped_up_until is not None and last < standing.stepped_up_until:
        every = min(STEPPED_UP_DAYS, stage.every_days if stage else STEPPED_UP_DAYS, standing.own_every_days or STEPPED_UP_DAYS)
        return Next(last + timedelta(days=every), every, "stepped_up")
    if standing.own_every_days:
        return Next(last + timedelta(days=standing.own_every_days), standing.own_every_days, "own")
    return Next(last + timedelta(days=stage.every_days), stage.every_days, "stage") if stage else None


def _stage_on(day: date, standing: Standing, stages: Sequence[Stage]) -> Stage | None:
    passed = (day - standing.started_on).days
    return next((stage for stage in stages if passed < stage.until_day), None)


def moment_of(*, day: date, minute: int, zone: str) -> datetime:
    """That minute of that day on a wall clock of the zone, in UTC."""
    return at_minute(day, minute, ZoneInfo(zone))


def local_day(at: datetime, *, zone: str) -> date:
    """The day a wall clock of the zone shows."""
    return wall_clock(at, ZoneInfo(zone)).date()
