"""Timing: wall clocks, hours in which messages may arrive, and steps counted from a moment. Pure.

A person's hour is a wall clock in their zone. Days and weeks are counted on the calendar there, minutes and hours on the
clock of the world. An hour that the clock skips means the next minute there is; one that comes twice means the first.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
EVERY_DAY = frozenset(range(7))
# Somebody whose hours are closed for longer than this is not written to at all.
_HORIZON_DAYS = 60
_SATURDAY = 5


class Unit(StrEnum):
    """What an offset counts."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    BUSINESS_DAYS = "business_days"


class Shift(StrEnum):
    """Why a time was moved; empty when it was not."""

    NONE = ""
    HOURS = "hours"
    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    CAP = "cap"
    REPLY = "reply"


@dataclass(frozen=True)
class Offset:
    """How long after an anchor (before it, when negative) a step comes."""

    amount: int
    unit: Unit


@dataclass(frozen=True)
class SendingHours:
    """When messages may arrive: minutes of the person's day, weekdays (0 is Monday), less the clinic's holidays."""

    opens_minute: int = 9 * 60
    closes_minute: int = 19 * 60
    weekdays: frozenset[int] = EVERY_DAY
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Moved:
    """A time inside the sending hours, with the reason when it is not the time that was asked for."""

    at: datetime
    shift: Shift


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment of a wall clock without a zone: next minute there is for a skipped hour, first for a repeated one."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if wall_clock(first, zone) == wall:
        return first
    return _end_of_gap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment between two moments at which the clock of the zone jumps, to the second."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def wall_clock(at: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in the zone shows at this moment, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def wall_text(at: datetime, zone: ZoneInfo) -> str:
    """The wall clock as text to the minute, like 2026-11-17T09:00."""
    return wall_clock(at, zone).isoformat(timespec="minutes")


def at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment of a minute of a local day; minute 1440 is midnight at its end."""
    days, minute = divmod(minute, DAY_MINUTES)
    return to_utc(datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60)), zone)


def step_due_at(anchor: datetime, *, offset: Offset, local_minute: int | None, zone: ZoneInfo, holidays: Collection[date] = ()) -> datetime:
    """When a step is due by its rule alone, in UTC. `local_minute` counts for offsets in days only."""
    if offset.unit == Unit.MINUTES:
        return anchor.astimezone(UTC) + timedelta(minutes=offset.amount)
    if offset.unit == Unit.HOURS:
        return anchor.astimezone(UTC) + timedelta(hours=offset.amount)
    wall = wall_clock(anchor, zone)
    day = _moved_day(wall.date(), offset, holidays)
    if local_minute is not None:
        return at_minute(day, local_minute, zone)
    return to_utc(datetime.combine(day, wall.time()), zone)


def _moved_day(day: date, offset: Offset, holidays: Collection[date]) -> date:
    if offset.unit == Unit.WEEKS:
        return day + timedelta(weeks=offset.amount)
    if offset.unit == Unit.DAYS:
        return day + timedelta(days=offset.amount)
    return add_business_days(day, offset.amount, holidays)


def add_business_days(day: date, amount: int, holidays: Collection[date] = ()) -> date:
    """The day `amount` working days later, or earlier when negative: Monday to Friday, less the holidays."""
    step, left = (1 if amount >= 0 else -1), abs(amount)
    while left:
        day += timedelta(days=step)
        left -= is_business_day(day, holidays)
    return day


def is_business_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def is_open(at: datetime, *, hours: SendingHours, zone: ZoneInfo) -> bool:
    """Whether a message may arrive at this moment."""
    moved = into_hours(at, hours=hours, zone=zone)
    return moved is not None and moved.shift == Shift.NONE


def into_hours(at: datetime, *, hours: SendingHours, zone: ZoneInfo) -> Moved | None:
    """This moment, or the first later one at which a message may arrive; None when there is none for two months."""
    today = wall_clock(at, zone).date()
    for opens, closes in _openings(hours, zone, today):
        if at < closes:
            return Moved(at.astimezone(UTC), Shift.NONE) if opens <= at else Moved(opens, _shift_of(today, hours))
    return None


def into_next_day(at: datetime, *, hours: SendingHours, zone: ZoneInfo) -> Moved | None:
    """The first moment of a later local day at which a message may arrive: how a cap puts one off."""
    tomorrow = wall_clock(at, zone).date() + timedelta(days=1)
    first = next(_openings(hours, zone, tomorrow), None)
    return Moved(first[0], Shift.CAP) if first else None


def _openings(hours: SendingHours, zone: ZoneInfo, first: date) -> Iterator[tuple[datetime, datetime]]:
    for days in range(_HORIZON_DAYS):
        day = first + timedelta(days=days)
        if day.weekday() in hours.weekdays and day not in hours.holidays:
            opens, closes = at_minute(day, hours.opens_minute, zone), at_minute(day, hours.closes_minute, zone)
            # A stretch that lies inside a skipped hour does not happen.
            if opens < closes:
                yield opens, closes


def _shift_of(day: date, hours: SendingHours) -> Shift:
    if day in hours.holidays:
        return Shift.HOLIDAY
    return Shift.HOURS if day.weekday() in hours.weekdays else Shift.WEEKDAY


def day_bounds(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Where the local day of this moment begins and ends, in UTC."""
    day = wall_clock(at, zone).date()
    return at_minute(day, 0, zone), at_minute(day, DAY_MINUTES, zone)
