"""Restored: what waited when a backup was made may have gone out since, and nobody here can know. It waits for a person.

What stood in the outbox is held message by message. What was only planned (steps, check-ins, reminders) waits as a backlog
of each clinic, whatever its limit. A provider's event that names a held message proves that it went out.
"""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from clinics.domain.switching import is_practice_mode
from clinics.models import Clinic, Staff
from core.audit import Actor
from core.doorbell import ring
from core.sql import whole
from followup.domain.backlog import hold_all
from followup.domain.deciding import sweep_undecided
from followup.domain.outbox import move, prove_restored_sent
from followup.models import Message
from followup.states import MessageState, WhyNot
from intake.access import leads_visible_to
from intake.domain.recording import write_event
from intake.models import Lead

MOST_AT_ONCE = 200


class Decision(StrEnum):
    """What a person found out about a message in the log of the mail provider, or decided."""

    WENT_OUT = "went_out"
    SEND = "send"
    NEVER = "never"


class NotLiveError(Exception):
    """In practice mode nothing can be sent; whatever waits here keeps waiting."""


def hold_after_restore(*, now: datetime) -> int:
    """Hold all that is planned up to now in every clinic; how many clinics. The installation is in practice mode already.

    What nobody had decided yet is decided first, while nothing can leave: its acknowledgement may have been sent as well.
    """
    while sweep_undecided(now=now):
        pass
    return sum(hold_all(clinic=clinic, now=now) for clinic in Clinic.objects.order_by("id"))


def restored_messages(staff: Staff) -> QuerySet[Message]:
    """What waits on leads this person may open, soonest to expire first."""
    held = Message.objects.filter(lead__in=leads_visible_to(staff).values("id"), state=MessageState.HELD, why_not=WhyNot.RESTORED)
    return held.select_related("lead__contact_person", "clinic").order_by("expires_at", "id")


def restored_count(*, staff: Staff) -> int:
    """How many wait for this person's word."""
    return restored_messages(staff).order_by().count()


def decide_restored(*, message_ids: Collection[UUID], decision: Decision, staff: Staff, now: datetime) -> int:
    """Do with these what was decided; for how many. What was decided before, or proved meanwhile, is left as it is.

    Raises NotLiveError for SEND in practice mode.
    """
    if decision == Decision.SEND and is_practice_mode():
        raise NotLiveError
    return sum(_decide(found, decision, staff, now) for found in list(message_ids)[:MOST_AT_ONCE])


@whole
def _decide(message_id: UUID, decision: Decision, staff: Staff, now: datetime) -> bool:
    message = restored_messages(staff).filter(id=message_id).first()
    if message is None:
        return False
    lead = leads_visible_to(staff).select_for_update(of=("self",), no_key=True).get(messages=message)
    if decision == Decision.WENT_OUT:
        done = prove_restored_sent(message=message, at=message.due_at)
    else:
        done = _send_or_not(message, decision, now)
    if done:
        _tell(lead, message, decision, staff, now)
    return done


def _send_or_not(message: Message, decision: Decision, now: datetime) -> bool:
    rows = Message.objects.filter(id=message.id, why_not=WhyNot.RESTORED)
    if message.expires_at <= now:
        return bool(move(rows, of=MessageState.HELD, to=MessageState.EXPIRED, why_not=WhyNot.TOO_LATE))
    if decision == Decision.NEVER:
        return bool(move(rows, of=MessageState.HELD, to=MessageState.SKIPPED, why_not=WhyNot.REJECTED))
    ring("followup.dispatch")
    # Due from now on: what a person has just decided is no late mail.
    due = {"due_at": max(message.due_at, now), "first_due_at": None}
    return bool(move(rows, of=MessageState.HELD, to=MessageState.PENDING, why_not=WhyNot.NONE, **due))


def _tell(lead: Lead, message: Message, decision: Decision, staff: Staff, now: datetime) -> None:
    kinds = {Decision.WENT_OUT: "message.sent", Decision.SEND: "message.approved", Decision.NEVER: "message.rejected"}
    facts = {"message": str(message.id), "why": "restored"}
    write_event(lead=lead, kind=kinds[decision], actor=Actor.of(staff), now=now, facts=facts)
