"""Delivering: the outbox goes out, one commit before each network call, at most once each.

A message is `sending` in a committed row before its text leaves us. So whatever dies, whoever looks next knows which
messages may have gone out, and those are shown to people instead of being sent again.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from core.ids import new_id
from core.sealing import DecryptionError
from core.sql import again_after_conflict
from followup.domain import outbox
from followup.domain.attempting import attempt_each
from followup.domain.clearing import Clearance, clear_batch
from followup.domain.consequences import follow_through, only_tells
from followup.domain.holding import reply_refusal
from followup.domain.keeping_hours import hours_refusal
from followup.domain.late_mail import held_messages, hold_refusal
from followup.domain.letters import Answer, Outcome, Sender, letter_of
from followup.domain.meaning import after_failure, settlement_of
from followup.domain.outbox import Claim, Settlement
from followup.domain.outgoing import strange_parts
from followup.domain.pacing import Pacer
from followup.domain.permitting import Refusal, refusal_now
from followup.domain.plan_permitting import plan_refusal
from followup.models import Message
from followup.sql import Lease, SentRow, StartRow, settle_alone, settles_at_once, start_next
from followup.states import MessageClass, MessageState, WhyNot

logger = logging.getLogger(__name__)

_HELD_BATCH = 200
_TOO_MANY = "429"


def _own_pages() -> tuple[str, ...]:
    """Where links in mail may lead: our pages, and the desk in alerts to staff."""
    return (settings.LINK_URL, settings.DESK_URL)


@dataclass(frozen=True)
class _Underway:
    """The message whose letter was handed over last, with what the server said. It is settled with the next commit."""

    message: Message
    answer: Answer


def deliver_due(*, sender: Sender, clock: Callable[[], datetime], seconds: float, pacer: Pacer | None = None) -> int:
    """Send what is due until nothing is left, nothing may leave, or `seconds` have passed; how many were handed over."""
    until = clock() + timedelta(seconds=seconds)
    count, limit = 0, outbox.BATCH
    while (begun := clock()) < until:
        is_held = pacer is not None and pacer.is_held()
        claim = outbox.claim_batch(now=begun, limit=limit, only_alerts=is_held, held=held_messages(begun))
        # kill point: claim.committed
        run = _Run(sender, clock, claim.token, pacer)
        run.deliver(claim, until)
        count += run.count
        # What became due meanwhile has rung.
        if claim.is_all or run.is_stuck:
            break
        limit = outbox.next_limit(limit, (clock() - begun).total_seconds())
    return count


class _Run:
    """One claimed batch."""

    def __init__(self, sender: Sender, clock: Callable[[], datetime], token: UUID, pacer: Pacer | None) -> None:
        self.sender, self.clock, self.token, self.pacer = sender, clock, token, pacer
        self.at_once = settles_at_once()
        self.lease, self.renewed_at = Lease(token, outbox.LEASE_SECONDS), clock()
        self.own_pages = _own_pages()
        self.underway: _Underway | None = None
        self.is_stuck = False
        self.count = 0

    def deliver(self, claim: Claim, until: datetime) -> None:
        cleared = clear_batch(claim.messages, now=self.clock())
        left = len(claim.messages)
        for message in claim.messages:
            if self.is_stuck or self.clock() >= until:
                break
            self._keep_hold()
            self._try_one(message, cleared.get(message.id))
            left -= 1
        self._finish(is_left=left > 0 or self.is_stuck)
        # kill point: settle.committed

    def _finish(self, *, is_left: bool) -> None:
        """Settle the last one, and give back what was not tried."""
        settled = self._sent_row()
        if settled is not None and self._settle_quickly(settled):
            self.underway = None
        self._settle_carefully()
        if is_left:
            outbox.release(token=self.token)

    def _settle_quickly(self, settled: SentRow) -> bool:
        """Settle the last one in one message to the database; False when it must be settled in words."""
        try:
            with self._savepoint():
                return again_after_conflict(connection, lambda: settle_alone(settled=settled, lease=self.lease))
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError:
            return False

    def _keep_hold(self) -> None:
        """Renew the lease of the batch, by the database's clock. Ours only says when to: whoever is late loses it, and knows."""
        if (self.clock() - self.renewed_at).total_seconds() > outbox.RENEWED_AFTER:
            outbox.renew(token=self.token, older_than=0.0)
            self.renewed_at = self.clock()

    def _try_one(self, message: Message, clearance: Clearance | None) -> None:
        """A row that fails in a way nobody foresaw waits, and stops no other; a database that is gone stops the run."""
        try:
            self._deliver_one(message, clearance)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, the next row must have its turn
            # The class alone and no traceback: both may quote somebody's words.
            logger.error("followup: message %s failed: %s", message.id, type(error).__name__)  # noqa: TRY400
            self._settle_plainly()
            self._put_aside(message, after_failure(message, self.clock()))

    def _deliver_one(self, message: Message, clearance: Clearance | None) -> None:
        prepared, fault = self._prepare(message)
        if prepared is not None and not self._is_admitted(message):
            self.is_stuck = True
            return
        start = clearance.at(self.clock()) if clearance is not None and fault is None else None
        if (start is not None and self._start_quickly(start)) or self._start_by_asking(message, fault):
            # kill point: send.committed
            answer = self.sender.send(prepared)
            # kill point: send.answered
            self.underway = _Underway(message, answer)
            self._mind(answer)

    def _start_quickly(self, start: StartRow) -> bool:
        """Settle the one before and start this one in one message to the database; False when it must be asked about in words."""
        settled = self._sent_row()
        if settled is None:
            self._settle_carefully()
        try:
            with self._savepoint():
                begin = partial(start_next, start=start, lease=self.lease, settled=settled)
                was_ours, is_started = again_after_conflict(connection, begin)
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError as error:
            logger.error("followup: a message could not be settled at once: %s", type(error).__name__)  # noqa: TRY400
            self._settle_carefully()
            return False
        if was_ours:
            self.underway = None
        # A worker that was given up still knows the truth.
        self._settle_carefully()
        return is_started

    def _savepoint(self) -> AbstractContextManager[None]:
        """Inside somebody's transaction, a part that may fail alone; otherwise nothing, since one message is a transaction by itself."""
        return transaction.atomic() if not self.at_once or connection.in_atomic_block else nullcontext()

    def _sent_row(self) -> SentRow | None:
        """What came of the one before, when that is no more than a row and its event."""
        if self.underway is None or not self.at_once:
            return None
        message, answer, now = self.underway.message, self.underway.answer, self.clock()
        settlement = settlement_of(message, answer, now)
        if not only_tells(message, settlement):
            return None
        return SentRow(message.id, settlement.reply_code, now, new_id())

    def _start_by_asking(self, message: Message, fault: Settlement | None) -> bool:
        """Settle the one before, ask everything again in words, and start this one or write down why not."""
        aside, started = again_after_conflict(connection, lambda: self._settle_and_start(message, fault))
        self.underway = None
        if aside is not None:
            self._put_aside(message, aside)
        return started

    @transaction.atomic
    def _settle_and_start(self, message: Message, fault: Settlement | None) -> tuple[Settlement | None, bool]:
        self._settle_last()
        aside = self._reason_to_wait(message) or fault
        started = aside is None and outbox.start(message=message, token=self.token)
        # kill point: send.written
        return aside, started

    def _is_admitted(self, message: Message) -> bool:
        return self.pacer is None or self.pacer.admit(is_urgent=message.message_class == MessageClass.STAFF_ALERT)

    def _mind(self, answer: Answer) -> None:
        """Count a letter that was handed over; stop when no other would fare better, and let the other workers know."""
        is_told = answer.wait is not None or answer.code == _TOO_MANY
        self.is_stuck = answer.outcome == Outcome.UNREACHABLE or (answer.outcome == Outcome.TRY_LATER and is_told)
        self.count += answer.outcome != Outcome.UNREACHABLE
        if self.pacer is None:
            return
        if answer.outcome == Outcome.ACCEPTED:
            self.pacer.note_success()
        elif self.is_stuck and is_told:
            self.pacer.hold_back(answer.wait)
        elif self.is_stuck:
            self.pacer.note_unreachable()

    def _prepare(self, message: Message) -> tuple[Any | None, Settlement | None]:
        """Build the letter before any lock is taken; without one, where the message goes instead, which stops no other."""
        try:
            letter = letter_of(message)
            strange = strange_parts(letter, own=self.own_pages, is_automatic=message.written_by_id is None)
            if strange:
                logger.error("followup: message %s holds %s", message.id, ", ".join(strange))
                return None, Settlement(MessageState.HELD, WhyNot.NOT_DISCREET)
            return self.sender.prepare(letter), None
        except (ValueError, DecryptionError) as error:
            logger.error("followup: message %s can't be built: %s", message.id, type(error).__name__)  # noqa: TRY400
            return None, after_failure(message, self.clock())

    def _reason_to_wait(self, message: Message) -> Settlement | None:
        """Ask everything again at this moment: where the message goes instead of going out, None when it may go."""
        now = self.clock()
        refusal = first_refusal(message, now)
        return Settlement(refusal.state, refusal.why_not, due_at=refusal.due_at) if refusal is not None else None

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

    def _settle_carefully(self) -> None:
        """Settle the one before by itself, so that whatever goes wrong with it is no fault of the next."""
        if self.underway is None:
            return
        try:
            again_after_conflict(connection, transaction.atomic(self._settle_last))
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001  what was handed over stays true
            logger.error("followup: what follows from a message failed: %s", type(error).__name__)  # noqa: TRY400
            self._settle_plainly()
        self.underway = None

    def _settle_plainly(self) -> None:
        """What was handed over stays true, even when what should follow from it is what failed."""
        underway, self.underway = self.underway, None
        if underway is not None:
            settlement = settlement_of(underway.message, underway.answer, self.clock())
            outbox.settle(message=underway.message, token=self.token, settlement=settlement)


def first_refusal(message: Message, now: datetime) -> Refusal | None:
    """Why a message must not go at this moment, asked in words; None when it may."""
    # Each is asked in SQL as well: followup.sql, which says yes to nothing that is refused here.
    asked = (refusal_now, plan_refusal, hours_refusal, reply_refusal, hold_refusal)
    return next(filter(None, (ask(message=message, now=now) for ask in asked)), None)


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
