"""Expecting: when people in aftercare are due for a dose or a visit, and who is late for one. For many people at once.

Records that staff joined as one person are read together: the dose of one is the dose of all.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from followup.domain.medication.queries import people_with_late_doses
from followup.models import Aftercare, Appointment, Dose
from followup.states import AppointmentState
from followup.states.medicine import DoseState
from intake.domain.same_person import groups_of

# A visit whose outcome nobody wrote down for so long counts as one they may have missed.
_UNTOLD_FOR = timedelta(days=1)
_TAKES_PLACE = (AppointmentState.BOOKED, AppointmentState.KEPT, AppointmentState.MISSED)


@dataclass(frozen=True)
class Expected:
    """What is ahead of one person, and what is late. `dose_on` may be a day that has passed."""

    dose_on: date | None = None
    visit_at: datetime | None = None
    is_dose_late: bool = False
    is_visit_late: bool = False


def expected_of(people: Sequence[Aftercare], *, now: datetime) -> dict[UUID, Expected]:
    """Aftercare id → what is expected of that person, in five queries however many people there are."""
    groups = groups_of({one.person_id for one in people})
    everybody = list({person for group in groups.values() for person in group})
    late, doses, visits = people_with_late_doses(everybody, now=now), _doses_of(everybody), _visits_of(everybody)
    found = {}
    for one in people:
        group = groups[one.person_id]
        theirs = sorted((visit for person in group for visit in visits[person]), key=lambda visit: visit.starts_at)
        found[one.id] = Expected(
            dose_on=min((doses[person] for person in group if person in doses), default=None),
            visit_at=next((visit.starts_at for visit in theirs if visit.state == AppointmentState.BOOKED and visit.starts_at > now), None),
            is_dose_late=not late.isdisjoint(group),
            is_visit_late=bool(theirs) and _is_late(theirs[-1], heard_at=one.last_heard_at, now=now),
        )
    return found


def _is_late(visit: Appointment, *, heard_at: datetime | None, now: datetime) -> bool:
    """Whether they did not come to their newest visit, or nobody says whether they did, and nothing was heard of them since."""
    if heard_at is not None and heard_at >= visit.starts_at:
        return False
    is_untold = visit.state == AppointmentState.BOOKED and visit.starts_at + _UNTOLD_FOR < now
    return is_untold or visit.state == AppointmentState.MISSED


def _doses_of(people: Iterable[UUID]) -> dict[UUID, date]:
    rows = Dose.objects.filter(course__person__in=people, state=DoseState.SCHEDULED).order_by("-due_on")
    return dict(rows.values_list("course__person_id", "due_on"))


def _visits_of(people: Iterable[UUID]) -> dict[UUID, list[Appointment]]:
    found: dict[UUID, list[Appointment]] = defaultdict(list)
    for visit in Appointment.objects.filter(person__in=people, state__in=_TAKES_PLACE).defer("note").order_by("starts_at", "id"):
        found[visit.person_id].append(visit)
    return found
