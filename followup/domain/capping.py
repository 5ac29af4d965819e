"""Capping: how many automatic messages one address gets, across all plans: one a local day, three in seven of them."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from followup.domain.timing import day_bounds
from followup.models import Message
from followup.states import MessageState
from intake.domain.same_value import hashes_of_point
from intake.models import ContactPoint

MOST_A_DAY = 1
MOST_IN_SEVEN_DAYS = 3
_NEVER_ARRIVED = (MessageState.SKIPPED, MessageState.EXPIRED, MessageState.FAILED)


def lock_address(point: ContactPoint) -> list[UUID]:
    """Hold every row of this address in the clinic, so that two workers can't both see room for one more.

    Addresses come before leads: every transaction that holds both takes them in this order.
    """
    rows = ContactPoint.objects.filter(clinic_id=point.clinic_id, value_hash__in=hashes_of_point(point))
    return [row.id for row in rows.select_for_update(no_key=True).order_by("id").only("id")]


def is_over_cap(*, point_ids: list[UUID], at: datetime, zone: ZoneInfo) -> bool:
    """Whether another automatic message at this moment would be one too many. What staff write is not counted."""
    start, end = day_bounds(at, zone)
    week_start = day_bounds(at - timedelta(days=6), zone)[0]
    counted = Message.objects.filter(contact_point_id__in=point_ids, written_by=None, due_at__gte=week_start, due_at__lt=end)
    dues = list(counted.exclude(state__in=_NEVER_ARRIVED).values_list("due_at", flat=True)[: MOST_IN_SEVEN_DAYS + 1])
    today = sum(due >= start for due in dues)
    return today >= MOST_A_DAY or len(dues) >= MOST_IN_SEVEN_DAYS
