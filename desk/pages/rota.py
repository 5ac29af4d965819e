"""What the rota page shows: the week's shifts by day, who stands in, and the hours of the coming week with nobody."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.utils.functional import Promise

from clinics.domain.rota import Gap, gaps, on_duty, rota_of
from clinics.models import Clinic, RotaCover, RotaShift, Staff
from clinics.states import Weekday

LOOKS_AHEAD = timedelta(days=7)
_DAY = 24 * 60


@dataclass(frozen=True)
class ShiftLine:
    """One weekly shift as people read it."""

    id: UUID
    name: str
    starts: time
    ends: time
    is_next_day: bool
    is_backup: bool


@dataclass(frozen=True)
class RotaPage:
    """The rota of one clinic at one moment."""

    days: list[tuple[Promise | str, list[ShiftLine]]]
    covers: list[RotaCover]
    gaps: list[Gap]
    on_duty: list[str]
    # Nobody has a shift now: `on_duty` is the on-call list, which is told instead.
    is_gap: bool
    has_shifts: bool
    has_standing: bool


def rota_page(clinic: Clinic, *, now: datetime) -> RotaPage:
    """Read it all, names included, in five queries."""
    rota = rota_of(clinic, since=now)
    rows = list(RotaShift.objects.filter(clinic=clinic).select_related("staff").order_by("weekday", "starts_minute", "is_backup", "id"))
    duty = on_duty(rota, now)
    by_rota = [*duty.first, *duty.backups]
    covers = RotaCover.objects.filter(clinic=clinic, ends_at__gt=now).select_related("staff", "instead_of")
    return RotaPage(
        days=[(day.label, [_line(row) for row in rows if row.weekday == day.value]) for day in Weekday],
        covers=list(covers.order_by("starts_at", "id")),
        gaps=gaps(rota, now, now + LOOKS_AHEAD),
        on_duty=_names(by_rota or [*rota.standing]),
        is_gap=bool(rows) and not by_rota,
        has_shifts=bool(rows),
        has_standing=bool(rota.standing),
    )


def _line(row: RotaShift) -> ShiftLine:
    ends = row.starts_minute + row.minutes
    return ShiftLine(row.id, row.staff.name, _clock(row.starts_minute), _clock(ends), ends > _DAY, row.is_backup)


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _names(ids: list[UUID]) -> list[str]:
    people = Staff.objects.in_bulk(ids)
    return [people[found].name for found in ids if found in people]
