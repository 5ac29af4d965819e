"""Keeping hours: mail of aftercare, about medicine and late acknowledgements that waited do not arrive at night.

Plans ask the same of their own messages (followup.domain.plan_permitting). What a person asked for this minute, and what
staff wrote themselves, goes at any hour.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from followup.domain.composing import ACKNOWLEDGEMENT_KEY
from followup.domain.late_mail import LATE_FOR
from followup.domain.permitting import Refusal
from followup.domain.plan_mail import PLAN_KEY
from followup.domain.timing import SendingHours, Shift, into_hours
from followup.models import Aftercare, Message
from followup.states import MessageState, WhyNot
from intake.states import Purpose

HOURS = SendingHours()
# A fresh link is sent because somebody pressed the button for it.
FRESH_LINK_KEY = "check_in_link:"
_KEEPS_HOURS = frozenset({Purpose.CHECK_INS, Purpose.MEDICATION})


def keeps_hours(message: Message, now: datetime) -> bool:
    """Whether this message goes at allowed hours only.

    Somebody who has just written gets their acknowledgement at any hour; one that waited for long has lost its hurry.
    """
    if message.written_by_id is not None or message.dedupe_key.startswith((PLAN_KEY, FRESH_LINK_KEY)):
        return False
    is_late = now - message.created_at > LATE_FOR and message.dedupe_key.startswith(ACKNOWLEDGEMENT_KEY)
    return message.purpose in _KEEPS_HOURS or is_late


def hours_refusal(*, message: Message, now: datetime) -> Refusal | None:
    """When this message may arrive instead of at this hour, or that it is too late by then; None when it may go now."""
    if not keeps_hours(message, now):
        return None
    moved = into_hours(now, hours=HOURS, zone=_zone_of(message))
    if moved is not None and moved.shift == Shift.NONE:
        return None
    if moved is None or moved.at >= message.expires_at:
        return Refusal(MessageState.EXPIRED, WhyNot.TOO_LATE)
    return Refusal(MessageState.PENDING, WhyNot.NONE, moved.at)


def follows_person(message: Message) -> bool:
    """Whether its hours are those of the person's own zone, where aftercare knows it."""
    return message.purpose == Purpose.CHECK_INS and message.lead_id is not None


def zones_of(lead_ids: Collection[UUID]) -> dict[UUID, str]:
    """Lead id → the zone of its newest aftercare, in one query."""
    rows = Aftercare.objects.filter(lead_id__in=lead_ids).order_by("entered_at") if lead_ids else []
    return {row.lead_id: row.zone for row in rows}


def _zone_of(message: Message) -> ZoneInfo:
    known = zones_of({message.lead_id}) if message.lead_id and follows_person(message) else {}
    return ZoneInfo(next(iter(known.values()), "") or message.clinic.time_zone)
