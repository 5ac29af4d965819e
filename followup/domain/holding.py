"""Holding: routine mail to somebody who has written waits until a person has read what they wrote.

Asked when it is made, and again at the moment it leaves. The clock of medicine goes on, and so does what is critical: an
appointment is an appointment.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from followup.domain.keeping_hours import FRESH_LINK_KEY
from followup.domain.permitting import Refusal
from followup.domain.plan_mail import PLAN_KEY
from followup.models import Message
from followup.states import MessageClass, MessageState, WhyNot
from intake.models import Task
from intake.states import Purpose, TaskKind, TaskState

# How often it is asked whether somebody has read a person's reply.
LOOK_AGAIN = timedelta(hours=1)
# A fresh link was asked for this minute; supporters are somebody else.
_NOT_HELD = (FRESH_LINK_KEY, "supporter:")


def waits_for_reply(message: Message) -> bool:
    """Whether this message waits while its person's reply is unread: routine mail of plans and check-ins does."""
    if message.written_by_id is not None or message.message_class != MessageClass.ROUTINE or message.dedupe_key.startswith(_NOT_HELD):
        return False
    return message.purpose == Purpose.CHECK_INS or message.dedupe_key.startswith(PLAN_KEY)


def reply_refusal(*, message: Message, now: datetime) -> Refusal | None:
    """When a message is asked about again instead of going now, or that it is over by then; None when it may go."""
    if message.lead_id is None or not waits_for_reply(message) or not reply_waits(message.lead_id):
        return None
    if now + LOOK_AGAIN >= message.expires_at:
        return Refusal(MessageState.EXPIRED, WhyNot.REPLY_WAITS)
    return Refusal(MessageState.PENDING, WhyNot.REPLY_WAITS, now + LOOK_AGAIN)


def reply_waits(lead_id: UUID) -> bool:
    """Whether somebody still has to read a reply of this lead's person."""
    return _replies().filter(lead_id=lead_id).exists()


def reply_waits_for(lead_column: str) -> Exists:
    """The same as a condition on rows whose lead stands in this column."""
    return Exists(_replies().filter(lead_id=OuterRef(lead_column)))


def _replies() -> QuerySet[Task]:
    return Task.objects.filter(kind=TaskKind.REPLY, state=TaskState.OPEN)
