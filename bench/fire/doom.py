"""Runs inside the product, in a throw-away copy of its tree only: dies where it was told to, and moves the clock.

Both are asked of files, so that they change while processes run. decisions/0035 says why this is no part of production.
"""

import os
import signal
from datetime import timedelta
from pathlib import Path

ALL = "all"


def folder() -> Path:
    """Where the bench leaves its orders."""
    return Path(os.environ["BENCH_FIRE"])


def reach(point: str) -> None:
    """Die here, once, if `point` is armed: this process, or the whole set-up of a worker when the order says "all"."""
    order, taken = folder() / point, folder() / f"{point}.taken"
    try:
        order.rename(taken)
    except FileNotFoundError:
        return
    if taken.read_text() == ALL:
        os.killpg(0, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def offset() -> timedelta:
    """How far the clock is off."""
    try:
        return timedelta(seconds=float((folder() / "clock").read_text() or 0))
    except FileNotFoundError:
        return timedelta()
