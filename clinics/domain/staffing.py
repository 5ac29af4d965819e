"""Staff accounts: adding people with their roles, and what they set for themselves."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from clinics.models import Membership, Staff
from clinics.states import Availability, Language, Role
from core import audit
from core.audit import Actor
from core.contact import normalise_email
from core.sql import whole


class BadAccountError(ValueError):
    """The account can't be made; the message says why and holds no address."""


class TakenAddressError(BadAccountError):
    """Somebody of the organisation has an account with this address."""


def new_password() -> str:
    """A random password of 120 bits that can be read out and typed: five groups of five letters and digits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _letter in range(5)) for _group in range(5))


def staff_with_address(email: str) -> Staff | None:
    """Whose account has this address, in any spelling of it; None when nobody's has."""
    address = normalise_email(email)
    return Staff.objects.filter(email__iexact=address).first() if address else None


@whole
def add_staff(
    *,
    email: str,
    name: str,
    roles: Mapping[UUID, Iterable[str]],
    password: str,
    actor: Actor,
    now: datetime,
    languages: Iterable[str] = ("en",),
    is_sample: bool = False,
) -> Staff:
    """Somebody with `roles` (clinic id → roles); raises BadAccountError for a bad or taken address or an unknown role."""
    address = normalise_email(email)
    if address is None:
        raise BadAccountError("That is not an e-mail address.")
    if staff_with_address(address) is not None:
        raise TakenAddressError("There is an account with this address already.")
    held = [(clinic_id, role) for clinic_id, names in roles.items() for role in names]
    if any(role not in Role.values for _clinic, role in held):
        raise BadAccountError(f"A role is one of: {', '.join(Role.values)}.")
    staff = Staff(email=address, name=name, languages=list(languages), is_sample=is_sample, date_joined=now)
    staff.set_password(password)
    _save_or_say_taken(staff)
    Membership.objects.bulk_create(Membership(staff=staff, clinic_id=clinic, role=role) for clinic, role in held)
    _record("staff.added", staff, actor, now, reason=", ".join(sorted({role for _clinic, role in held})))
    return staff


def _save_or_say_taken(staff: Staff) -> None:
    """Another admin may have added the same address since it was looked for."""
    try:
        with transaction.atomic():
            staff.save(force_insert=True)
    except IntegrityError:
        raise TakenAddressError("There is an account with this address already.") from None


@whole
def set_availability(*, staff: Staff, availability: str, actor: Actor, now: datetime) -> None:
    """Whether new work is offered to this person; raises ValueError for a word that is not one of Availability."""
    staff.availability = Availability(availability)
    staff.save(update_fields=["availability"])
    _record("staff.availability", staff, actor, now, reason=staff.availability)


@whole
def set_languages(*, staff: Staff, interface: str, spoken: Iterable[str], actor: Actor, now: datetime) -> None:
    """The language of this person's screens and the ones they speak; raises ValueError for an unknown one."""
    staff.interface_language = Language(interface)
    staff.languages = sorted({Language(language).value for language in spoken})
    staff.save(update_fields=["interface_language", "languages"])
    _record("staff.languages", staff, actor, now)


def _record(action: str, staff: Staff, actor: Actor, now: datetime, *, reason: str = "") -> None:
    audit.record(actor=actor, action=action, object_type="staff", object_id=staff.pk, clinic_id=None, now=now, reason=reason)
