"""Staffed time: deadlines count only hours in which somebody answers, through holidays and changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinics.domain.hours import (
    Hours,
    add_staffed_minutes,
    closes_at,
    hours_of,
    is_staffed,
    next_opening,
    staffed_minutes_between,
)
from clinics.models import Holiday
from tests.factories import make_clinic

ZONE = ZoneInfo("America/New_York")
WEEKDAYS = Hours(ZONE, tuple((day, 480, 1020) for day in range(5)), frozenset())
SPLIT = Hours(ZONE, ((0, 480, 720), (0, 780, 1020)), frozenset())
NEVER = Hours(ZONE, (), frozenset())
ALL_DAY = Hours(ZONE, tuple((day, 0, 1440) for day in range(7)), frozenset())


def local(text: str) -> datetime:
    """A moment written as New York's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_an_hour_inside_the_day_ends_an_hour_later() -> None:
    assert add_staffed_minutes(WEEKDAYS, local("2026-11-17T10:00"), 60) == local("2026-11-17T11:00")


def test_minutes_left_at_closing_time_go_on_the_next_morning() -> None:
    assert add_staffed_minutes(WEEKDAYS, local("2026-11-17T16:30"), 60) == local("2026-11-18T08:30")


def test_friday_evening_goes_on_monday() -> None:
    assert add_staffed_minutes(WEEKDAYS, local("2026-11-20T18:00"), 15) == local("2026-11-23T08:15")


def test_a_lunch_break_is_not_counted() -> None:
    assert add_staffed_minutes(SPLIT, local("2026-11-16T11:50"), 20) == local("2026-11-16T13:10")


def test_a_holiday_is_not_staffed() -> None:
    hours = Hours(ZONE, WEEKDAYS.periods, frozenset({date(2026, 11, 26)}))

    assert not is_staffed(hours, local("2026-11-26T10:00"))
    assert next_opening(hours, local("2026-11-26T10:00")) == local("2026-11-27T08:00")


def test_a_clinic_without_hours_counts_wall_time() -> None:
    start = local("2026-11-17T10:00")

    assert add_staffed_minutes(NEVER, start, 90) == start + timedelta(minutes=90)
    assert next_opening(NEVER, start) is None
    assert staffed_minutes_between(NEVER, start, start + timedelta(days=1)) == 0


@pytest.mark.parametrize(("day", "minutes"), [("2026-03-08", 23 * 60), ("2026-11-01", 25 * 60), ("2026-11-17", 24 * 60)])
def test_a_day_on_which_the_clock_changes_is_as_long_as_it_is(day: str, minutes: int) -> None:
    start = local(f"{day}T00:00")
    end = datetime.combine(start.date() + timedelta(days=1), start.time(), tzinfo=ZONE)

    assert staffed_minutes_between(ALL_DAY, start, end) == minutes


def test_round_the_clock_closes_at_midnight_and_opens_at_once() -> None:
    assert closes_at(ALL_DAY, local("2026-11-17T23:59")) == local("2026-11-18T00:00")
    assert add_staffed_minutes(ALL_DAY, local("2026-11-17T23:50"), 20) == local("2026-11-18T00:10")


def test_adding_and_counting_agree_over_a_year() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for step in range(400):
        start = at + timedelta(hours=22 * step)
        assert staffed_minutes_between(WEEKDAYS, start, add_staffed_minutes(WEEKDAYS, start, 77)) == 77


def test_nothing_is_staffed_between_an_end_and_an_earlier_start() -> None:
    assert staffed_minutes_between(WEEKDAYS, local("2026-11-17T12:00"), local("2026-11-17T10:00")) == 0


@pytest.mark.django_db
def test_hours_of_reads_one_clinic_only() -> None:
    clinic, other = make_clinic(), make_clinic(staffed=False)
    Holiday.objects.create(clinic=other, day=date(2026, 12, 25), name="Christmas")

    assert hours_of(clinic) == WEEKDAYS
    assert hours_of(other) == Hours(ZONE, (), frozenset({date(2026, 12, 25)}))
