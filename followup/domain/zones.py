"""Zones: whose clock a person's plans keep to: their own, once staff have said where they live, and otherwise the clinic's."""

from dataclasses import dataclass

from followup.models import Enrolment
from followup.states import OPEN_ENROLMENTS
from intake.models import Lead

CLINIC, STAFF = "clinic", "staff"
_LOOKED_AT = 20


@dataclass(frozen=True)
class Zone:
    """A time zone by its IANA name, and who said so."""

    name: str
    source: str

    @property
    def is_said(self) -> bool:
        """Whether staff said that it is this person's."""
        return self.source == STAFF


def zone_of_person(lead: Lead) -> Zone:
    """What was said of this person last: in a plan they are in, otherwise in the last one they were in; where nobody did, the clinic's."""
    theirs = Enrolment.objects.filter(person_id=lead.contact_person_id).order_by("-created_at", "-id")
    rows = list(theirs.values_list("state", "zone", "zone_source")[:_LOOKED_AT])
    newest = next((row for row in rows if row[0] in OPEN_ENROLMENTS), rows[0] if rows else None)
    return Zone(newest[1], STAFF) if newest and newest[2] == STAFF else Zone(lead.clinic.time_zone, CLINIC)
