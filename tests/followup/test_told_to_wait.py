"""A provider that allows so many letters a second: two workers share the pace, few are refused, and what it asks for is waited for."""

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from datetime import timedelta
from typing import Self

import pytest

from followup.domain.delivering import deliver_due
from followup.domain.letters import Answer, Letter, Outcome
from followup.domain.pacing import Pacer
from followup.models import Message, SendingPace
from followup.states import MessageState
from tests.followup.builders import go_live
from tests.followup.domain.test_pacing import SOON, by_two_workers, make_waiting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ALLOWED, LETTERS = 25, 50


class Strict:
    """Takes ALLOWED letters in any `window` seconds and refuses every other: its own log is the judge."""

    def __init__(self, *, window: float = 1) -> None:
        self.window = window
        self.lock, self.recent, self.taken, self.refused = threading.Lock(), deque[float](), Counter[str](), 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Nothing to close."""

    def prepare(self, letter: Letter) -> Letter:
        return letter

    def send(self, letter: Letter) -> Answer:
        with self.lock:
            now = time.monotonic()
            while self.recent and self.recent[0] <= now - self.window:
                self.recent.popleft()
            if len(self.recent) >= ALLOWED:
                self.refused += 1
                return Answer(Outcome.TRY_LATER, "429", wait=5)
            self.recent.append(now)
            self.taken[letter.message_id] += 1
        return Answer(Outcome.ACCEPTED, "250")


def two_workers(sender: Strict, pacer: Callable[[], Pacer], *, since: float) -> None:
    """Until both have nothing left to do, or were told to wait."""

    clock = lambda: SOON + timedelta(seconds=time.monotonic() - since)  # noqa: E731  one for both
    by_two_workers(lambda: deliver_due(sender=sender, clock=clock, seconds=60, pacer=pacer()))


def test_two_workers_at_the_pace_a_provider_allows_are_not_refused_and_hardly_later_than_it_allows() -> None:
    go_live()
    make_waiting(LETTERS)
    strict, begun = Strict(), time.monotonic()
    two_workers(strict, lambda: Pacer(rate=ALLOWED, rest=time.sleep), since=begun)
    seconds = time.monotonic() - begun
    # What a busy machine bunched together was put off by as long as it was told.
    SendingPace.objects.update(held_until=None, holds=0, held_because="")
    two_workers(strict, lambda: Pacer(rate=ALLOWED, rest=time.sleep), since=begun - 3600)
    assert (strict.refused <= LETTERS * 0.05, set(strict.taken.values()), len(strict.taken)) == (True, {1}, LETTERS)
    assert Message.objects.filter(state=MessageState.SENT).count() == LETTERS
    # A busy machine is slow, not wrong: only that the pace was kept is asked here. How near it is to the ideal, `bench dispatch` measures.
    assert strict.refused or seconds > LETTERS / ALLOWED * 0.9


def test_without_a_pace_it_refuses_and_both_stop_for_as_long_as_it_asks() -> None:
    go_live()
    make_waiting(LETTERS)
    # An hour, so that it matters to nobody how fast this machine is.
    strict, begun = Strict(window=3600), time.monotonic()
    free = lambda: Pacer(rate=None, rest=time.sleep)  # noqa: E731  one each
    two_workers(strict, free, since=begun)
    taken = len(strict.taken)
    assert (taken, 1 <= strict.refused <= 2) == (ALLOWED, True)
    assert SendingPace.objects.get().held_because == "told"
    two_workers(strict, free, since=begun)
    assert (len(strict.taken), strict.refused <= 2, set(strict.taken.values())) == (taken, True, {1})
    assert Message.objects.filter(state=MessageState.PENDING).count() == LETTERS - taken
