"""Who may do what in which clinic, who may come in at all, and who is on duty instead of somebody who leaves."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from clinics.domain.passwords import end_links
from clinics.domain.staffing import BadAccountError, staff_with_address
from clinics.models import Clinic, Membership, OnCallMember, RotaCover, RotaShift, Staff
from clinics.states import Role
from core import audit
from core.audit import Actor
from core.sessions import end_sessions
from core.sql import whole


class LastAdminError(ValueError):
    """Without this person a clinic would have no admin."""


class AlreadyHereError(ValueError):
    """This person holds a role in this clinic already."""


@whole
def set_roles(*, clinic_id: UUID, staff_id: UUID, roles: Iterable[str], actor: Actor, now: datetime) -> bool:
    """What this person may do in one clinic from the next request on; none takes them out of it, and their last place is their account's.

    False when nothing changes. Raises LastAdminError.
    """
    _lock([clinic_id])
    # Two clinics that take somebody out at once wait here: the second one is the last.
    staff = Staff.objects.select_for_update().get(pk=staff_id)
    wanted = {Role(role).value for role in roles}
    held = set(staff.memberships.filter(clinic_id=clinic_id).values_list("role", flat=True))
    if wanted == held:
        return False
    if Role.ADMIN in held - wanted:
        _refuse_last_admin([clinic_id], staff)
    staff.memberships.filter(clinic_id=clinic_id, role__in=held - wanted).delete()
    Membership.objects.bulk_create(Membership(staff=staff, clinic_id=clinic_id, role=role) for role in sorted(wanted - held))
    changes = [*(f"+{role}" for role in sorted(wanted - held)), *(f"-{role}" for role in sorted(held - wanted))]
    _record("staff.roles", staff, actor, now, clinic_id=clinic_id, reason=" ".join(changes))
    if not wanted and not staff.memberships.exists():
        _let_in_no_more(staff, actor, now)
    return True


@whole
def add_to_clinic(*, staff: Staff, clinic_id: UUID, roles: Iterable[str], actor: Actor, now: datetime) -> None:
    """Give somebody who has an account a place in one more clinic.

    Raises AlreadyHereError where they have one, BadAccountError for a sample account, whose password others know.
    """
    _lock([clinic_id])
    if staff.is_sample and not Clinic.objects.get(pk=clinic_id).is_sample:
        raise BadAccountError("A sample account has no place in a clinic for real people.")
    if staff.memberships.filter(clinic_id=clinic_id).exists():
        raise AlreadyHereError
    set_roles(clinic_id=clinic_id, staff_id=staff.pk, roles=roles, actor=actor, now=now)


@whole
def add_known(*, email: str, clinic_id: UUID, roles: Iterable[str], actor: Actor, now: datetime) -> bool:
    """`add_to_clinic` for whoever has this address; False when nobody has. For a terminal: raises BadAccountError with words.

    Whose account ended with their last place is let in again: there may be nobody else who could.
    """
    staff = staff_with_address(email)
    if staff is None:
        return False
    had_a_place = staff.memberships.exists()
    try:
        add_to_clinic(staff=staff, clinic_id=clinic_id, roles=roles, actor=actor, now=now)
    except AlreadyHereError:
        raise BadAccountError("There is an account with this address already, and it has a place in this clinic.") from None
    if not had_a_place:
        enable_staff(staff=staff, actor=actor, now=now)
    return True


@whole
def disable_staff(*, staff: Staff, actor: Actor, now: datetime) -> bool:
    """Let this person in no more, from the next request on, nor by a link mailed to them.

    False when they were out already; raises LastAdminError.
    """
    _lock(staff.roles_by_clinic)
    if Staff.objects.select_for_update().get(pk=staff.pk).is_active:
        _refuse_last_admin(staff.clinics_with_role(Role.ADMIN), staff)
    return _let_in_no_more(staff, actor, now)


def _let_in_no_more(staff: Staff, actor: Actor, now: datetime) -> bool:
    """The caller holds the account's lock. Links end also for somebody who never came."""
    end_links(staff=staff, now=now)
    if not Staff.objects.filter(pk=staff.pk, is_active=True).update(is_active=False):
        return False
    staff.is_active = False
    end_sessions(staff.pk)
    _record("staff.disabled", staff, actor, now)
    return True


@whole
def enable_staff(*, staff: Staff, actor: Actor, now: datetime) -> bool:
    """Let somebody in again who was disabled, with the roles they hold; False when they were in."""
    if Staff.objects.select_for_update().get(pk=staff.pk).is_active or not staff.has_usable_password():
        return False
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    _record("staff.enabled", staff, actor, now)
    return True


@whole
def hand_over_duty(*, staff: Staff, clinic_ids: Collection[UUID], to: Staff | None, actor: Actor, now: datetime) -> int:
    """Give places on the on-call lists and shifts to somebody of the same clinic, or to nobody; how many there were."""
    rows = 0
    for clinic_id in clinic_ids:
        heir = to if to is not None and clinic_id in to.roles_by_clinic else None
        listed = OnCallMember.objects.filter(clinic_id=clinic_id, staff=staff)
        shifts = RotaShift.objects.filter(clinic_id=clinic_id, staff=staff)
        covers = RotaCover.objects.filter(clinic_id=clinic_id, staff=staff, ends_at__gt=now)
        found = listed.count() + shifts.count() + covers.count()
        _give(listed, heir, taken=OnCallMember.objects.filter(clinic_id=clinic_id, staff=heir).exists())
        for shift in shifts:
            same = RotaShift.objects.filter(clinic_id=clinic_id, staff=heir, weekday=shift.weekday, starts_minute=shift.starts_minute)
            _give(shifts.filter(pk=shift.pk), heir, taken=same.exists())
        _give(covers, heir, taken=False)
        if found:
            _record("staff.duty_handed_over", staff, actor, now, clinic_id=clinic_id, reason=str(heir.pk) if heir else "")
        rows += found
    return rows


def _give(rows: QuerySet[Any], heir: Staff | None, *, taken: bool) -> None:
    if heir is None or taken:
        rows.delete()
    else:
        rows.update(staff=heir)


def _lock(clinic_ids: Iterable[UUID]) -> None:
    """Two admins who remove each other at once wait here."""
    list(Clinic.objects.select_for_update().filter(id__in=list(clinic_ids)).order_by("id"))


def _refuse_last_admin(clinic_ids: Iterable[UUID], staff: Staff) -> None:
    for clinic_id in clinic_ids:
        others = Membership.objects.filter(clinic_id=clinic_id, role=Role.ADMIN, staff__is_active=True).exclude(staff=staff)
        if not others.exists():
            raise LastAdminError


def _record(action: str, staff: Staff, actor: Actor, now: datetime, *, clinic_id: UUID | None = None, reason: str = "") -> None:
    audit.record(actor=actor, action=action, object_type="staff", object_id=staff.pk, clinic_id=clinic_id, now=now, reason=reason)
