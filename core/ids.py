"""Ids we make ourselves, before a row is written: encryption binds a value to the id of its row."""

import secrets
import threading
import time
import uuid
from datetime import timedelta

_lock = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then 74 random bits.

    Ids of one process grow strictly: within a millisecond, or when the system clock steps back, the next id is the
    last one plus a random step (RFC 9562, 6.2, method 2). Ids of two processes order by the millisecond.
    """
    global _last  # noqa: PLW0603  the one counter of this process
    fresh = (time.time_ns() // 1_000_000) << 74 | secrets.randbits(74)
    with _lock:
        _last = fresh if fresh > _last else _last + 1 + secrets.randbits(32)
        number = _last
    return _as_version_7(number)


def _as_version_7(number: int) -> uuid.UUID:
    """Spread 122 bits around the version (0111) and variant (10) bits."""
    milliseconds, random_a, random_b = number >> 74, number >> 62 & 0xFFF, number & (1 << 62) - 1
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b)


def earlier(found: uuid.UUID, *, by: timedelta) -> uuid.UUID:
    """The smallest id of a moment so long before the one at which `found` was made: where to begin to read again."""
    milliseconds = (found.int >> 80) - int(by.total_seconds() * 1000)
    return _as_version_7(max(milliseconds, 0) << 74)
