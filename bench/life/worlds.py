"""Worlds side by side: each a process with its own people and its own database, as many as there are processors."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.fire.tree import PROJECT
from bench.outcome import CannotMeasureError, note

# Sums over worlds, these aside: worlds live through the same days.
_LONGEST = ("days_without_sweeps", "turns", "seconds")
# SQLite waits for the disk at every commit, which is no part of what is asked here.
_MEMORY = Path("/dev/shm")  # noqa: S108


@dataclass(frozen=True)
class Size:
    """How many people live for how many days, and how many workers are killed meanwhile."""

    people: int
    days: int
    kills: int = 0


def live(size: Size, seed: str, *, folder: Path = PROJECT, url: str = "", worlds: int = 0) -> dict[str, Any]:
    """Live in so many worlds (0: one a processor) and add up what was found; in one world only with the database at `url`.

    Raises CannotMeasureError when a world does not come to its end.
    """
    count = 1 if url else worlds or min(os.cpu_count() or 1, size.people)
    note(f"{size.people} people for {size.days} days in {count} worlds")
    ground = Path(tempfile.mkdtemp(prefix="th-worlds-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None))
    try:
        started = [_start(ground, number, _share(size, count, number), f"{seed}-{number}", folder, url) for number in range(count)]
        return _sum([_hear(process) for process in started])
    finally:
        shutil.rmtree(ground, ignore_errors=True)


def _share(size: Size, worlds: int, number: int) -> Size:
    return Size(size.people // worlds + (number < size.people % worlds), size.days, size.kills)


def _start(ground: Path, number: int, size: Size, seed: str, folder: Path, url: str) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TEST_REDIS_URL"}}
    environment |= {"TMPDIR": str(ground), "DATABASE_URL": url or _database(ground, number, environment, folder)}
    options = [f"--people={size.people}", f"--days={size.days}", f"--kills={size.kills}", f"--seed={seed}"]
    command = [sys.executable, "-m", "bench.life.run", *options]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)


def _database(ground: Path, number: int, environment: Mapping[str, str], folder: Path) -> str:
    """A database of its own, copied from one that was made once."""
    ready, own = ground / "ready.sqlite3", ground / f"{number}.sqlite3"
    if not ready.exists():
        making = dict(environment) | {"TMPDIR": str(ground), "DATABASE_URL": f"sqlite:///{ready}"}
        subprocess.run([sys.executable, "-m", "bench.life.run", "--people=0", "--days=0", "--seed=0"], cwd=folder, env=making, check=True)
    shutil.copy(ready, own)
    return f"sqlite:///{own}"


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
