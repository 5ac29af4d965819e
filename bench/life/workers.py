"""Workers that sweep side by side and are killed at random: each does one step when told, and another takes its place."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Self

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from bench.life.world import STEPS
from config.local.children import die_with_parent

PROJECT = Path(__file__).resolve().parent.parent.parent
_SIDE_BY_SIDE = 2


class WorkerEndedError(Exception):
    """A worker ended although nobody killed it."""


class _Worker:
    """One process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.life.workers"],
            cwd=PROJECT,
            env=dict(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_parent(),
        )

    def tell(self, step: str, now: datetime) -> None:
        """Begin a step."""
        if self.process.stdin is not None:
            self.process.stdin.write(f"{step} {now.isoformat()}\n")
            self.process.stdin.flush()

    def hear(self) -> bool:
        """Wait for its end; False when the process died."""
        return bool(self.process.stdout and self.process.stdout.readline()) and self.process.poll() is None

    def kill(self) -> None:
        """As when a machine loses power."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Workers:
    """Use it in a `with` statement and as the sweeper of a world; about one step in `every` loses a worker."""

    def __init__(self, *, every: int, seed: str) -> None:
        self.every, self.chance = every, random.Random(f"{seed}/kills")
        self.kills, self.until_next = 0, every
        self.lasts: dict[str, float] = {}

    def __enter__(self) -> Self:
        self.workers = [_Worker() for _number in range(_SIDE_BY_SIDE)]
        return self

    def __exit__(self, *_error: object) -> None:
        for worker in self.workers:
            worker.kill()

    def __call__(self, step: str, now: datetime) -> None:
        """One step by all of them; whoever is killed is replaced and the step is done again."""
        begun = time.monotonic()
        for worker in self.workers:
            worker.tell(step, now)
        self.until_next -= 1
        if self.until_next <= 0 and step in self.lasts:
            time.sleep(self.chance.uniform(0, self.lasts[step]))
            self.workers[0].kill()
            self.kills, self.until_next = self.kills + 1, self.chance.randint(1, 2 * self.every - 1)
        # Everybody is waited for, the dead as well.
        heard = [worker.hear() for worker in self.workers]
        if all(heard):
            self.lasts[step] = time.monotonic() - begun
            return
        self.workers = [worker for worker, is_well in zip(self.workers, heard, strict=True) if is_well]
        while len(self.workers) < _SIDE_BY_SIDE:
            self.workers.append(_Worker())
        self.workers[-1].tell(step, now)
        if not self.workers[-1].hear():
            raise WorkerEndedError


def work() -> None:
    """Do what is told until the parent is gone."""
    for line in sys.stdin:
        step, _space, at = line.strip().partition(" ")
        STEPS[step](now=datetime.fromisoformat(at))
        print("done", flush=True)


if __name__ == "__main__":
    work()
