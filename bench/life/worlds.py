"""Worlds side by side: each a process with its own people and its own database, as many at once as there are processors."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.fire.tree import PROJECT
from bench.outcome import CannotMeasureError, note

# Sums over worlds, these aside: worlds live through the same days.
_LONGEST = ("days_without_sweeps", "turns")
# A sweep costs the same for one as for many, so people share worlds; but each that has ended is a finding that is kept.
MOST_IN_A_WORLD = 50
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

    def prepare(self) -> None:
        """One empty database, of which every world gets a copy."""
        if not self.url:
            environment = self._environment(f"sqlite:///{self._ready}")
            subprocess.run(_command(Size(0, 0), "0"), cwd=self.tree, env=environment, check=True)

    def start(self, number: int, size: Size, seed: str) -> "subprocess.Popen[str]":
        """One world, as a process."""
        if not self.url:
            shutil.copy(self._ready, self._own(number))
        return subprocess.Popen(
            _command(size, seed),
            cwd=self.tree,
            env=self._environment(self.url or f"sqlite:///{self._own(number)}"),
            stdout=subprocess.PIPE,
            text=True,
        )

    def forget(self, number: int) -> None:
        """Its database is needed no longer."""
        for path in self.folder.glob(f"{number}.sqlite3*"):
            path.unlink()

    @property
    def _ready(self) -> Path:
        return self.folder / "ready.sqlite3"

    def _own(self, number: int) -> Path:
        return self.folder / f"{number}.sqlite3"

    def _environment(self, url: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TEST_REDIS_URL"}}
        return kept | {"TMPDIR": str(self.folder), "DATABASE_URL": url}


def live(size: Size, seed: str, *, folder: Path = PROJECT, url: str = "", until: float | None = None) -> dict[str, Any]:
    """Live in as many worlds as it takes and add up what was found; in one world only with the database at `url`.

    After `until`, by the monotonic clock, no world is begun any more. Raises CannotMeasureError when a world does not come
    to its end, or none was begun.
    """
    at_once = 1 if url else min(os.cpu_count() or 1, size.people)
    count = 1 if url else max(at_once, -(-size.people // MOST_IN_A_WORLD))
    note(f"{size.people} people for {size.days} days in {count} worlds, {at_once} at once")
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    ground = _Ground(Path(tempfile.mkdtemp(prefix="th-worlds-", dir=memory)), folder, url)
    ends = until or float("inf")
    try:
        ground.prepare()
        with ThreadPoolExecutor(at_once) as rooms:
            shares = [_share(size, count, number) for number in range(count)]
            lived = rooms.map(lambda number: _live_one(ground, number, shares[number], f"{seed}-{number}", ends), range(count))
            return _sum([found for found in lived if found])
    finally:
        shutil.rmtree(ground.folder, ignore_errors=True)


def _live_one(ground: _Ground, number: int, size: Size, seed: str, ends: float) -> dict[str, Any]:
    """One world from its beginning to its end; nothing when it is too late to begin."""
    if time.monotonic() > ends:
        note(f"World {number} was not begun: its time is up.")
        return {}
    found = _hear(ground.start(number, size, seed))
    ground.forget(number)
    signs = {name: found[name] for name in ("people", "facts_expected", "lost", "doubled", "stuck", "after_a_stop", "cpu_seconds")}
    note(f"World {number} has ended: {signs}")
    return found


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
    if not found:
        raise CannotMeasureError("No world was begun in its time.")
    total: Counter[str] = Counter()
    for one in found:
        total.update(one)
    return dict(total) | {name: max(one[name] for one in found) for name in _LONGEST}
