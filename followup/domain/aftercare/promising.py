"""Promising: what a person reads after answering. Nothing is promised that nobody is there to keep."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from followup.domain.aftercare.answering_check_ins import Given
from followup.domain.aftercare.contacting import ways_to
from followup.models import Aftercare
from followup.states import FlagKind
from intake.domain.promising import Waiting, waiting_promise
from intake.states import ContactKind

# A call about danger is planned within the hour, while somebody is there.
_SOON = timedelta(hours=1)


@dataclass(frozen=True)
class After:
    """What happens next. `call_by` is empty when no call can be promised."""

    needs_help_now: bool
    wants_call: bool
    can_call: bool
    call_by: datetime | None
    waiting: Waiting


def promise_after(*, given: Given, now: datetime) -> After:
    """What may be said about the next step, by staffed hours and by what is safe."""
    aftercare = given.answer.check_in.aftercare
    waiting = waiting_promise(clinic=aftercare.clinic, now=now)
    can_call = may_be_called(aftercare)
    wants_call = FlagKind.ASKED_CALL in given.kinds
    return After(
        needs_help_now=given.needs_help_now,
        wants_call=wants_call,
        can_call=can_call,
        call_by=_call_by(waiting, now) if can_call and given.needs_help_now else None,
        waiting=waiting,
    )


def may_be_called(aftercare: Aftercare) -> bool:
    """Whether there is a number on file that may be called."""
    phones = [way for way in ways_to(aftercare) if way.contact_point.kind == ContactKind.PHONE]
    return any(way.rules.may_call and way.rules.is_usable for way in phones)


def _call_by(waiting: Waiting, now: datetime) -> datetime | None:
    if not waiting.is_open_now or waiting.closes_at is None:
        return None
    by = now.astimezone(waiting.closes_at.tzinfo) + _SOON
    return min(by, waiting.closes_at)
