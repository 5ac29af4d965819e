"""Tracking: what providers and servers tell us about a message later, kept first, applied once, by weight and not by arrival.

An event changes something only when it names a message of ours and that message's own recipient. One that is early waits
for its message up to a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from core.doorbell import ring
from core.hashing import keyed_hash
from core.sql import whole
from followup.domain import outbox
from followup.domain.attempting import attempt_each
from followup.domain.bouncing import follow_event, settle_proven
from followup.models import DeliveryEvent, Message
from followup.models.delivery import Delivery, EventState
from followup.states import MessageState, WhyNot

UNSUBSCRIBED = "unsubscribed"
WAITS_FOR_ITS_MESSAGE = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
_BATCH = 200
_WAITS = (5, 15, 60, 300, 900, 3600)
# An event from further away than this has a wrong clock; ours counts instead.
_FURTHEST = timedelta(days=30)
# Also what is held since a restore: it may have gone out after the backup was made.
_MAY_HAVE_GONE_OUT = Q(state__in=[MessageState.SENT, MessageState.UNCERTAIN, MessageState.SENDING]) | Q(
    state=MessageState.HELD, why_not=WhyNot.RESTORED
)


@dataclass(frozen=True)
class EventReading:
    """What a channel read in one event. `identity` is what tells it from every other event of the provider."""

    provider: str
    identity: str = field(repr=False)
    kind: str = ""
    names: UUID | None = None
    recipient: str = field(default="", repr=False)
    happened_at: datetime | None = None
    # The whole event, only when it could not be read.
    raw: str = field(default="", repr=False)

    @property
    def is_read(self) -> bool:
        """Whether the channel understood it."""
        return bool(self.kind)


def keep_event(*, reading: EventReading, now: datetime) -> bool:
    """Commit an event before anything follows from it; False when it was kept before."""
    event = DeliveryEvent(
        provider=reading.provider,
        event_key=keyed_hash(clinic_id=None, kind="delivery_event", value=f"{reading.provider}\0{reading.identity}"),
        kind=reading.kind,
        names=reading.names,
        recipient=reading.recipient[:254],
        raw="" if reading.is_read else reading.raw,
        state=EventState.RECEIVED if reading.is_read else EventState.UNREADABLE,
        next_try_at=now,
        happened_at=_plausible(reading.happened_at, now),
        received_at=now,
    )
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        return False
    # kill point: track.kept
    if reading.is_read:
        ring("followup.track", event.id)
    return True


def _plausible(at: datetime | None, now: datetime) -> datetime:
    return at if at is not None and now - _FURTHEST <= at <= now else now


@whole
def apply_event(*, event_id: UUID, now: datetime) -> bool:
    """Let one kept event have its effect; whether it is settled now. Doing it twice does it once."""
    event = DeliveryEvent.objects.select_for_update().filter(id=event_id, state=EventState.RECEIVED).first()
    if event is None:
        return False
    message = _message_of(event)
    if message is None or message.state == MessageState.SENDING:
        return _wait_or_give_up(event, now)
    if not _is_for(message, event.recipient):
        return _settle(event, EventState.FOREIGN)
    event.message = message
    _apply(event, message, now)
    # kill point: track.written
    return _settle(event, EventState.APPLIED)


def _message_of(event: DeliveryEvent) -> Message | None:
    """The message that the event names, once it may have gone out."""
    if event.names is None:
        return None
    went_out = Message.objects.filter(_MAY_HAVE_GONE_OUT, id=event.names)
    return went_out.select_related("clinic", "written_by").first()


def _is_for(message: Message, recipient: str) -> bool:
    return bool(recipient) and recipient.strip().casefold() == message.to_address.casefold()


def _apply(event: DeliveryEvent, message: Message, now: datetime) -> None:
    if message.state in {MessageState.UNCERTAIN, MessageState.HELD}:
        # Whatever became of it, the provider had it.
        settle_proven(message=message, at=event.happened_at, now=now)
    if event.kind == UNSUBSCRIBED:
        follow_event(message=message, kind=event.kind, now=now)
        return
    # The event counts among the soft bounces of its address from here on.
    DeliveryEvent.objects.filter(id=event.id).update(state=EventState.APPLIED, message=message)
    if outbox.note_delivery(message=message, delivery=Delivery(event.kind), at=event.happened_at):
        follow_event(message=message, kind=event.kind, now=now)


def _wait_or_give_up(event: DeliveryEvent, now: datetime) -> bool:
    if event.names is None or now >= event.received_at + WAITS_FOR_ITS_MESSAGE:
        return _settle(event, EventState.FOREIGN)
    event.next_try_at = now + timedelta(seconds=_WAITS[min(event.tries, len(_WAITS) - 1)])
    event.tries += 1
    event.save(update_fields=["next_try_at", "tries"])
    return False


def _settle(event: DeliveryEvent, state: EventState) -> bool:
    """From here on only ids and words of ours stay: the message knows its recipient."""
    event.state, event.recipient = state, ""
    event.save(update_fields=["state", "recipient", "message"])
    return True


def sweep_events(*, now: datetime) -> int:
    """Apply what a lost doorbell missed and what waited for its message, oldest first; how many were settled."""
    due = DeliveryEvent.objects.filter(state=EventState.RECEIVED, next_try_at__lte=now).order_by("next_try_at", "id")
    ids: Iterable[UUID] = list(due.values_list("id", flat=True)[:_BATCH])
    return attempt_each(ids, lambda found: apply_event(event_id=found, now=now))


def drop_old_events(*, now: datetime) -> int:
    """Delete what was never about us and is too old to be sent again; how many."""
    over = Q(state__in=[EventState.FOREIGN, EventState.UNREADABLE], received_at__lt=now - KEPT_FOR)
    ids = list(DeliveryEvent.objects.filter(over).values_list("id", flat=True)[:_BATCH])
    return DeliveryEvent.objects.filter(id__in=ids).delete()[0]
