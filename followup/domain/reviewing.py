"""Reviewing: messages of plans that a person looks at before they go, one by one or many at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from clinics.domain.switching import is_practice_mode
from clinics.models import Installation, Staff
from core.audit import Actor
from core.compiled import compiled
from core.doorbell import ring
from core.sql import whole
from followup.domain.outbox import move
from followup.models import Message
from followup.sql import MAIL_STANDING
from followup.states import MessageState, PlanMode, WhyNot
from intake.access import leads_visible_to
from intake.domain.recording import write_event
from intake.models import Lead

MOST_AT_ONCE = 200
_LOOK_BACK = timedelta(days=7)


@dataclass(frozen=True)
class KeptBack:
    """Messages that wait for no word of anybody's, and those that nobody looked at in time."""

    by_test: int
    by_team: int
    by_practice: int
    # Of plans that are held for review, in the last seven days.
    ran_out: int


class MailStanding(NamedTuple):
    """What every page of the desk says about mail."""

    to_review: int
    is_practice: bool


def messages_for_review(staff: Staff) -> QuerySet[Message]:
    """What waits for somebody's eyes on leads this person may open, soonest to expire first."""
    held = Message.objects.filter(lead__in=leads_visible_to(staff).values("id"), state=MessageState.HELD, why_not=WhyNot.FOR_REVIEW)
    return held.select_related("lead__contact_person", "clinic", "occurrence__enrolment__plan", "occurrence__step").order_by(
        "expires_at", "id"
    )


def review_count(*, staff: Staff, now: datetime) -> int:
    """How many messages this person could still let go, or keep from going."""
    return mail_standing(staff=staff, now=now).to_review


def mail_standing(*, staff: Staff, now: datetime) -> MailStanding:
    """How many messages wait for this person's eyes, and whether any leave at all, in one query."""
    rows = _standing(staff=staff, now=now)
    return MailStanding(to_review=rows[0][0], is_practice=not rows[0][1]) if rows else MailStanding(0, is_practice_mode())


@compiled(around=MAIL_STANDING)
def _standing(*, staff: Staff, now: datetime) -> dict[str, QuerySet[Any]]:
    waiting = messages_for_review(staff).filter(expires_at__gt=now).order_by()
    return {"waiting": waiting.values("id"), "live": Installation.objects.filter(practice_mode=False).values("id")}


def kept_back(*, staff: Staff, now: datetime) -> KeptBack:
    """What else is held on leads this person may open, in one query."""
    waiting = Q(state=MessageState.HELD, expires_at__gt=now)
    late = Q(state=MessageState.EXPIRED, expires_at__gt=now - _LOOK_BACK, occurrence__enrolment__plan__mode=PlanMode.HOLD)
    rows = Message.objects.filter(waiting | late, lead__in=leads_visible_to(staff).values("id"))
    found = rows.aggregate(
        by_test=Count("id", filter=waiting & Q(why_not=WhyNot.TEST_MODE)),
        by_team=Count("id", filter=waiting & Q(why_not=WhyNot.TEAM_ONLY)),
        by_practice=Count("id", filter=waiting & Q(why_not=WhyNot.PRACTICE_MODE)),
        ran_out=Count("id", filter=late),
    )
    return KeptBack(**found)


def approve_messages(*, message_ids: Collection[UUID], staff: Staff, now: datetime) -> int:
    """Let these go; how many do. What expired, was answered or was decided before meanwhile is left as it is."""
    return sum(_decide(found, staff, now, is_approved=True) for found in list(message_ids)[:MOST_AT_ONCE])


def reject_messages(*, message_ids: Collection[UUID], staff: Staff, now: datetime) -> int:
    """Never send these; how many were still waiting."""
    return sum(_decide(found, staff, now, is_approved=False) for found in list(message_ids)[:MOST_AT_ONCE])


@whole
def _decide(message_id: UUID, staff: Staff, now: datetime, *, is_approved: bool) -> bool:
    message = messages_for_review(staff).filter(id=message_id).first()
    if message is None:
        return False
    lead = _locked_lead(message, staff)
    if message.expires_at <= now:
        move(Message.objects.filter(id=message.id), of=MessageState.HELD, to=MessageState.EXPIRED, why_not=WhyNot.TOO_LATE)
        return False
    rows = Message.objects.filter(id=message.id, why_not=WhyNot.FOR_REVIEW)
    if not (_release(rows) if is_approved else move(rows, of=MessageState.HELD, to=MessageState.SKIPPED, why_not=WhyNot.REJECTED)):
        return False
    kind = "message.approved" if is_approved else "message.rejected"
    write_event(lead=lead, kind=kind, actor=Actor.of(staff), now=now, facts={"message": str(message.id)})
    ring("followup.dispatch")
    return True


def _locked_lead(message: Message, staff: Staff) -> Lead:
    return leads_visible_to(staff).select_for_update(of=("self",), no_key=True).get(messages=message)


def _release(rows: QuerySet[Message]) -> int:
    if is_practice_mode():
        # Approved, but nothing leaves this installation yet: it stays held, now for that reason.
        return rows.filter(state=MessageState.HELD).update(why_not=WhyNot.PRACTICE_MODE)
    return move(rows, of=MessageState.HELD, to=MessageState.PENDING, why_not=WhyNot.NONE)
