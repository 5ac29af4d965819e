"""Taking turns: one run of a job at a time in a process, and what need not be done at every run."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID
from weakref import WeakSet


class Turns:
    """So that a long run never fills every thread of a small worker.

    Whoever comes while somebody works leaves word and goes; the one at work then works once more.
    """

    def __init__(self) -> None:
        self._work = threading.Lock()
        self._again = threading.Event()

    def take(self, work: Callable[[], None]) -> bool:
        """Do `work` unless another thread of this process is at it; whether it was done here.

        What was committed before the call is seen: by this run, or by one that the thread at work begins afterwards.
        """
        self._again.set()
        done = False
        while self._again.is_set() and self._work.acquire(blocking=False):
            try:
                self._again.clear()
                work()
                done = True
            finally:
                self._work.release()
        return done


class Seldom:
    """Work that one process does at most once in so many seconds, by the clock of whoever asks.

    A clock that was put back, and work that failed, count as never done.
    """

    _all: "WeakSet[Seldom]" = WeakSet()

    def __init__(self, *, seconds: float) -> None:
        self._every = timedelta(seconds=seconds)
        self._done_at: datetime | None = None
        self._all.add(self)

    def do(self, work: Callable[[], object], *, now: datetime) -> bool:
        """Do `work` unless it was done a moment ago; whether it was done now."""
        if self._done_at is not None and timedelta() <= now - self._done_at < self._every:
            return False
        work()
        self._done_at = now
        return True

    @classmethod
    def forget(cls) -> None:
        """As a new process would begin."""
        for one in cls._all:
            one.forget_this()

    def forget_this(self) -> None:
        """The next who asks has it done."""
        self._done_at = None


class Lately:
    """What one process did a moment ago and need not do again; all of it is forgotten every so many seconds.

    For work that is harmless twice and must not be left out for ever because it was done too early once.
    """

    def __init__(self, *, seconds: float) -> None:
        self._forgetting = Seldom(seconds=seconds)
        self._done: set[UUID] = set()

    def at(self, now: datetime) -> set[UUID]:
        """The ids of what was done, to look up and to add to."""
        self._forgetting.do(self._done.clear, now=now)
        return self._done
