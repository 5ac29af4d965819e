"""Taking turns: one run of a job at a time in a process, so that a long one never fills every thread of a small worker."""

import threading
from collections.abc import Callable


class Turns:
    """Whoever comes while somebody works leaves word and goes; the one at work then works once more."""

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
