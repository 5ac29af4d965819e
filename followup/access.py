"""Who sees which rows of aftercare. Screens get them from here and nowhere else."""

from uuid import UUID

from django.db.models import QuerySet

from clinics.models import Staff
from clinics.states import Role
from followup.models import Aftercare
from intake.access import leads_visible_to


def aftercares_visible_to(staff: Staff) -> QuerySet[Aftercare]:
    """People in aftercare whose inquiry this member of staff may see."""
    return Aftercare.objects.filter(lead__in=leads_visible_to(staff))


def may_read_answers(staff: Staff, clinic_id: UUID) -> bool:
    """Whether this member of staff may read what somebody answered; others see that something asks for a person."""
    return staff.is_active and clinic_id in staff.clinics_with_role(Role.CLINICIAN)
