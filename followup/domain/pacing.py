"""Pacing: one pace for all workers of an installation, kept in one row and counted by the database's clock.

With a rate, each message takes the next free moment of the row just before it leaves, so workers share the rate by
themselves and nothing is saved up while nobody sends. When a provider says "not so fast", or does not answer, all wait.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.compiled import compiled
from core.sql import database_now
from followup.models import SendingPace

# A hair slower than the limit, for the moment between taking a slot and being counted by the provider.
_MARGIN = 0.985
# Whoever would have to wait longer gives its messages back instead.
LONGEST_WAIT = 3.0
# Seconds that nobody tries while a server can't be reached, longer each time.
_UNREACHABLE = (1, 2, 4, 8, 16, 30)
_UNREACHABLE_NOW, _TOLD = "unreachable", "told"
_TOLD_LEAST, _TOLD_MOST = 5.0, 3600.0


@dataclass(frozen=True)
class _Now:
    """The row, locked, and the database's time."""

    row: SendingPace
    at: datetime


@compiled()
def _pace() -> Any:
    return SendingPace.objects.filter(id=1).values_list("holds", "held_until", database_now())


class Pacer:
    """One worker's hold on the shared pace. `rate` is messages a second, None for as fast as the server takes them."""

    def __init__(self, *, rate: float | None, rest: Callable[[float], None]) -> None:
        self.rate, self.rest = rate, rest
        self._was_held = True

    def is_held(self) -> bool:
        """Whether nothing but alerts may leave now."""
        holds, held_until, at = next(iter(_pace()), (0, None, None))
        self._was_held = holds > 0
        return held_until is not None and held_until > at

    def admit(self, *, is_urgent: bool) -> bool:
        """Wait for this message's moment; False when it is too far away. What is urgent takes a moment and does not wait."""
        if self.rate is None:
            return True
        wait = self._take_slot(timedelta(seconds=1 / (self.rate * _MARGIN)), is_urgent=is_urgent)
        if wait is None:
            return False
        if wait > 0 and not is_urgent:
            self.rest(wait)
        return True

    @transaction.atomic
    def _take_slot(self, interval: timedelta, *, is_urgent: bool) -> float | None:
        now = _locked()
        slot = max(now.row.next_at or now.at, now.at)
        wait = (slot - now.at).total_seconds()
        if wait > LONGEST_WAIT and not is_urgent:
            return None
        now.row.next_at = slot + interval
        now.row.save(update_fields=["next_at"])
        return wait

    def hold_back(self, seconds: float | None) -> None:
        """The provider said "not so fast": nobody tries for as long as it asked."""
        wait = min(max(seconds or 0.0, _TOLD_LEAST), _TOLD_MOST)
        self._hold(lambda _holds: wait, _TOLD)

    def note_unreachable(self) -> None:
        """No server could be reached: nobody tries for a while, longer each time."""
        self._hold(lambda holds: _UNREACHABLE[min(holds, len(_UNREACHABLE) - 1)], _UNREACHABLE_NOW)

    def note_success(self) -> None:
        """A message was taken: what held mail back is over, but not what the provider asked for. Mostly costs nothing."""
        if self._was_held:
            self._was_held = False
            over = Q(held_because=_UNREACHABLE_NOW) | Q(held_until__lte=database_now())
            SendingPace.objects.filter(over, id=1, holds__gt=0).update(holds=0, held_until=None, held_because="")

    @transaction.atomic
    def _hold(self, seconds: Callable[[int], float], because: str) -> None:
        now = _locked()
        until = now.at + timedelta(seconds=seconds(now.row.holds))
        now.row.held_until = max(until, now.row.held_until or until)
        now.row.held_because, now.row.holds = because, min(now.row.holds + 1, 100)
        now.row.save(update_fields=["held_until", "held_because", "holds"])
        self._was_held = True


def _locked() -> _Now:
    row, _is_new = SendingPace.objects.get_or_create(id=1)
    row = SendingPace.objects.select_for_update().annotate(at=database_now()).get(id=1)
    return _Now(row, row.at)
