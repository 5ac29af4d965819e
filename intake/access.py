"""Who sees which rows. Screens get people's records from here and nowhere else; no membership means nothing."""

from django.db.models import QuerySet

from clinics.models import Clinic, Staff
from clinics.states import Role
from intake.models import Lead, Person, Queue, Submission, Task


def clinics_visible_to(staff: Staff) -> QuerySet[Clinic]:
    """Clinics whose people this member of staff looks after."""
    return Clinic.objects.filter(id__in=staff.care_clinics if staff.is_active else [])


def clinics_run_by(staff: Staff, *roles: str) -> QuerySet[Clinic]:
    """Clinics whose settings this member of staff may change; the roles default to clinic admin."""
    return Clinic.objects.filter(id__in=staff.clinics_with_role(*(roles or (Role.ADMIN,))) if staff.is_active else [])


def leads_visible_to(staff: Staff) -> QuerySet[Lead]:
    """Leads of the clinics this member of staff cares for."""
    return Lead.objects.filter(clinic__in=clinics_visible_to(staff))


def people_visible_to(staff: Staff) -> QuerySet[Person]:
    """People of the clinics this member of staff cares for."""
    return Person.objects.filter(clinic__in=clinics_visible_to(staff))


def tasks_visible_to(staff: Staff) -> QuerySet[Task]:
    """Tasks of the clinics this member of staff cares for, whatever their queue."""
    return Task.objects.filter(clinic__in=clinics_visible_to(staff))


def queues_visible_to(staff: Staff) -> QuerySet[Queue]:
    """Queues of the clinics this member of staff cares for."""
    return Queue.objects.filter(clinic__in=clinics_visible_to(staff), is_active=True)


def submissions_visible_to(staff: Staff) -> QuerySet[Submission]:
    """Raw arrivals of the clinics this member of staff cares for."""
    return Submission.objects.filter(clinic__in=clinics_visible_to(staff))
