"""Passwords of staff: choosing one, which ends every session that the old one opened."""

from datetime import datetime

from django.db import transaction

from clinics.models import Staff
from core import audit
from core.audit import Actor
from core.sessions import end_sessions


@transaction.atomic
def change_password(*, staff: Staff, password: str, actor: Actor, now: datetime, keep_session: str | None = None) -> None:
    """Set a password that was checked before. Every session of the person ends at once, but for the one to keep."""
    staff.set_password(password)
    staff.save(update_fields=["password"])
    end_sessions(staff.pk, but=keep_session)
    audit.record(actor=actor, action="password.changed", object_type="staff", object_id=staff.pk, clinic_id=None, now=now)
