"""Staffed time: when people answer, and how deadlines count only those hours.

All arithmetic on durations is done in UTC; wall-clock times are read in the clinic's zone one local day at a time, so
the days on which clocks change are as long as they really are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clinics.models import Clinic

# A clinic without any staffed hour in this many days counts as never staffed.
_HORIZON_DAYS = 60


@dataclass(frozen=True)
class Hours:
    """When a clinic is staffed: (weekday, opening minute, closing minute) in its own zone, less its holidays."""

    zone: ZoneInfo
    periods: tuple[tuple[int, int, int], ...]
    holidays: frozenset[date]


def hours_of(clinic: Clinic) -> Hours:
    """The clinic's staffed hours, read in two queries."""
    periods = clinic.staffed_periods.values_list("weekday", "opens_minute", "closes_minute")
    return Hours(
        zone=ZoneInfo(clinic.time_zone),
        periods=tuple(sorted(periods)),
        holidays=frozenset(clinic.holidays.values_list("day", flat=True)),
    )


def day_periods(hours: Hours, day: date) -> list[tuple[datetime, datetime]]:
    """The staffed stretches of one local day as UTC times; none on a holiday."""
    if day in hours.holidays:
        return []
    return [
        (_at_minute(hours.zone, day, opens), _at_minute(hours.zone, day, closes))
        for weekday, opens, closes in hours.periods
        if weekday == day.weekday()
    ]


def is_staffed(hours: Hours, at: datetime) -> bool:
    """Whether somebody answers at this moment."""
    return closes_at(hours, at) is not None


def closes_at(hours: Hours, at: datetime) -> datetime | None:
    """The end of the staffed stretch that holds `at`, in UTC, or None when nobody is staffed then."""
    for opens, closes in day_periods(hours, at.astimezone(hours.zone).date()):
        if opens <= at < closes:
            return closes
    return None


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """The first moment from `at` on at which somebody answers, in UTC; None when the clinic is never staffed."""
    for opens, closes in _periods_from(hours, at):
        if at < closes:
            return max(opens, at.astimezone(UTC))
    return None


def add_staffed_minutes(hours: Hours, at: datetime, minutes: int) -> datetime:
    """The moment `minutes` staffed minutes after `at`, in UTC.

    A clinic that is never staffed counts wall time: a deadline too early is shown, one that never comes is not.
    """
    left = timedelta(minutes=minutes)
    for opens, closes in _periods_from(hours, at):
        start = max(opens, at)
        if start >= closes:
            continue
        if start + left <= closes:
            return (start + left).astimezone(UTC)
        left -= closes - start
    return at.astimezone(UTC) + timedelta(minutes=minutes)


def staffed_minutes_between(hours: Hours, start: datetime, end: datetime) -> int:
    """Whole staffed minutes between two moments; 0 when `end` is not after `start`."""
    total = timedelta()
    for opens, closes in _periods_from(hours, start):
        if opens >= end:
            break
        total += max(min(closes, end) - max(opens, start), timedelta())
    return int(total.total_seconds() // 60)


def _periods_from(hours: Hours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    # A stretch of yesterday may still run: 24:00 of one day is 0:00 of the next.
    first = at.astimezone(hours.zone).date() - timedelta(days=1)
    if not hours.periods:
        return
    day, empty_days = first, 0
    while empty_days < _HORIZON_DAYS:
        periods = day_periods(hours, day)
        empty_days = 0 if periods else empty_days + 1
        yield from periods
        day += timedelta(days=1)


def _at_minute(zone: ZoneInfo, day: date, minute: int) -> datetime:
    # Midnight at the end of a day is minute 1440. An hour the clock skips is read with the offset before the jump.
    day, minute = (day + timedelta(days=1), 0) if minute == 24 * 60 else (day, minute)
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone).astimezone(UTC)
