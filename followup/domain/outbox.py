"""The outbox's own moves: claim, start, settle, release, reap. Each is a compare-and-set on state and claim token.

A lease is held by the database's clock. Whoever lost it changes nothing, because the token is gone from the row.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, zip_longest
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from clinics.models import Clinic
from core.compiled import compiled
from core.sql import has_lapsed, lease_until
from followup.models import Message, TemplateVersion
from followup.models.delivery import WEIGHT, Delivery
from followup.states import LEGAL_MESSAGE_MOVES, MessageClass, MessageState, WhyNot
from intake.models import ContactPoint

LEASE_SECONDS = 60
# How old a lease is before the rest of a batch is written again for it.
RENEWED_AFTER = LEASE_SECONDS / 6
# The first batch of a run, and the limits of the next ones.
BATCH, LEAST_BATCH, MOST_BATCH = 50, 10, 200
# Seconds: a batch that took less lets the next one grow, one that took more lets it shrink, so that alerts never wait long.
_QUICK_BATCH, _SLOW_BATCH = 2.0, 4.0
_REAP_BATCH = 200
IN_HAND = frozenset({MessageState.CLAIMED, MessageState.SENDING})


class IllegalMessageMoveError(Exception):
    """The code asked for a move that the table of states does not have."""


@dataclass(frozen=True)
class Claim:
    """A batch in one worker's hand. `is_all`: nothing else that may go was due."""

    token: UUID
    messages: list[Message]
    is_all: bool = False


@dataclass(frozen=True)
class Settlement:
    """Where a message goes from `sending` or `claimed`, and what is written with it."""

    state: MessageState
    why_not: str = ""
    reply_code: str = ""
    due_at: datetime | None = None
    sent_at: datetime | None = None
    # One that never left, but failed: without counting it would fail for ever.
    counts_as_try: bool = False
    # `due_at` is the next try of one that failed: how late it is counts from the hour it was due at first.
    is_retry: bool = False

    def changes(self) -> dict[str, Any]:
        """The columns that change."""
        times = {"due_at": self.due_at, "sent_at": self.sent_at}
        given = {name: at for name, at in times.items() if at is not None}
        tries = {"tries": F("tries") + 1} if self.counts_as_try else {}
        first = {"first_due_at": Coalesce("first_due_at", "due_at")} if self.is_retry else {}
        return {"why_not": self.why_not, "reply_code": self.reply_code, **given, **tries, **first}


def move(rows: QuerySet[Message], *, of: MessageState, to: MessageState, **changes: Any) -> int:
    """Move the rows that are in state `of` to state `to`; how many were. The only function that changes a state."""
    if to not in LEGAL_MESSAGE_MOVES[of]:
        raise IllegalMessageMoveError(f"{of} to {to}")
    if to not in IN_HAND:
        changes |= {"claim_token": None, "claimed_until": None}
    return rows.filter(state=of).update(state=to, **changes)


@transaction.atomic
def claim_batch(*, now: datetime, limit: int = BATCH, only_alerts: bool = False, held: Q | None = None) -> Claim:
    """Take up to `limit` messages that are due: alerts to staff first, then what waits longest in each clinic in turn.

    `held` says which of them wait for a person's word.
    """
    token = uuid.uuid4()
    ids, is_all = _due_ids(_Waiting(now, held), limit, only_alerts=only_alerts, turn=token.int)
    rows = Message.objects.filter(id__in=ids)
    lease = lease_until(LEASE_SECONDS)
    move(rows, of=MessageState.PENDING, to=MessageState.CLAIMED, claim_token=token, claimed_until=lease)
    claimed = list(Message.objects.filter(id__in=ids, claim_token=token))
    # kill point: claim.written
    _attach(claimed)
    order = {found: place for place, found in enumerate(ids)}
    return Claim(token, sorted(claimed, key=lambda message: order[message.id]), is_all)


# What stands in a letter's clearance; whoever needs more of an address reads it afresh.
_POINTS = ContactPoint.objects.only("clinic_id", "person_id", "kind", "value", "value_hash")


