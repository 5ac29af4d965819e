"""Inviting staff, and letting them choose a password by a link that was mailed to them. Each link works once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from clinics.domain.passwords import change_password, end_links
from clinics.domain.staffing import add_staff
from clinics.models import AccountLink, Staff
from clinics.states import LinkKind
from core import audit
from core.audit import Actor
from core.hashing import new_token, token_hash, token_hashes
from core.sql import whole

LINK_PURPOSE = "account"
LIVES = {LinkKind.INVITE: timedelta(hours=72), LinkKind.RESET: timedelta(hours=72), LinkKind.PASSWORD: timedelta(hours=1)}


class LinkOverError(ValueError):
    """The link was used, has ended, was taken back, or never was."""


@dataclass(frozen=True)
class Issued:
    """A link just made, with the token that nobody can read again."""

    link: AccountLink
    token: str = field(repr=False)


@whole
def invite(
    *, email: str, name: str, roles: Mapping[UUID, Iterable[str]], languages: Iterable[str], interface: str, actor: Actor, now: datetime
) -> Issued:
    """An account that opens with its invitation; until then nobody counts on this person. Raises BadAccountError."""
    staff = add_staff(email=email, name=name, roles=roles, password="", languages=languages, actor=actor, now=now)
    staff.set_unusable_password()
    staff.is_active = False
    staff.interface_language = interface
    staff.save(update_fields=["password", "is_active", "interface_language"])
    return issue_link(staff=staff, kind=LinkKind.INVITE, actor=actor, now=now)


@whole
def issue_link(*, staff: Staff, kind: LinkKind, actor: Actor, now: datetime) -> Issued:
    """A new link for this person; the ones before it stop working.

    One for a forgotten password, which anybody may ask for, ends only others of its kind: an admin's new start stays.
    """
    Staff.objects.select_for_update().get(pk=staff.pk)
    end_links(staff=staff, now=now, only=_ended_by(kind))
    token = new_token()
    hashed = token_hash(purpose=LINK_PURPOSE, token=token)
    link = AccountLink.objects.create(staff=staff, kind=kind, token_hash=hashed, created_at=now, expires_at=now + LIVES[kind])
    _record(f"account_link.{kind}", staff, actor, now)
    return Issued(link, token)


@whole
def take_links_back(*, staff: Staff, actor: Actor, now: datetime) -> int:
    """No link of this person works any more; how many did."""
    ended = end_links(staff=staff, now=now)
    if ended:
        _record("account_link.taken_back", staff, actor, now)
    return ended


def open_link(*, token: str, now: datetime) -> AccountLink | None:
    """The link of this token, if it works now."""
    hashes = token_hashes(purpose=LINK_PURPOSE, token=token)
    link = AccountLink.objects.select_related("staff").filter(token_hash__in=hashes).first()
    return link if link is not None and works(link, now=now) else None


def works(link: AccountLink, *, now: datetime) -> bool:
    """Whether this link still does something; somebody who was disabled must be enabled first."""
    is_for_them = link.staff.is_active or link.kind == LinkKind.INVITE
    return link.ended_at is None and now < link.expires_at and is_for_them


@whole
def use_link(*, token: str, password: str, now: datetime) -> AccountLink:
    """Choose a password by a link, which opens the account of somebody invited; raises LinkOverError."""
    link = open_link(token=token, now=now)
    if link is None or not AccountLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=now):
        raise LinkOverError
    staff = link.staff
    actor = Actor.of(staff)
    if link.kind == LinkKind.INVITE:
        staff.is_active = True
        staff.date_joined = now
        staff.save(update_fields=["is_active", "date_joined"])
        _record("staff.joined", staff, actor, now)
    change_password(staff=staff, password=password, actor=actor, now=now, links=_ended_by(link.kind))
    return link


def _ended_by(kind: str) -> LinkKind | None:
    """Which links end with one of this kind, when it is made or used; None for all."""
    return LinkKind.PASSWORD if kind == LinkKind.PASSWORD else None


def _record(action: str, staff: Staff, actor: Actor, now: datetime) -> None:
    audit.record(actor=actor, action=action, object_type="staff", object_id=staff.pk, clinic_id=None, now=now)
