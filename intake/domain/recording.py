"""Events: one line of a lead's history for each fact, in the transaction of the fact."""

from datetime import datetime
from typing import Any

from django.db.models import F

from core.audit import Actor
from core.rows import new_row
from core.writing import write_rows
from intake.models import Lead, LeadEvent


def write_event(*, lead: Lead, kind: str, actor: Actor, now: datetime, facts: dict[str, Any] | None = None, **changes: Any) -> LeadEvent:
    """Add one line; `facts` holds ids and codes only, never a word somebody typed.

    The lead's version grows, so a screen that was read before this fact can tell. `changes` are columns of the lead that
    change with it.
    """
    Lead.objects.filter(id=lead.id).update(version=F("version") + 1, **changes)
    lead.version += 1
    for name, value in changes.items():
        setattr(lead, name, value)
    event = event_of(lead=lead, kind=kind, actor=actor, now=now, facts=facts)
    write_rows([event])
    return event


def event_of(*, lead: Lead, kind: str, actor: Actor, now: datetime, facts: dict[str, Any] | None = None) -> LeadEvent:
    """One line, not written yet; whoever writes it lets the lead's version grow."""
    return new_row(
        LeadEvent,
        clinic_id=lead.clinic_id,
        lead=lead,
        kind=kind,
        actor_kind=actor.kind,
        actor_id=actor.id,
        facts=facts or {},
        at=now,
    )
