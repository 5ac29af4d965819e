"""Who saw a person: the ids under which the audit may have noted that somebody looked at them."""

from uuid import UUID

from django.db.models import Q

from clinics.models import Staff
from intake.domain.same_person import same_people
from intake.models import ContactPoint, Lead, Task


def lead_for_audit(*, staff: Staff, lead_id: UUID, roles: tuple[str, ...]) -> Lead:
    """A lead of a clinic where this member of staff holds one of `roles`; raises Lead.DoesNotExist."""
    clinics = staff.clinics_with_role(*roles) if staff.is_active else []
    return Lead.objects.select_related("clinic").get(id=lead_id, clinic__in=clinics)


def ids_about(lead: Lead) -> frozenset[UUID]:
    """The people of a lead and whoever they are joined with, all their leads, and the tasks and contact points of both."""
    people = same_people(person for person in (lead.contact_person_id, lead.care_person_id) if person)
    leads = set(
        Lead.objects.filter(Q(contact_person__in=people) | Q(care_person__in=people), clinic_id=lead.clinic_id).values_list("id", flat=True)
    )
    tasks = Task.objects.filter(lead__in=leads).values_list("id", flat=True)
    points = ContactPoint.objects.filter(person__in=people).values_list("id", flat=True)
    return frozenset({*people, *leads, *tasks, *points})
