"""What a search found, in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clinics.models import Staff
from desk.wording import ago_text
from intake.domain.finding import Found
from intake.states import Channel, LeadStatus, Relationship


@dataclass(frozen=True)
class FoundLine:
    """One lead that fits."""

    lead_id: UUID
    name: str
    relation: str
    status: str
    severity: int
    channel: str
    arrived: str
    owner: str
    clinic: str


def found_lines(found: Found, *, staff: Staff, now: datetime) -> tuple[FoundLine, ...]:
    """The lines of a search, newest first."""
    return tuple(
        FoundLine(
            lead_id=lead.id,
            name=lead.contact_person.name,
            relation=str(Relationship(lead.relationship).label),
            status=str(LeadStatus(lead.status).label),
            severity=lead.severity,
            channel=str(Channel(lead.channel).label),
            arrived=ago_text(lead.arrived_at, now=now),
            owner=lead.owner.name if lead.owner else "",
            clinic=lead.clinic.discreet_name if len(staff.care_clinics) > 1 else "",
        )
        for lead in found.leads
    )
