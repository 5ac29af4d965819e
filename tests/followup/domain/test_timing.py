"""Wall clocks and sending hours: both changes of the clock, odd zones, calendar days against hours of the world."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followup.domain.timing import (
    Moved,
    Offset,
    SendingHours,
    Shift,
    Unit,
    add_business_days,
    at_minute,
    day_bounds,
    into_hours,
    into_next_day,
    is_open,
    step_due_at,
    to_utc,
    wall_clock,
    wall_text,
)

NEW_YORK = ZoneInfo("America/New_York")
# Half-hour steps, quarter-hour offsets, a changing hour at midnight, no change at all, and both hemispheres.
ZONES = [
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/St_Johns",
    "America/Santiago",
    "America/Havana",
    "Europe/Madrid",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001  a wall clock has no zone


@pytest.mark.parametrize(
    ("zone", "shown", "moment"),
    [
        ("America/New_York", wall(2027, 3, 14, 2, 30), utc(2027, 3, 14, 7, 0)),
        ("America/New_York", wall(2027, 3, 14, 2, 0), utc(2027, 3, 14, 7, 0)),
        ("America/New_York", wall(2027, 3, 14, 1, 59), utc(2027, 3, 14, 6, 59)),
        ("America/New_York", wall(2026, 11, 1, 1, 30), utc(2026, 11, 1, 5, 30)),
        ("Australia/Lord_Howe", wall(2026, 10, 4, 2, 15), utc(2026, 10, 3, 15, 30)),
        ("America/Havana", wall(2027, 3, 14, 0, 20), utc(2027, 3, 14, 5, 0)),
        # Samoa left out a whole day.
        ("Pacific/Apia", wall(2011, 12, 30, 9, 0), utc(2011, 12, 30, 10, 0)),
        ("Asia/Kathmandu", wall(2026, 11, 17, 9, 0), utc(2026, 11, 17, 3, 15)),
    ],
)
def test_a_wall_clock_is_one_moment(zone: str, shown: datetime, moment: datetime) -> None:
    assert to_utc(shown, ZoneInfo(zone)) == moment


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("minute", [9 * 60, 90, 150])
def test_a_year_of_days_has_one_moment_each_at_the_minute_or_the_next_there_is(zone: str, minute: int) -> None:
    info = ZoneInfo(zone)
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    moments = [at_minute(day, minute, info) for day in days]
    assert len(set(moments)) == 365
    assert moments == sorted(moments)
    for day, moment in zip(days, moments, strict=True):
        shown = wall_clock(moment, info)
        wanted = wall(day.year, day.month, day.day, minute // 60, minute % 60)
        assert shown >= wanted
        if shown != wanted:
            # The minute before does not exist: the clock jumps right here.
            assert wall_clock(moment - timedelta(minutes=1), info) < wanted
        # And never the second of two equal hours.
        assert wall_clock(moment - timedelta(hours=1), info) != shown


@pytest.mark.parametrize("zone", ZONES)
def test_whatever_the_moment_the_hours_give_one_that_is_open_and_not_earlier(zone: str) -> None:
    info = ZoneInfo(zone)
    hours = SendingHours(weekdays=frozenset({0, 1, 2, 3, 4}), holidays=frozenset({date(2026, 11, 26), date(2026, 12, 25)}))
    start = utc(2026, 1, 1)
    for number in range(0, 365 * 24, 7):
        at = start + timedelta(hours=number, minutes=number % 60)
        moved = into_hours(at, hours=hours, zone=info)
        assert moved is not None
        shown = wall_clock(moved.at, info)
        assert moved.at >= at
        assert 9 * 60 <= shown.hour * 60 + shown.minute < 19 * 60
        assert shown.weekday() < 5
        assert shown.date() not in hours.holidays
        assert (moved.shift == Shift.NONE) == (moved.at == at)
        assert is_open(moved.at, hours=hours, zone=info)
        assert into_hours(moved.at, hours=hours, zone=info) == Moved(moved.at, Shift.NONE)


@pytest.mark.parametrize(
    ("at", "moved"),
    [
        (utc(2026, 11, 17, 15, 0), Moved(utc(2026, 11, 17, 15, 0), Shift.NONE)),
        (utc(2026, 11, 17, 8, 0), Moved(utc(2026, 11, 17, 14, 0), Shift.HOURS)),
        (utc(2026, 11, 18, 0, 0), Moved(utc(2026, 11, 18, 14, 0), Shift.HOURS)),
        (utc(2026, 11, 21, 15, 0), Moved(utc(2026, 11, 23, 14, 0), Shift.WEEKDAY)),
        (utc(2026, 11, 26, 15, 0), Moved(utc(2026, 11, 27, 14, 0), Shift.HOLIDAY)),
    ],
)
def test_a_moved_time_says_why(at: datetime, moved: Moved) -> None:
    hours = SendingHours(weekdays=frozenset({0, 1, 2, 3, 4}), holidays=frozenset({date(2026, 11, 26)}))
    assert into_hours(at, hours=hours, zone=NEW_YORK) == moved


def test_hours_that_never_open_send_nothing() -> None:
    closed = SendingHours(weekdays=frozenset())
    assert into_hours(utc(2026, 11, 17), hours=closed, zone=NEW_YORK) is None
    assert into_next_day(utc(2026, 11, 17), hours=closed, zone=NEW_YORK) is None


def test_a_window_that_the_clock_skips_moves_to_the_next_day() -> None:
    night = SendingHours(opens_minute=120, closes_minute=180)
    assert into_hours(utc(2027, 3, 14, 6, 0), hours=night, zone=NEW_YORK) == Moved(utc(2027, 3, 15, 6, 0), Shift.HOURS)


def test_a_cap_puts_off_to_the_opening_of_the_next_local_day() -> None:
    late = utc(2026, 11, 17, 23, 30)
    assert into_next_day(late, hours=SendingHours(), zone=NEW_YORK) == Moved(utc(2026, 11, 18, 14, 0), Shift.CAP)


@pytest.mark.parametrize(
    ("offset", "minute", "due"),
    [
        (Offset(90, Unit.MINUTES), None, utc(2026, 10, 31, 21, 30)),
        (Offset(24, Unit.HOURS), None, utc(2026, 11, 1, 20, 0)),
        # The clocks go back in that night, so a day is 25 hours long and the wall clock stays.
        (Offset(1, Unit.DAYS), None, utc(2026, 11, 1, 21, 0)),
        (Offset(1, Unit.DAYS), 9 * 60, utc(2026, 11, 1, 14, 0)),
        (Offset(-1, Unit.DAYS), 9 * 60, utc(2026, 10, 30, 13, 0)),
        (Offset(2, Unit.WEEKS), 9 * 60, utc(2026, 11, 14, 14, 0)),
        (Offset(1, Unit.BUSINESS_DAYS), 9 * 60, utc(2026, 11, 3, 14, 0)),
        (Offset(-2, Unit.BUSINESS_DAYS), 9 * 60, utc(2026, 10, 29, 13, 0)),
    ],
)
def test_days_are_counted_on_the_calendar_and_hours_on_the_clock_of_the_world(offset: Offset, minute: int | None, due: datetime) -> None:
    saturday_afternoon = utc(2026, 10, 31, 20, 0)
    found = step_due_at(saturday_afternoon, offset=offset, local_minute=minute, zone=NEW_YORK, holidays={date(2026, 11, 2)})
    assert found == due


def test_business_days_skip_weekends_and_holidays_both_ways() -> None:
    friday = date(2026, 11, 20)
    assert add_business_days(friday, 0) == friday
    assert add_business_days(friday, 4, {date(2026, 11, 26)}) == date(2026, 11, 27)
    assert add_business_days(date(2026, 11, 27), -4, {date(2026, 11, 26)}) == friday


def test_the_day_on_which_clocks_change_is_as_long_as_it_is() -> None:
    start, end = day_bounds(utc(2026, 11, 1, 12), NEW_YORK)
    assert end - start == timedelta(hours=25)
    assert wall_text(start, NEW_YORK) == "2026-11-01T00:00"
