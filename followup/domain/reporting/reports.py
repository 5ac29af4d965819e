"""Reports of one clinic: how many answer, how fast a person meets a flag, who is still looked after, what came of silence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from clinics.models import Clinic
from followup.domain.aftercare.flagging import ABOUT_MESSAGES
from followup.domain.reporting.counting import Share, Times, times_of
from followup.models import Aftercare, CheckIn, Course, Flag
from followup.states import AftercareState, CheckInState, FlagKind
from followup.states.medicine import DoseState
from intake.models import Lead
from intake.states import Severity

WEEKS = (1, 2, 4, 8, 12, 26, 39, 52, 78, 104)
MOST_DOSES = 13
# A dose counts as not taken when this much has passed since its day.
_DOSE_SETTLES = timedelta(days=7)


@dataclass(frozen=True)
class Period:
    """From the first moment to before the last, and the clinic whose numbers they are; `leaves`: for eyes outside."""

    clinic: Clinic
    since: datetime
    until: datetime
    leaves: bool = False

    def share(self, part: int, whole: int) -> Share:
        """So many of so many, small groups hidden as the clinic says."""
        return Share(part, whole, self.clinic.smallest_group, self.leaves)

    def times(self, durations: Iterable[timedelta]) -> Times:
        """How long it took, unless too few are told of."""
        return times_of(durations, smallest=self.clinic.smallest_group)


@dataclass(frozen=True)
class FlagTimes:
    """Flags of one severity: how many, how many were met by a person, how long that took."""

    severity: Severity
    met: Share
    times: Times


@dataclass(frozen=True)
class Silence:
    """People who were not heard from: how many a person reached or heard from again, and how long it took."""

    resolved: Share
    times: Times
    open_now: int


@dataclass(frozen=True)
class Answered:
    """Inquiries of one severity: first attempt within its time, and the time to the first live contact."""

    severity: Severity
    in_time: Share
    times: Times


def reply_rate(period: Period) -> list[tuple[date, Share]]:
    """For each week (its Monday, in the clinic's zone) the check-ins that were asked and those that were answered."""
    asked = _check_ins(period).values_list("asked_at", "state")
    zone = ZoneInfo(period.clinic.time_zone)
    weeks: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for at, state in asked:
        if at is None:
            continue
        day = at.astimezone(zone).date()
        week = weeks[day - timedelta(days=day.weekday())]
        week[0] += state == CheckInState.ANSWERED
        week[1] += 1
    return [(monday, period.share(part, whole)) for monday, (part, whole) in sorted(weeks.items())]


def reply_total(period: Period) -> Share:
    """All check-ins of the period that were asked, and those answered."""
    asked = _check_ins(period)
    return period.share(asked.filter(state=CheckInState.ANSWERED).count(), asked.count())


def flag_to_person(period: Period) -> list[FlagTimes]:
    """From a flag about how somebody is to the first time a person spoke with them, most urgent first."""
    rows = Flag.objects.filter(clinic=period.clinic, raised_at__gte=period.since, raised_at__lt=period.until)
    found: dict[int, list[timedelta | None]] = defaultdict(list)
    for severity, raised, met in rows.exclude(kind__in=ABOUT_MESSAGES).values_list("severity", "raised_at", "met_at"):
        found[severity].append(met - raised if met else None)
    return [_flag_times(period, severity, found[severity]) for severity in Severity if found.get(severity)]


def retention_by_week(period: Period, *, now: datetime) -> list[tuple[int, Share]]:
    """Of those who entered in the period and could have got so far: who was still looked after so many weeks later."""
    entered = Aftercare.objects.filter(clinic=period.clinic, entered_at__gte=period.since, entered_at__lt=period.until)
    rows = list(entered.values_list("entered_at", "state", "state_at"))
    return [
        (weeks, _still_there(period, rows, timedelta(weeks=weeks), now)) for weeks in WEEKS if _could(rows, timedelta(weeks=weeks), now)
    ]


def retention_by_dose(period: Period, *, today: date) -> list[tuple[int, Share]]:
    """Of those whose first dose lies in the period and whose n-th could have come: who got it."""
    courses = Course.objects.filter(clinic=period.clinic, started_on__gte=period.since.date(), started_on__lt=period.until.date())
    given: dict[object, list[date]] = defaultdict(list)
    covers: dict[object, int] = {}
    doses = courses.values_list("id", "doses__state", "doses__given_on", "doses__covers_days").order_by("id", "doses__number")
    for course, state, on, days in doses:
        covers.setdefault(course, days or 28)
        if state in {DoseState.GIVEN, DoseState.LATE_GIVEN} and on:
            given[course].append(on)
    found = []
    for number in range(1, MOST_DOSES + 1):
        able = [one for one, days in given.items() if days[0] + timedelta(days=covers[one] * (number - 1)) + _DOSE_SETTLES <= today]
        if able:
            found.append((number, period.share(sum(len(given[one]) >= number for one in able), len(able))))
    return found


def silence(period: Period) -> Silence:
    """Flags of silence of the period and what came of them."""
    rows = Flag.objects.filter(
        clinic=period.clinic, kind=FlagKind.SILENCE, raised_at__gte=period.since, raised_at__lt=period.until
    ).values_list("raised_at", "met_at", "ended_at", "outcome")
    # An answer by themselves ends the silence as well as a talk does.
    heard = [(met, ended if outcome == "answered" else None) for _raised, met, ended, outcome in rows]
    took = [min(filter(None, moments)) - row[0] for row, moments in zip(rows, heard, strict=True) if any(moments)]
    return Silence(period.share(len(took), len(rows)), period.times(took), sum(ended is None for _raised, _met, ended, _outcome in rows))


def answered_in_time(period: Period) -> list[Answered]:
    """Inquiries that arrived in the period, most urgent first. Time runs from arrival, day and night."""
    rows = Lead.objects.filter(clinic=period.clinic, arrived_at__gte=period.since, arrived_at__lt=period.until)
    columns = rows.values_list("severity", "arrived_at", "first_attempt_due_at", "first_attempt_at", "first_live_contact_at")
    found: dict[int, list[tuple[bool, timedelta | None]]] = defaultdict(list)
    for severity, arrived, due, tried, spoke in columns:
        if due is not None:
            found[severity].append((tried is not None and tried <= due, spoke - arrived if spoke else None))
    return [
        Answered(
            severity,
            period.share(sum(in_time for in_time, _took in found[severity]), len(found[severity])),
            period.times(took for _in_time, took in found[severity] if took is not None),
        )
        for severity in Severity
        if found.get(severity)
    ]


def _check_ins(period: Period) -> QuerySet[CheckIn]:
    """Whoever was asked by mail and still has time to answer counts neither way."""
    rows = CheckIn.objects.filter(clinic=period.clinic, asked_at__gte=period.since, asked_at__lt=period.until)
    over = rows.exclude(state__in=[CheckInState.PLANNED, CheckInState.CANCELLED])
    return over.exclude(state=CheckInState.SENT, missed_at__isnull=False)


def _flag_times(period: Period, severity: Severity, took: list[timedelta | None]) -> FlagTimes:
    met = [one for one in took if one is not None]
    return FlagTimes(severity, period.share(len(met), len(took)), period.times(met))


def _could(rows: list[tuple[datetime, str, datetime]], after: timedelta, now: datetime) -> bool:
    return any(entered + after <= now for entered, _state, _at in rows)


def _still_there(period: Period, rows: list[tuple[datetime, str, datetime]], after: timedelta, now: datetime) -> Share:
    able = [(entered, state, at) for entered, state, at in rows if entered + after <= now]
    there = [entered for entered, state, at in able if state != AftercareState.ENDED or at >= entered + after]
    return period.share(len(there), len(able))
