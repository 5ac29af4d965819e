"""Settling a clinic in: its names and rules of time, phone lines, on-call list and pager."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from clinics.models import Clinic, OnCallMember, PagerWebhook, PhoneLine, Staff
from core import audit
from core.audit import Actor
from core.sql import whole
from core.standing import StillStands, always, check_standing

CLINIC_FIELDS = frozenset(
    {
        "slug",
        "public_name",
        "discreet_name",
        "time_zone",
        "languages",
        "phone_region",
        "leave_url",
        "emergency_minutes",
        "urgent_minutes",
        "soon_minutes",
        "routine_minutes",
        "backlog_limit",
        "smallest_group",
        "accepts_inquiries",
        "offers_texts",
        "crisis_text_approver",
        "crisis_text_approved_on",
    }
)
LINE_FIELDS = frozenset({"number", "label", "language", "is_public", "position"})


class TakenNameError(ValueError):
    """Another clinic has this web address, or another line of the clinic this number."""


@whole
def add_clinic(*, actor: Actor, now: datetime, is_sample: bool = False, **values: Any) -> Clinic:
    """A new clinic with these CLINIC_FIELDS; raises TakenNameError."""
    clinic = Clinic(created_at=now, is_sample=is_sample, **_only(values, CLINIC_FIELDS))
    _save_or_say_taken(clinic)
    _record("clinic.added", clinic.id, clinic.id, actor, now)
    return clinic


@whole
def change_clinic(
    *, clinic_id: UUID, changes: Mapping[str, Any], actor: Actor, now: datetime, still_stands: StillStands = always
) -> Clinic:
    """Set some of CLINIC_FIELDS. What did not change leaves no trace; raises TakenNameError or OutdatedError."""
    clinic = Clinic.objects.select_for_update().get(id=clinic_id)
    check_standing(still_stands)
    changed = [name for name, value in _only(changes, CLINIC_FIELDS).items() if getattr(clinic, name) != value]
    for name in changed:
        setattr(clinic, name, changes[name])
    if changed:
        _save_or_say_taken(clinic, update_fields=changed)
        _record("clinic.changed", clinic.id, clinic.id, actor, now, reason=", ".join(sorted(changed)))
    return clinic


@whole
def save_line(
    *,
    clinic_id: UUID,
    line_id: UUID | None,
    values: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    still_stands: StillStands = always,
) -> PhoneLine:
    """Add a phone line, or change the one with `line_id`.

    Raises TakenNameError when the clinic has that number, OutdatedError, PhoneLine.DoesNotExist.
    """
    Clinic.objects.select_for_update().get(id=clinic_id)
    check_standing(still_stands)
    line = PhoneLine.objects.get(id=line_id, clinic_id=clinic_id) if line_id else PhoneLine(clinic_id=clinic_id)
    for name, value in _only(values, LINE_FIELDS).items():
        setattr(line, name, value)
    _save_or_say_taken(line)
    _record("line.changed" if line_id else "line.added", line.id, clinic_id, actor, now)
    return line


@whole
def remove_line(*, clinic_id: UUID, line_id: UUID, actor: Actor, now: datetime) -> None:
    """Forget a phone line; calls that came in on it stay. Removing what is gone changes nothing."""
    if PhoneLine.objects.filter(id=line_id, clinic_id=clinic_id).delete()[0]:
        _record("line.removed", line_id, clinic_id, actor, now)


@whole
def set_on_call(*, clinic_id: UUID, staff_ids: Sequence[UUID], actor: Actor, now: datetime, still_stands: StillStands = always) -> None:
    """Who is told of an emergency, in this order. People without a role in the clinic are left out; raises OutdatedError."""
    Clinic.objects.select_for_update().get(id=clinic_id)
    check_standing(still_stands)
    members = set(_members(clinic_id).filter(id__in=staff_ids).values_list("id", flat=True))
    wanted = [staff_id for staff_id in dict.fromkeys(staff_ids) if staff_id in members]
    before = OnCallMember.objects.filter(clinic_id=clinic_id).order_by("position").values_list("staff_id", flat=True)
    if list(before) == wanted:
        return
    OnCallMember.objects.filter(clinic_id=clinic_id).delete()
    OnCallMember.objects.bulk_create(
        OnCallMember(clinic_id=clinic_id, staff_id=staff_id, position=position) for position, staff_id in enumerate(wanted)
    )
    _record("on_call.changed", clinic_id, clinic_id, actor, now)


@whole
def set_pager(*, clinic_id: UUID, url: str, actor: Actor, now: datetime) -> tuple[PagerWebhook, str]:
    """Post alerts to this address from now on, in place of any other. Returns the row and its secret, shown once."""
    Clinic.objects.select_for_update().get(id=clinic_id)
    PagerWebhook.objects.filter(clinic_id=clinic_id, is_active=True).update(is_active=False)
    secret = secrets.token_urlsafe(32)
    pager = PagerWebhook.objects.create(clinic_id=clinic_id, url=url, secret=secret, created_at=now)
    _record("pager.set", pager.id, clinic_id, actor, now)
    return pager, secret


@whole
def stop_pager(*, clinic_id: UUID, actor: Actor, now: datetime) -> None:
    """Post alerts nowhere. What was delivered before stays listed."""
    for pager in PagerWebhook.objects.filter(clinic_id=clinic_id, is_active=True):
        pager.is_active = False
        pager.save(update_fields=["is_active"])
        _record("pager.stopped", pager.id, clinic_id, actor, now)


def _members(clinic_id: UUID) -> Any:
    return Staff.objects.filter(memberships__clinic_id=clinic_id, is_active=True).distinct()


def _only(values: Mapping[str, Any], allowed: frozenset[str]) -> Mapping[str, Any]:
    unknown = sorted(set(values) - allowed)
    if unknown:
        raise ValueError(f"These can't be set here: {', '.join(unknown)}")
    return values


def _save_or_say_taken(row: Any, **options: Any) -> None:
    try:
        with transaction.atomic():
            row.save(**options)
    except IntegrityError:
        raise TakenNameError from None


def _record(action: str, object_id: UUID, clinic_id: UUID, actor: Actor, now: datetime, *, reason: str = "") -> None:
    kind = action.partition(".")[0]
    audit.record(actor=actor, action=action, object_type=kind, object_id=object_id, clinic_id=clinic_id, now=now, reason=reason)
