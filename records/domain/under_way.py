"""Care that goes on. Whoever is still looked after, or waits for somebody of ours, does not end by retention, however quiet it has been.

Who erases because the person asks is shown what goes on, and ends it with that; an emergency is ended first, by name.
"""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from followup.models import Aftercare, Appointment, Course, Enrolment, Supporter, ToleranceWindow
from followup.states import AftercareState, AppointmentState, EnrolmentState
from followup.states.medicine import CourseState
from intake.models import Lead, Person, Task
from intake.states import OPEN_STATUSES, Severity, TaskState
from records.domain.beside import has_unread_reply


class Care(StrEnum):
    """What goes on for somebody."""

    INQUIRY = "inquiry"
    WORK = "work"
    VISIT = "visit"
    PLAN = "plan"
    AFTERCARE = "aftercare"
    MEDICINE = "medicine"
    TOLERANCE = "tolerance"
    # Notes to them, because they stand at somebody's side.
    SUPPORT = "support"


def _leads_with() -> dict[Care, Q]:
    """By kind of care, the leads it goes on for."""
    return {
        Care.INQUIRY: Q(status__in=OPEN_STATUSES),
        Care.WORK: Q(id__in=Task.objects.filter(state=TaskState.OPEN, lead__isnull=False).values("lead_id")),
        Care.VISIT: Q(id__in=Appointment.objects.filter(state=AppointmentState.BOOKED).values("lead_id")),
        Care.PLAN: Q(id__in=Enrolment.objects.filter(state=EnrolmentState.ACTIVE).values("lead_id")),
        Care.AFTERCARE: Q(id__in=Aftercare.objects.exclude(state=AftercareState.ENDED).values("lead_id")),
        Care.MEDICINE: Q(id__in=Course.objects.exclude(state=CourseState.ENDED).values("lead_id")),
        Care.TOLERANCE: Q(id__in=ToleranceWindow.objects.filter(closed_at=None).values("course__lead_id")),
    }


def people_under_way() -> QuerySet[Person]:
    """People for whom care of some kind goes on, in their own inquiry or one made for them, or who stand at somebody's side.

    Joined records are not followed here.
    """
    some_care = Q()
    for leads in _leads_with().values():
        some_care |= leads
    going_on = Lead.objects.filter(some_care)
    supporters = _standing_supporters()
    return Person.objects.filter(
        Q(id__in=going_on.values("contact_person_id"))
        | Q(id__in=going_on.exclude(care_person=None).values("care_person_id"))
        | Q(id__in=supporters.values("person_id"))
    )


def is_under_way(person_ids: Collection[UUID]) -> bool:
    """Whether care goes on for one of these people."""
    return people_under_way().filter(id__in=person_ids).exists()


def care_of(person: Person) -> list[Care]:
    """What goes on in the person's own inquiries, and for them as a supporter, and would end with their record."""
    own = Lead.objects.filter(contact_person=person)
    found = [care for care, leads in _leads_with().items() if own.filter(leads).exists()]
    if Care.WORK not in found and has_unread_reply(person):
        found.append(Care.WORK)
    return [*found, *([Care.SUPPORT] if _standing_supporters().filter(person=person).exists() else [])]


def has_open_emergency(person: Person) -> bool:
    """Whether somebody is in danger, in one of the person's own inquiries or among those they stand beside, and nobody has ended that.

    Whoever takes such an emergency may need the one at their side.
    """
    beside = _standing_supporters().filter(person=person)
    emergencies = Task.objects.filter(state=TaskState.OPEN, severity=Severity.EMERGENCY)
    return emergencies.filter(
        Q(lead__contact_person=person)
        | Q(lead__in=beside.values("aftercare__lead"))
        | Q(lead__contact_person__in=beside.values("aftercare__person"))
    ).exists()


def _standing_supporters() -> QuerySet[Supporter]:
    return Supporter.objects.filter(ended_at=None).exclude(aftercare__state=AftercareState.ENDED)
