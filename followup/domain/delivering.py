"""Delivering: the outbox goes out, one commit before each network call, at most once each.

A message is `sending` in a committed row before its text leaves us. So whatever dies, whoever looks next knows which
messages may have gone out, and those are shown to people instead of being sent again.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from core.sealing import DecryptionError
from followup.domain import outbox
from followup.domain.attempting import attempt_each
from followup.domain.consequences import follow_through
from followup.domain.letters import Answer, Outcome, Sender, letter_of
from followup.domain.outbox import Claim, Settlement
from followup.domain.permitting import refusal_now
from followup.domain.plan_permitting import plan_refusal
from followup.models import Message
from followup.states import MessageClass, MessageState, WhyNot

logger = logging.getLogger(__name__)

# Minutes until the next try. Alerts expire soon and are tried every half minute instead.
_WAITS = (1, 2, 5, 15, 30, 60, 120)
_ALERT_WAIT = 0.5
_HELD_BATCH = 200


@dataclass(frozen=True)
class _Underway:
    """The message whose letter was handed over last, with what the server said. It is settled with the next commit."""

    message: Message
    answer: Answer


def deliver_due(*, sender: Sender, clock: Callable[[], datetime], seconds: float) -> int:
    """Send what is due until nothing is left, no server can be reached, or `seconds` have passed; how many were handed over."""
    until = clock() + timedelta(seconds=seconds)
    count = 0
    while clock() < until:
        claim = outbox.claim_batch(now=clock())
        # kill point: claim.committed
        run = _Run(sender, clock, claim.token)
        run.deliver(claim, until)
        count += run.count
        if not claim.messages or run.is_stuck:
            break
    return count


class _Run:
    """One claimed batch."""

    def __init__(self, sender: Sender, clock: Callable[[], datetime], token: UUID) -> None:
        self.sender, self.clock, self.token = sender, clock, token
        self.underway: _Underway | None = None
        self.is_stuck = False
        self.count = 0

    def deliver(self, claim: Claim, until: datetime) -> None:
        for message in claim.messages:
            if self.is_stuck or self.clock() >= until:
                break
            self._deliver_one(message)
        with transaction.atomic():
            self._settle_last()
            outbox.release(token=self.token)
        # kill point: settle.committed

    def _deliver_one(self, message: Message) -> None:
        prepared = self._prepare(message)
        with transaction.atomic():
            self._settle_last()
            aside = self._reason_to_wait(message, is_ready=prepared is not None)
            started = aside is None and outbox.start(message=message, token=self.token)
            # kill point: send.written
        self.underway = None
        if aside is not None:
            self._put_aside(message, aside)
        if started:
            # kill point: send.committed
            answer = self.sender.send(prepared)
            # kill point: send.answered
            self.underway = _Underway(message, answer)
            self.is_stuck = answer.outcome == Outcome.UNREACHABLE
            self.count += 1

    def _prepare(self, message: Message) -> Any | None:
        """Build the letter before any lock is taken; None when it can't be built now, which stops no other."""
        try:
            return self.sender.prepare(letter_of(message))
        except (ValueError, DecryptionError) as error:
            logger.error("followup: message %s can't be built: %s", message.id, type(error).__name__)  # noqa: TRY400
            return None

    def _reason_to_wait(self, message: Message, *, is_ready: bool) -> Settlement | None:
        """Ask everything again at this moment: where the message goes instead of going out, None when it may go."""
        now = self.clock()
        refusal = refusal_now(message=message, now=now) or plan_refusal(message=message, now=now)
        if refusal is not None:
            return Settlement(refusal.state, refusal.why_not, due_at=refusal.due_at)
        return None if is_ready else settlement_of(message, _NOT_BUILT, now)

    @transaction.atomic
    def _put_aside(self, message: Message, settlement: Settlement) -> None:
        """A transaction of its own: one that holds two leads could meet another that holds them the other way round."""
        if outbox.put_aside(message=message, token=self.token, settlement=settlement):
            follow_through(message=message, settlement=settlement, now=self.clock())

    def _settle_last(self) -> None:
        if self.underway is None:
            return
        message, answer, now = self.underway.message, self.underway.answer, self.clock()
        settlement = settlement_of(message, answer, now)
        if outbox.settle(message=message, token=self.token, settlement=settlement):
            refused = answer.outcome == Outcome.RECIPIENT_REFUSED
            follow_through(message=message, settlement=settlement, recipient_refused=refused, now=now)


_NOT_BUILT = Answer(Outcome.TRY_LATER, "unreadable")


def settlement_of(message: Message, answer: Answer, now: datetime) -> Settlement:
    """What a server's answer means for a message: only an answer about its text ends it, everything before means later."""
    settlement = _SETTLEMENTS[answer.outcome]
    if settlement.state == MessageState.SENT:
        settlement = replace(settlement, sent_at=now)
    elif settlement.state == MessageState.PENDING:
        settlement = replace(settlement, due_at=next_try_at(message, now))
    return replace(settlement, reply_code=answer.code)


_SETTLEMENTS = {
    Outcome.ACCEPTED: Settlement(MessageState.SENT),
    Outcome.REFUSED: Settlement(MessageState.FAILED, WhyNot.REFUSED),
    Outcome.RECIPIENT_REFUSED: Settlement(MessageState.FAILED, WhyNot.REFUSED),
    Outcome.TRY_LATER: Settlement(MessageState.PENDING),
    Outcome.UNREACHABLE: Settlement(MessageState.PENDING),
    Outcome.UNCERTAIN: Settlement(MessageState.UNCERTAIN, WhyNot.NO_ANSWER),
}


def next_try_at(message: Message, now: datetime) -> datetime:
    """When a message is tried again: later each time, spread by its id, and never after it expires."""
    wait = _ALERT_WAIT if message.message_class == MessageClass.STAFF_ALERT else _WAITS[min(message.tries, len(_WAITS) - 1)]
    spread = 0.8 + 0.4 * hashlib.sha256(f"{message.id} {message.tries}".encode()).digest()[0] / 255
    return min(now + timedelta(minutes=wait * spread), message.expires_at)


def reap_lapsed(*, now: datetime) -> int:
    """Take back what lost workers held: claimed messages wait again, those going out become uncertain; how many of these."""
    outbox.release_lapsed()
    return attempt_each(outbox.lapsed_sends(), lambda message: _give_up(message, now), name_of=lambda message: message.id)


@transaction.atomic
def _give_up(message: Message, now: datetime) -> bool:
    if not outbox.give_up(message):
        return False
    # kill point: reap.written
    follow_through(message=message, settlement=Settlement(MessageState.UNCERTAIN, WhyNot.WORKER_LOST), now=now)
    return True


def expire_held(*, now: datetime) -> int:
    """End held messages whose time has passed, so that going live never sends old ones; how many."""
    held = Message.objects.filter(state=MessageState.HELD, expires_at__lte=now).order_by("id")[:_HELD_BATCH]
    return outbox.expire(ids=[message.id for message in held.only("id")], of=MessageState.HELD)
