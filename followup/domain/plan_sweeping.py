"""Plan sweeping: enrolments whose steps must become rows, because time went on, the plan changed or the clinic moved."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from clinics.models import Clinic
from core.sql import whole
from followup.domain.attempting import attempt_each
from followup.domain.enrolling import change_zone, lock_enrolment
from followup.domain.occurrences import plan_steps
from followup.models import Enrolment
from followup.states import EnrolmentState

_BATCH = 200


def plan_due(*, now: datetime, limit: int = _BATCH) -> int:
    """Plan the next 35 days of enrolments that need it; how many. Planning twice, or twice at once, is planning once."""
    active = Enrolment.objects.filter(state=EnrolmentState.ACTIVE)
    waiting = active.filter(next_plan_at__lte=now).order_by("next_plan_at", "id")
    ids = list(waiting.values_list("id", flat=True)[:limit])
    return attempt_each(ids, lambda found: _plan_one(found, now))


@whole
def _plan_one(enrolment_id: UUID, now: datetime) -> bool:
    enrolment = lock_enrolment(enrolment_id)
    if enrolment.state != EnrolmentState.ACTIVE:
        return False
    plan_steps(enrolment=enrolment, now=now)
    return True


def follow_zones(*, now: datetime, limit: int = _BATCH) -> int:
    """Let enrolments that follow their clinic's zone follow it to another one; how many did."""
    moved = [found for clinic in Clinic.objects.only("id", "time_zone") for found in _elsewhere(clinic, limit)]
    return attempt_each(moved, lambda found: _follow_zone(found, now))


def _elsewhere(clinic: Clinic, limit: int) -> list[UUID]:
    following = Enrolment.objects.filter(clinic=clinic, state=EnrolmentState.ACTIVE, zone_source="clinic")
    other = Q(zone__lt=clinic.time_zone) | Q(zone__gt=clinic.time_zone)
    return list(following.filter(other).values_list("id", flat=True)[:limit])


def _follow_zone(enrolment_id: UUID, now: datetime) -> bool:
    zone = Enrolment.objects.values_list("clinic__time_zone", flat=True).get(id=enrolment_id)
    change_zone(enrolment_id=enrolment_id, zone=zone, staff=None, now=now)
    return True
