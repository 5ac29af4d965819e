"""Meaning: what a mail server's answer means for a message, and when one that failed is tried again. Pure."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from followup.domain.letters import Answer, Outcome
from followup.domain.outbox import Settlement
from followup.models import Message
from followup.states import MessageClass, MessageState, WhyNot

# Minutes until the next try. Alerts expire soon and are tried every half minute instead.
_WAITS = (1, 2, 5, 15, 30, 60, 120)
_ALERT_WAIT = 0.5
_LEAST_SPREAD, _SPREAD = 0.8, 0.4
LONGEST_WAIT = timedelta(minutes=_WAITS[-1] * (_LEAST_SPREAD + _SPREAD))
# A message that fails by itself, and not by an answer, so often is set aside for a person.
MOST_FAILURES = 5


def after_failure(message: Message, now: datetime) -> Settlement:
    """A message that can't be built or decided is tried a few times more, later each time; then a person looks at it."""
    if message.tries + 1 >= MOST_FAILURES:
        return Settlement(MessageState.HELD, WhyNot.UNREADABLE)
    return Settlement(MessageState.PENDING, due_at=next_try_at(message, now), reply_code="unreadable", counts_as_try=True, is_retry=True)


def settlement_of(message: Message, answer: Answer, now: datetime) -> Settlement:
    """What a server's answer means for a message: only an answer about its text ends it, everything before means later."""
    settlement = _SETTLEMENTS[answer.outcome]
    if settlement.state == MessageState.SENT:
        settlement = replace(settlement, sent_at=now)
    elif settlement.state == MessageState.PENDING:
        asked_for = now + timedelta(seconds=answer.wait or 0)
        settlement = replace(settlement, due_at=min(max(next_try_at(message, now), asked_for), message.expires_at), is_retry=True)
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
    spread = _LEAST_SPREAD + _SPREAD * hashlib.sha256(f"{message.id} {message.tries}".encode()).digest()[0] / 255
    return min(now + timedelta(minutes=wait * spread), message.expires_at)
