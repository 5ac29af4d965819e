"""Capping: how many automatic messages one address gets, across all plans and clinics: one a local day, three in seven.

No clinic learns that another knows the address: the rows of others are found by the hash that each clinic's own key makes of it,
only counted, and what is put off says the same as if the messages were its own. Check-ins and reminders of doses count and are
never put off themselves.
"""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from clinics.models import Clinic
from followup.domain.timing import day_bounds
from followup.models import CheckIn, Message
from followup.states import AskedBy, CheckInState, MessageState
from intake.domain.same_value import hashes_of_value
from intake.models import ContactPoint

MOST_A_DAY = 1
MOST_IN_SEVEN_DAYS = 3
_NEVER_ARRIVED = (MessageState.SKIPPED, MessageState.EXPIRED, MessageState.FAILED)


def lock_address(point: ContactPoint) -> list[UUID]:
    """Hold every row of this address in the organisation, so that two workers can't both see room for one more.

    Addresses come before leads: every transaction that holds both takes them in this order.
    """
    clinics = list(Clinic.objects.order_by("id").values_list("id", flat=True))
    hashes = [found for clinic in clinics for found in hashes_of_value(clinic_id=clinic, kind=point.kind, value=point.value)]
    rows = ContactPoint.objects.filter(clinic_id__in=clinics, value_hash__in=hashes)
    return [row.id for row in rows.select_for_update(no_key=True).order_by("id").only("id")]


def is_over_cap(*, point_ids: list[UUID], at: datetime, zone: ZoneInfo) -> bool:
    """Whether another automatic message at this moment would be one too many. What staff write is not counted."""
    start, end = day_bounds(at, zone)
    week_start = day_bounds(at - timedelta(days=6), zone)[0]
    counted = Message.objects.filter(contact_point_id__in=point_ids, written_by=None, due_at__gte=week_start, due_at__lt=end)
    dues = list(counted.exclude(state__in=_NEVER_ARRIVED).values_list("due_at", flat=True)[: MOST_IN_SEVEN_DAYS + 1])
    today = sum(due >= start for due in dues)
    return today >= MOST_A_DAY or len(dues) >= MOST_IN_SEVEN_DAYS or _is_asked_between(point_ids, start, end)


def _is_asked_between(point_ids: list[UUID], start: datetime, end: datetime) -> bool:
    """Whether a check-in of that day is still to come: it is not capped itself, and has its day alone."""
    planned = CheckIn.objects.filter(state=CheckInState.PLANNED, asked_by=AskedBy.EMAIL, due_at__gte=start, due_at__lt=end)
    return planned.filter(aftercare__person__contact_points__in=point_ids).exists()
