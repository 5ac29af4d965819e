"""Agreeing: whether reminders may be mailed, asked while a course is planned. Not answered means no."""

from datetime import datetime

from clinics.models import Staff
from followup.models import Course
from intake.domain.consenting import Evidence, record_contact_consent
from intake.models import ContactPoint
from intake.states import ContactKind, Purpose


def agree_to_reminders(*, course: Course, answer: str, staff: Staff, now: datetime) -> bool:
    """Keep the answer of somebody a member of staff spoke with; False when the question was not answered."""
    if answer not in {"yes", "no"}:
        return False
    point = ContactPoint.objects.filter(person=course.person, kind=ContactKind.EMAIL, replaced_by=None).order_by("-created_at").first()
    record_contact_consent(
        person=course.person,
        contact_point=point,
        purpose=Purpose.MEDICATION,
        channel="email",
        granted=answer == "yes",
        wording="staff-spoken-1",
        language=course.lead.language,
        evidence=Evidence(kind="course", id=course.id, recorded_by=staff),
        now=now,
    )
    return True
