"""The rota: who is on duty at a moment, and the hours ahead in which nobody is.

Shifts are wall-clock hours of the clinic, so a night shift on the day the clocks change is as long as that night.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from clinics.models import Clinic, OnCallMember, RotaCover, RotaShift

_DAY = 24 * 60


@dataclass(frozen=True)
class Shift:
    """One weekly shift: minutes after midnight in the clinic's zone, and how many minutes by the clock on the wall."""

    staff_id: UUID
    weekday: int
    starts_minute: int
    minutes: int
    is_backup: bool = False


@dataclass(frozen=True)
class Cover:
    """Real time in which somebody stands in, or in which `instead_of` is away."""

    staff_id: UUID | None
    instead_of_id: UUID | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Rota:
    """Everything that decides who is on duty. `standing` is the ordered list told when no shift has anybody."""

    zone: ZoneInfo
    shifts: tuple[Shift, ...]
    covers: tuple[Cover, ...]
    standing: tuple[UUID, ...]


@dataclass(frozen=True)
class OnDuty:
    """Who is told of an emergency now: `first` at once, `backups` with the second round; both in order."""

    first: tuple[UUID, ...]
    backups: tuple[UUID, ...]


@dataclass(frozen=True)
class Gap:
    """A stretch without anybody on a shift, in UTC. The standing list is told then, when it has anybody."""

    starts_at: datetime
    ends_at: datetime


def rota_of(clinic: Clinic, *, since: datetime) -> Rota:
    """The clinic's rota with the covers that end after `since`, read in three queries; disabled staff are not on it."""
    shifts = RotaShift.objects.filter(clinic=clinic, staff__is_active=True).order_by("weekday", "starts_minute", "id")
    covers = RotaCover.objects.filter(clinic=clinic, ends_at__gt=since).select_related("staff").order_by("starts_at", "id")
    standing = OnCallMember.objects.filter(clinic=clinic, staff__is_active=True).order_by("position", "id")
    return Rota(
        zone=ZoneInfo(clinic.time_zone),
        shifts=tuple(Shift(row.staff_id, row.weekday, row.starts_minute, row.minutes, row.is_backup) for row in shifts),
        covers=tuple(_cover(row) for row in covers),
        standing=tuple(standing.values_list("staff_id", flat=True)),
    )


def on_duty(rota: Rota, at: datetime) -> OnDuty:
    """Who is on duty at `at`, covers applied. Both are empty in a gap."""
    away = {cover.instead_of_id for cover in _covers_at(rota, at)}
    running = [shift for shift in rota.shifts if shift.staff_id not in away and _runs(rota.zone, shift, at)]
    standing_in = [cover.staff_id for cover in _covers_at(rota, at) if cover.staff_id is not None]
    first = dict.fromkeys([*standing_in, *(shift.staff_id for shift in running if not shift.is_backup)])
    backups = dict.fromkeys(shift.staff_id for shift in running if shift.is_backup and shift.staff_id not in first)
    return OnDuty(tuple(first), tuple(backups))


def gaps(rota: Rota, start: datetime, end: datetime) -> list[Gap]:
    """The stretches between two moments in which nobody is on duty. A clinic without shifts has none: its list stands."""
    if not rota.shifts and not rota.covers:
        return []
    edges = sorted({start, end, *(edge for edge in _edges(rota, start, end) if start < edge < end)})
    found: list[Gap] = []
    for opens, closes in pairwise(edges):
        duty = on_duty(rota, opens)
        if duty.first or duty.backups:
            continue
        if found and found[-1].ends_at == opens:
            found[-1] = Gap(found[-1].starts_at, closes)
        else:
            found.append(Gap(opens, closes))
    return found


def somebody_is_told(clinic: Clinic, *, now: datetime) -> bool:
    """Whether an emergency at this moment would reach anybody on a shift or on the standing list."""
    rota = rota_of(clinic, since=now)
    duty = on_duty(rota, now)
    return bool(duty.first or duty.backups or rota.standing)


def shift_times(zone: ZoneInfo, shift: Shift, day: date) -> tuple[datetime, datetime]:
    """When the shift that begins on local `day` starts and ends, in UTC."""
    return _at(zone, day, shift.starts_minute), _at(zone, day, shift.starts_minute + shift.minutes)


def _cover(row: RotaCover) -> Cover:
    stands_in = row.staff_id if row.staff is not None and row.staff.is_active else None
    return Cover(stands_in, row.instead_of_id, row.starts_at, row.ends_at)


def _covers_at(rota: Rota, at: datetime) -> list[Cover]:
    return [cover for cover in rota.covers if cover.starts_at <= at < cover.ends_at]


def _runs(zone: ZoneInfo, shift: Shift, at: datetime) -> bool:
    today = at.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        if day.weekday() == shift.weekday:
            starts, ends = shift_times(zone, shift, day)
            if starts <= at < ends:
                return True
    return False


def _edges(rota: Rota, start: datetime, end: datetime) -> Iterator[datetime]:
    for cover in rota.covers:
        yield cover.starts_at
        yield cover.ends_at
    day, last = start.astimezone(rota.zone).date() - timedelta(days=1), end.astimezone(rota.zone).date()
    while day <= last:
        for shift in rota.shifts:
            if shift.weekday == day.weekday():
                yield from shift_times(rota.zone, shift, day)
        day += timedelta(days=1)


def _at(zone: ZoneInfo, day: date, minute: int) -> datetime:
    day, minute = day + timedelta(days=minute // _DAY), minute % _DAY
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone).astimezone(UTC)
