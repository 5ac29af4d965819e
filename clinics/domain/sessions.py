"""Ending the sessions of a member of staff: the next request of an ended one finds nobody signed in."""

from datetime import datetime

from clinics.models import Staff
from core import audit
from core.audit import Actor
from core.sessions import end_sessions
from core.sql import whole


@whole
def end_session(*, staff: Staff, stored_key: str, actor: Actor, now: datetime) -> bool:
    """End one session of this person; False when they have none with this key."""
    return bool(stored_key) and _ended(end_sessions(staff.pk, only=stored_key[:40]), staff, actor, now)


@whole
def end_other_sessions(*, staff: Staff, keep_session: str | None, actor: Actor, now: datetime) -> bool:
    """End every session of this person but the one with this key; False when there was none to end."""
    return _ended(end_sessions(staff.pk, but=keep_session), staff, actor, now)


def _ended(count: int, staff: Staff, actor: Actor, now: datetime) -> bool:
    if count:
        audit.record(
            actor=actor,
            action="session.ended",
            object_type="staff",
            object_id=staff.pk,
            clinic_id=None,
            now=now,
            reason=str(count),
        )
    return bool(count)
