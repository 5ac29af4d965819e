"""Care that goes on. Whoever is still looked after, or waits for somebody of ours, does not end by retention, however quiet it has been."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from followup.models import Aftercare, Appointment, Course, Enrolment, Supporter, ToleranceWindow
from followup.states import AftercareState, AppointmentState, EnrolmentState
from followup.states.medicine import CourseState
from intake.models import Lead, Person, Task
from intake.states import OPEN_STATUSES, TaskState


def people_under_way() -> QuerySet[Person]:
    """People with an open inquiry, open work or a visit ahead, in aftercare, a plan or a tolerance window, on medicine, at somebody's side.

    Their own, and what is made for them by somebody else. Joined records are not followed here.
    """
    going_on = Lead.objects.filter(
        Q(status__in=OPEN_STATUSES)
        | Q(id__in=Task.objects.filter(state=TaskState.OPEN, lead__isnull=False).values("lead_id"))
        | Q(id__in=Aftercare.objects.exclude(state=AftercareState.ENDED).values("lead_id"))
        | Q(id__in=Course.objects.exclude(state=CourseState.ENDED).values("lead_id"))
        | Q(id__in=ToleranceWindow.objects.filter(closed_at=None).values("course__lead_id"))
        | Q(id__in=Appointment.objects.filter(state=AppointmentState.BOOKED).values("lead_id"))
        | Q(id__in=Enrolment.objects.filter(state=EnrolmentState.ACTIVE).values("lead_id"))
    )
    supporters = Supporter.objects.filter(ended_at=None).exclude(aftercare__state=AftercareState.ENDED)
    return Person.objects.filter(
        Q(id__in=going_on.values("contact_person_id"))
        | Q(id__in=going_on.exclude(care_person=None).values("care_person_id"))
        | Q(id__in=supporters.values("person_id"))
    )


def is_under_way(person_ids: Collection[UUID]) -> bool:
    """Whether care goes on for one of these people."""
    return people_under_way().filter(id__in=person_ids).exists()
