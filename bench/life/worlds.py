"""Worlds side by side: each a process with its own people and its own database, as many as there are processors."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.fire.tree import PROJECT
from bench.outcome import CannotMeasureError, note

# Sums over worlds, these aside: worlds live through the same days.
_LONGEST = ("days_without_sweeps", "turns", "seconds")
# SQLite waits for the disk at every commit, which is no part of what is asked here.
_MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Size:
    """How many people live for how many days, and how many workers are killed meanwhile."""

    people: int
    days: int
    kills: int = 0


@dataclass(frozen=True)
class _Ground:
    """Where worlds stand: a folder for their databases, the tree they run, and the one server's database, if any."""

    folder: Path
    tree: Path
    url: str

    def start(self, number: int, size: Size, seed: str) -> "subprocess.Popen[str]":
        """One world, as a process."""
        return subprocess.Popen(
            _command(size, seed),
            cwd=self.tree,
            env=self._environment(self.url or self._own_database(number)),
            stdout=subprocess.PIPE,
            text=True,
        )

    def _own_database(self, number: int) -> str:
        """A copy of one that was made once."""
        ready, own = self.folder / "ready.sqlite3", self.folder / f"{number}.sqlite3"
        if not ready.exists():
            subprocess.run(_command(Size(0, 0), "0"), cwd=self.tree, env=self._environment(f"sqlite:///{ready}"), check=True)
        shutil.copy(ready, own)
        return f"sqlite:///{own}"

    def _environment(self, url: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TEST_REDIS_URL"}}
        return kept | {"TMPDIR": str(self.folder), "DATABASE_URL": url}


def live(size: Size, seed: str, *, folder: Path = PROJECT, url: str = "") -> dict[str, Any]:
    """Live in one world a processor and add up what was found; in one world only with the database at `url`.

    Raises CannotMeasureError when a world does not come to its end.
    """
    count = 1 if url else min(os.cpu_count() or 1, size.people)
    note(f"{size.people} people for {size.days} days in {count} worlds")
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    ground = _Ground(Path(tempfile.mkdtemp(prefix="th-worlds-", dir=memory)), folder, url)
    try:
        worlds = [ground.start(number, _share(size, count, number), f"{seed}-{number}") for number in range(count)]
        return _sum([_hear(world) for world in worlds])
    finally:
        shutil.rmtree(ground.folder, ignore_errors=True)


def _share(size: Size, worlds: int, number: int) -> Size:
    return Size(size.people // worlds + (number < size.people % worlds), size.days, size.kills)


def _command(size: Size, seed: str) -> list[str]:
    options = [f"--people={size.people}", f"--days={size.days}", f"--kills={size.kills}", f"--seed={seed}"]
    return [sys.executable, "-m", "bench.life.run", *options]


def _hear(process: "subprocess.Popen[str]") -> dict[str, Any]:
    words = process.communicate()[0].strip().splitlines()
    if process.returncode != 0 or not words:
        raise CannotMeasureError("The lives did not come to their end; what went wrong stands above.")
    found: dict[str, Any] = json.loads(words[-1])
    return found


def _sum(found: list[dict[str, Any]]) -> dict[str, Any]:
    total: Counter[str] = Counter()
    for one in found:
        total.update(one)
    return dict(total) | {name: max(one[name] for one in found) for name in _LONGEST}
