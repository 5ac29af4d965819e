"""Changing when people answer: staffed periods of the week, and holidays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import holidays as holiday_calendars
from django.utils.translation import gettext as _

from clinics.models import Clinic, Holiday, StaffedPeriod
from core import audit
from core.audit import Actor
from core.sql import whole
from core.standing import StillStands, always, check_standing

DAY_END = 24 * 60


@dataclass(frozen=True)
class Period:
    """One stretch of a weekday (Monday is 0) in minutes since midnight; one that runs to midnight closes at 1440."""

    weekday: int
    opens: int
    closes: int


class BadHoursError(ValueError):
    """These hours can't be kept; `problems` pairs the position of a period with a sentence about it."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__("These hours can't be kept.")
        self.problems = list(problems)


def hours_problems(periods: Sequence[Period]) -> list[tuple[int, str]]:
    """What is wrong with these periods, each with its position in the list."""
    problems = []
    for position, period in enumerate(periods):
        if not 0 <= period.opens < period.closes <= DAY_END:
            problems.append((position, _("The closing time must be after the opening time.")))
        elif any(_overlap(period, earlier) for earlier in periods[:position]):
            problems.append((position, _("This overlaps with another time of the same day.")))
    return problems


def _overlap(one: Period, other: Period) -> bool:
    return one.weekday == other.weekday and one.opens < other.closes and other.opens < one.closes


@whole
def set_hours(*, clinic_id: UUID, periods: Sequence[Period], actor: Actor, now: datetime, still_stands: StillStands = always) -> None:
    """Make these the clinic's staffed hours; raises BadHoursError when they can't work, or OutdatedError, and changes nothing then."""
    problems = hours_problems(periods)
    if problems:
        raise BadHoursError(problems)
    clinic = Clinic.objects.select_for_update().get(id=clinic_id)
    check_standing(still_stands)
    clinic.staffed_periods.all().delete()
    StaffedPeriod.objects.bulk_create(
        StaffedPeriod(clinic=clinic, weekday=period.weekday, opens_minute=period.opens, closes_minute=period.closes) for period in periods
    )
    _record("hours.changed", clinic.id, clinic.id, actor, now)


@whole
def add_holidays(*, clinic_id: UUID, days: Iterable[tuple[date, str]], actor: Actor, now: datetime) -> int:
    """Add days on which nobody is staffed and return how many were new; a day that is one already stays as it is."""
    clinic = Clinic.objects.select_for_update().get(id=clinic_id)
    known = set(clinic.holidays.values_list("day", flat=True))
    fresh = {day: name for day, name in days if day not in known}
    Holiday.objects.bulk_create(Holiday(clinic=clinic, day=day, name=name) for day, name in fresh.items())
    if fresh:
        _record("holidays.added", clinic.id, clinic.id, actor, now)
    return len(fresh)


@whole
def remove_holiday(*, clinic_id: UUID, holiday_id: UUID, actor: Actor, now: datetime) -> None:
    """Staff that day as usual again. Removing what is gone changes nothing."""
    if Holiday.objects.filter(id=holiday_id, clinic_id=clinic_id).delete()[0]:
        _record("holiday.removed", holiday_id, clinic_id, actor, now)


def suggested_holidays(*, region: str, years: Iterable[int]) -> list[tuple[date, str]]:
    """Public holidays of a country (ISO 3166) to choose from, by date; none for a country the calendars don't know."""
    try:
        found = holiday_calendars.country_holidays(region, years=list(years))
    except NotImplementedError:
        return []
    return sorted((day, str(name)) for day, name in found.items())


def _record(action: str, object_id: UUID, clinic_id: UUID, actor: Actor, now: datetime) -> None:
    kind = action.partition(".")[0]
    audit.record(actor=actor, action=action, object_type=kind, object_id=object_id, clinic_id=clinic_id, now=now)
