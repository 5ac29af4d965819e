"""Noting: what is done with a person's file leaves one audit row and one line in the history of each of their leads."""

from datetime import datetime
from typing import Any

from core import audit
from core.audit import Actor
from intake.domain.recording import write_event
from intake.models import Lead, Person


def note_on_file(*, person: Person, kind: str, actor: Actor, now: datetime, facts: dict[str, Any] | None = None, reason: str = "") -> None:
    """Write both; `facts` holds ids and codes only, a reason in words stands in the audit row alone."""
    audit.record(actor=actor, action=kind, object_type="person", object_id=person.id, clinic_id=person.clinic_id, now=now, reason=reason)
    for lead in Lead.objects.filter(contact_person=person).order_by("id"):
        write_event(lead=lead, kind=kind, actor=actor, now=now, facts=facts)
