"""Passwords of staff: choosing one, which ends every session that the old one opened and the links mailed before."""

from datetime import datetime

from clinics.models import AccountLink, Staff
from clinics.states import LinkKind
from core import audit
from core.audit import Actor
from core.sessions import end_sessions
from core.sql import whole


@whole
def change_password(
    *, staff: Staff, password: str, actor: Actor, now: datetime, keep_session: str | None = None, links: LinkKind | None = None
) -> None:
    """Set a password that was checked before. Every session of the person ends at once, but for the one to keep.

    So do the links mailed to them, or only those of the kind `links`.
    """
    staff.set_password(password)
    staff.save(update_fields=["password"])
    end_sessions(staff.pk, but=keep_session)
    end_links(staff=staff, now=now, only=links)
    audit.record(actor=actor, action="password.changed", object_type="staff", object_id=staff.pk, clinic_id=None, now=now)


def end_links(*, staff: Staff, now: datetime, only: LinkKind | None = None) -> int:
    """No link mailed to this person works any more, or none of one kind; how many did."""
    links = AccountLink.objects.filter(staff=staff, ended_at=None, expires_at__gt=now)
    return (links.filter(kind=only) if only else links).update(ended_at=now)
