"""Who sees which rows of plans and of aftercare. Screens get them from here and nowhere else."""

from uuid import UUID

from django.db.models import Q, QuerySet

from clinics.models import Staff
from clinics.states import Role
from followup.models import Aftercare, Enrolment, Plan
from intake.access import clinics_run_by, clinics_visible_to, leads_visible_to


def aftercares_visible_to(staff: Staff) -> QuerySet[Aftercare]:
    """People in aftercare whose inquiry this member of staff may see."""
    return Aftercare.objects.filter(lead__in=leads_visible_to(staff))


def may_read_answers(staff: Staff, clinic_id: UUID) -> bool:
    """Whether this member of staff may read what somebody answered; others see that something asks for a person."""
    return staff.is_active and clinic_id in staff.clinics_with_role(Role.CLINICIAN)


def plans_visible_to(staff: Staff) -> QuerySet[Plan]:
    """Plans of the clinics this member of staff cares for or runs."""
    return Plan.objects.filter(Q(clinic__in=clinics_visible_to(staff)) | Q(clinic__in=clinics_run_by(staff)))


def plans_run_by(staff: Staff) -> QuerySet[Plan]:
    """Plans this member of staff may change, publish and turn on."""
    return Plan.objects.filter(clinic__in=clinics_run_by(staff))


def enrolments_visible_to(staff: Staff) -> QuerySet[Enrolment]:
    """Who is in which plan, of the people whose inquiry this member of staff may see."""
    return Enrolment.objects.filter(lead__in=leads_visible_to(staff))