def _attach(messages: list[Message]) -> None:
    """Give each its clinic, text and address, read once for all: a batch is mostly of one clinic and one text."""
    clinics = Clinic.objects.in_bulk({message.clinic_id for message in messages})
    versions = TemplateVersion.objects.in_bulk({message.template_version_id for message in messages} - {None})
    points = _POINTS.in_bulk({message.contact_point_id for message in messages} - {None})
    for message in messages:
        message.clinic = clinics[message.clinic_id]
        message.template_version = versions.get(message.template_version_id)
        message.contact_point = points.get(message.contact_point_id)


def next_limit(limit: int, seconds: float) -> int:
    """How many to claim next, when so many took so long."""
    if seconds < _QUICK_BATCH:
        return min(limit * 2, MOST_BATCH)
    return max(limit // 2, LEAST_BATCH) if seconds > _SLOW_BATCH else limit


def _waiting(now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(state=MessageState.PENDING, due_at__lte=now)


def _clinics_of(waiting: QuerySet[Message]) -> QuerySet[Any, Any]:
    return Clinic.objects.filter(Exists(waiting.filter(clinic=OuterRef("pk")))).order_by("id").values_list("id")


def _ids_of(waiting: QuerySet[Message], *, is_alert: bool) -> QuerySet[Any, Any]:
    """The ids in the order in which they are due; whoever else claims passes those by that are being claimed."""
    rows = waiting.filter(message_class=MessageClass.STAFF_ALERT) if is_alert else waiting.exclude(message_class=MessageClass.STAFF_ALERT)
    rows = rows.order_by("due_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        # Only quicker: two workers that see the same row are told apart by the compare-and-set.
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.values_list("id")


# Asked at every doorbell; a hold, which is rare, makes another question each time.
@compiled()
def _all_clinics(*, now: datetime) -> Any:
    return _clinics_of(_waiting(now))


@compiled()
def _all_ids(*, now: datetime, limit: int, is_alert: bool) -> Any:
    return _ids_of(_waiting(now), is_alert=is_alert)[:limit]


@dataclass(frozen=True)
class _Waiting:
    """What is due at `now`, less what is `held` for a person's word."""

    now: datetime
    held: Q | None

    def clinics(self) -> list[UUID]:
        """Those that have something to send."""
        found = _all_clinics(now=self.now) if self.held is None else _clinics_of(self._rows())
        return [clinic for (clinic,) in found]

    def ids(self, limit: int, *, is_alert: bool) -> list[UUID]:
        """What waits longest."""
        if self.held is None:
            return [each for (each,) in _all_ids(now=self.now, limit=limit, is_alert=is_alert)]
        return [each for (each,) in _ids_of(self._rows(), is_alert=is_alert)[:limit]]

    def ids_of(self, clinic: UUID, limit: int) -> list[UUID]:
        """What waits longest in one clinic, alerts aside."""
        rows = self._rows().filter(clinic=clinic)
        return [each for (each,) in _ids_of(rows, is_alert=False)[:limit]]

    def _rows(self) -> QuerySet[Message]:
        rows = _waiting(self.now)
        return rows if self.held is None else rows.exclude(self.held)


def _due_ids(waiting: _Waiting, limit: int, *, only_alerts: bool, turn: int) -> tuple[list[UUID], bool]:
    """What to claim, and whether that is all there is."""
    clinics = waiting.clinics()
    if not clinics:
        # Most looks of a day find nothing.
        return [], True
    first = waiting.ids(limit, is_alert=True)
    if only_alerts or len(first) >= limit:
        return first, len(first) < limit
    others, is_all = _in_turn(waiting, clinics, limit, turn)
    room = limit - len(first)
    return first + others[:room], is_all and len(others) <= room


def _in_turn(waiting: _Waiting, clinics: list[UUID], limit: int, turn: int) -> tuple[list[UUID], bool]:
    """The same share for every clinic that has something to send, so that the backlog of one holds up no other."""
    if len(clinics) <= 1:
        found = waiting.ids(limit, is_alert=False)
        return found, len(found) < limit
    start = turn % len(clinics)
    chosen = [*clinics[start:], *clinics[:start]][:limit]
    share = -(-limit // len(chosen))
    shares = [waiting.ids_of(clinic, share) for clinic in chosen]
    one_each = (found for row in zip_longest(*shares) for found in row if found is not None)
    is_all = len(chosen) == len(clinics) and all(len(found) < share for found in shares)
    return list(islice(one_each, limit)), is_all


def start(*, message: Message, token: UUID) -> bool:
    """Mark a claimed message as going out, and renew the lease of the batch if it is not fresh; False when the claim was lost."""
    lease = lease_until(LEASE_SECONDS)
    mine = Message.objects.filter(claim_token=token)
    started = move(mine.filter(id=message.id), of=MessageState.CLAIMED, to=MessageState.SENDING, claimed_until=lease, tries=F("tries") + 1)
    renew(token=token, older_than=RENEWED_AFTER)
    return bool(started)


def renew(*, token: UUID, older_than: float) -> int:
    """Let the lease of what is claimed and not started begin anew, where it is older than so many seconds."""
    ageing = Message.objects.filter(
        claim_token=token, state=MessageState.CLAIMED, claimed_until__lt=lease_until(LEASE_SECONDS - older_than)
    )
    return ageing.update(claimed_until=lease_until(LEASE_SECONDS))


def settle(*, message: Message, token: UUID, settlement: Settlement) -> bool:
    """Write down what came of a message that was going out; False when that was settled already.

    A worker that was so slow that its message was given up as uncertain still knows the truth, and it counts.
    """
    rows = Message.objects.filter(id=message.id)
    changes = settlement.changes()
    if move(rows.filter(claim_token=token), of=MessageState.SENDING, to=settlement.state, **changes):
        return True
    if settlement.state not in {MessageState.SENT, MessageState.FAILED}:
        return False
    given_up = rows.filter(why_not=WhyNot.WORKER_LOST)
    return bool(move(given_up, of=MessageState.UNCERTAIN, to=settlement.state, **changes))


def put_aside(*, message: Message, token: UUID, settlement: Settlement) -> bool:
    """Settle a claimed message that does not go out; False when the claim was lost."""
    rows = Message.objects.filter(id=message.id, claim_token=token)
    return bool(move(rows, of=MessageState.CLAIMED, to=settlement.state, **settlement.changes()))


def release(*, token: UUID) -> int:
    """Give back what was claimed and not started."""
    return move(Message.objects.filter(claim_token=token), of=MessageState.CLAIMED, to=MessageState.PENDING)


def release_lapsed() -> int:
    """Make messages waiting again whose worker claimed them and was not heard of again: nothing of them left us."""
    lapsed = Message.objects.filter(**has_lapsed("claimed_until"))
    return move(lapsed, of=MessageState.CLAIMED, to=MessageState.PENDING)


def lapsed_sends() -> list[Message]:
    """Messages whose worker was lost while they were going out."""
    lapsed = Message.objects.filter(state=MessageState.SENDING, **has_lapsed("claimed_until"))
    return list(lapsed.order_by("claimed_until")[:_REAP_BATCH])


def give_up(message: Message) -> bool:
    """Mark one such message as uncertain; False when its worker came back first."""
    rows = Message.objects.filter(id=message.id, **has_lapsed("claimed_until"))
    return bool(move(rows, of=MessageState.SENDING, to=MessageState.UNCERTAIN, why_not=WhyNot.WORKER_LOST))


def expire(*, ids: Iterable[UUID], of: MessageState) -> int:
    """Mark messages as too late."""
    return move(Message.objects.filter(id__in=ids), of=of, to=MessageState.EXPIRED, why_not=WhyNot.TOO_LATE)


def note_delivery(*, message: Message, delivery: Delivery, at: datetime) -> bool:
    """Write down what became of a message after it went out; False when something that weighs as much is known already."""
    lighter = [word for word, weight in WEIGHT.items() if weight < WEIGHT[delivery]]
    return bool(Message.objects.filter(id=message.id, delivery__in=lighter).update(delivery=delivery, delivery_at=at))


def prove_sent(*, message: Message, at: datetime) -> bool:
    """An uncertain message of which its provider has told us did go out; False when it is not uncertain."""
    rows = Message.objects.filter(id=message.id)
    return bool(move(rows, of=MessageState.UNCERTAIN, to=MessageState.SENT, why_not=WhyNot.NONE, sent_at=at))


def prove_restored_sent(*, message: Message, at: datetime) -> bool:
    """A message held since a restore went out before it; False when it is not held for that."""
    rows = Message.objects.filter(id=message.id, why_not=WhyNot.RESTORED)
    return bool(move(rows, of=MessageState.HELD, to=MessageState.SENT, why_not=WhyNot.NONE, sent_at=at))
