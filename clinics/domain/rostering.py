"""Rostering: admins write the weekly shifts and who stands in for whom. Every change is in the audit."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from clinics.domain.rota import Cover, Shift
from clinics.models import Clinic, RotaCover, RotaShift, Staff
from core import audit
from core.audit import Actor
from core.sql import whole

MOST_SHIFTS = 200
LONGEST_COVER = timedelta(days=62)


class BadCoverError(ValueError):
    """The stand-in can't be entered: it ends before it starts, is over, is too long, or names nobody of the clinic."""


@whole
def add_shifts(*, clinic_id: UUID, shifts: Iterable[Shift], actor: Actor, now: datetime) -> int:
    """Add weekly shifts; one that stands already changes its length and place. How many were given. Strangers are left out."""
    clinic = Clinic.objects.select_for_update().get(id=clinic_id)
    members = _members(clinic)
    count = 0
    for shift in shifts:
        if shift.staff_id not in members or RotaShift.objects.filter(clinic=clinic).count() >= MOST_SHIFTS:
            continue
        RotaShift.objects.update_or_create(
            clinic=clinic,
            staff_id=shift.staff_id,
            weekday=shift.weekday,
            starts_minute=shift.starts_minute,
            defaults={"minutes": shift.minutes, "is_backup": shift.is_backup},
        )
        count += 1
    if count:
        _record("rota.shifts_added", clinic, actor, now)
    return count


@whole
def remove_shift(*, clinic_id: UUID, shift_id: UUID, actor: Actor, now: datetime) -> None:
    """Take a weekly shift off the rota. Removing what is gone changes nothing."""
    clinic = Clinic.objects.select_for_update().get(id=clinic_id)
    if RotaShift.objects.filter(id=shift_id, clinic=clinic).delete()[0]:
        _record("rota.shift_removed", clinic, actor, now)


@whole
def add_cover(*, clinic_id: UUID, cover: Cover, actor: Actor, now: datetime) -> RotaCover:
    """Put somebody on duty for a stretch of real time, in place of somebody or beside them; raises BadCoverError.

    The same stretch entered twice is one row.
    """
    clinic = Clinic.objects.select_for_update().get(id=clinic_id)
    named = {one for one in (cover.staff_id, cover.instead_of_id) if one is not None}
    is_sound = named and named <= _members(clinic) and cover.staff_id != cover.instead_of_id
    if not is_sound or not cover.starts_at < cover.ends_at <= cover.starts_at + LONGEST_COVER or cover.ends_at <= now:
        raise BadCoverError
    row, is_new = RotaCover.objects.get_or_create(clinic=clinic, **vars(cover), defaults={"created_at": now})
    if is_new:
        _record("rota.cover_added", clinic, actor, now)
    return row


@whole
def remove_cover(*, clinic_id: UUID, cover_id: UUID, actor: Actor, now: datetime) -> None:
    """Nobody stands in then after all. Removing what is gone changes nothing."""
    clinic = Clinic.objects.select_for_update().get(id=clinic_id)
    if RotaCover.objects.filter(id=cover_id, clinic=clinic).delete()[0]:
        _record("rota.cover_removed", clinic, actor, now)


def _members(clinic: Clinic) -> set[UUID]:
    return set(Staff.objects.filter(memberships__clinic=clinic, is_active=True).values_list("id", flat=True))


def _record(action: str, clinic: Clinic, actor: Actor, now: datetime) -> None:
    audit.record(actor=actor, action=action, object_type="clinic", object_id=clinic.id, clinic_id=clinic.id, now=now)
