"""Seen now: which colleagues opened an inquiry a moment ago, read from the audit of reading, which is there anyway."""

from datetime import datetime, timedelta

from clinics.models import Staff
from core.models import AuditEntry
from intake.models import Lead

A_MOMENT = timedelta(minutes=2)
_MOST = 5


def colleagues_here(*, lead: Lead, staff: Staff, now: datetime) -> list[Staff]:
    """Who else opened this inquiry within the last two minutes, by name; one query. The caller may see the inquiry.

    That they still look at it is not known, and not said.
    """
    seen = AuditEntry.objects.filter(object_id=lead.id, action="lead.read", at__gt=now - A_MOMENT)
    found = Staff.objects.filter(id__in=seen.values("actor_id"), is_active=True).exclude(pk=staff.pk)
    return list(found.order_by("name", "id")[:_MOST])
