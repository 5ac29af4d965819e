"""Alumni: whether a former patient wants news of the house. A yes of their own, apart from check-ins, and easily taken back."""

from datetime import datetime
from uuid import UUID

from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from followup.access import aftercares_visible_to
from intake.domain.consenting import Evidence, has_agreed, record_contact_consent
from intake.domain.recording import write_event
from intake.states import Purpose


def wants_news(person_id: UUID) -> bool:
    """Whether the person's newest answer about news is yes. Never asked means no."""
    return has_agreed(person_id=person_id, purpose=Purpose.ALUMNI, channel="email")


@whole
def set_wants_news(*, aftercare_id: UUID, wants: bool, staff: Staff, now: datetime) -> bool:
    """Write down what they said about news; whether that is new. Raises Aftercare.DoesNotExist out of sight."""
    rows = aftercares_visible_to(staff).select_for_update(of=("self",)).select_related("lead", "person")
    aftercare = rows.get(id=aftercare_id)
    if wants_news(aftercare.person_id) == wants:
        return False
    record_contact_consent(
        person=aftercare.person,
        contact_point=None,
        purpose=Purpose.ALUMNI,
        channel="email",
        granted=wants,
        wording="staff-spoken-1",
        language=aftercare.language,
        evidence=Evidence(kind="staff", id=aftercare.id, recorded_by=staff),
        now=now,
    )
    facts = {"purpose": Purpose.ALUMNI, "granted": wants}
    write_event(lead=aftercare.lead, kind="consent.recorded", actor=Actor.of(staff), now=now, facts=facts)
    return True
