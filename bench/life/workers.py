"""Workers that sweep side by side and are killed at random: each does one step when told, and another takes its place.

A nursery that has read the code and asked the database nothing gives birth to them, so that a death costs no second start.
"""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
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
# Seconds until a nursery has read the code, on a busy machine.
_PATIENCE = 120


class WorkerEndedError(Exception):
    """A worker ended although nobody killed it."""


class _Nursery:
    """The process that workers are copies of, and the door at which each of them calls."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="th-nursery-"))
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(self.folder / "door"))
        self.door.listen()
        self.door.settimeout(_PATIENCE)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.life.workers", str(self.folder / "door")],
            cwd=PROJECT,
            env=dict(os.environ),
            stdin=subprocess.PIPE,
            text=True,
            preexec_fn=die_with_parent(),
        )

    def worker(self) -> "_Worker":
        """A new one."""
        if self.process.stdin is not None:
            self.process.stdin.write("another\n")
            self.process.stdin.flush()
        return _Worker(self.door.accept()[0])

    def close(self) -> None:
        """No more of them; those that live end when nobody listens to them any more."""
        self.process.kill()
        self.process.wait()
        self.door.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class _Worker:
    """One process, by the line to it."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line.makefile("rw")
        line.close()
        self.pid, self.is_killed = int(self.line.readline()), False

    def tell(self, step: str, now: datetime) -> None:
        """Begin a step."""
        with contextlib.suppress(BrokenPipeError):
            self.line.write(f"{step} {now.isoformat()}\n")
            self.line.flush()

    def hear(self) -> bool:
        """Wait for its end; False when the process died."""
        try:
            return bool(self.line.readline()) and not self.is_killed
        except ConnectionResetError:
            return False

    def kill(self) -> None:
        """As when a machine loses power."""
        os.kill(self.pid, signal.SIGKILL)
        self.is_killed = True


class Workers:
    """Use it in a `with` statement and as the sweeper of a world; about one step in `every` loses a worker."""

    def __init__(self, *, every: int, seed: str) -> None:
        self.every, self.chance = every, random.Random(f"{seed}/kills")
        self.kills, self.until_next = 0, every
        self.lasts: dict[str, float] = {}

    def __enter__(self) -> Self:
        self.nursery = _Nursery()
        self.workers = [self.nursery.worker() for _number in range(_SIDE_BY_SIDE)]
        return self

    def __exit__(self, *_error: object) -> None:
        for worker in self.workers:
            worker.kill()
        self.nursery.close()

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
            self.workers.append(self.nursery.worker())
        self.workers[-1].tell(step, now)
        if not self.workers[-1].hear():
            raise WorkerEndedError


def give_birth(door: str) -> None:
    """One worker for each line that is read, until there is no more."""
    # The dead are nobody's to wait for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        if os.fork() == 0:
            work(door)
            os._exit(0)


def work(door: str) -> None:
    """Do what is told until the parent is gone."""
    line = socket.socket(socket.AF_UNIX)
    line.connect(door)
    with line.makefile("rw") as told:
        print(os.getpid(), file=told, flush=True)
        for said in told:
            step, _space, at = said.strip().partition(" ")
            STEPS[step](now=datetime.fromisoformat(at))
            print("done", file=told, flush=True)


if __name__ == "__main__":
    give_birth(sys.argv[1])
