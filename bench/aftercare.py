"""Two years of made-up people in aftercare: every flag its work, every silence its call, every late dose its day, no word after a stop.

They answer or don't, take doses in time, late or not at all, move away from addresses, stop the mail or everything; for
days at a time nothing of ours runs. A small model written from the rules says what must be on record, and both sides are
counted. Then once more on PostgreSQL, where two workers sweep side by side and are killed at random. Time is virtual: it
jumps from one moment of the day at which something may be due to the next. `BENCH_SEED` repeats a run. Two years of 1,000
people take hours, so only `--full` has that many; fewer live by default, and the figures say how many.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.fire.tree import FOLDERS, PROJECT
from bench.life.planted import DEFECTS, LivesDefect
from bench.outcome import CannotMeasureError, Goal, Outcome, note
from bench.servers import Postgres

DAYS = 740
PEOPLE, PEOPLE_FULL = 16, 1000
KILLED = {"people": 10, "days": 90, "kills": 30}
KILLED_FULL = {"people": 100, "days": 740, "kills": 400}
PLANTED = {"people": 16, "days": 75}
_COUNTS = ("lost", "doubled", "stuck", "after_a_stop")


def measure(*, full: bool) -> Outcome:
    """Both rounds; the counts are those of both."""
    seed = _seed()
    calm = _live({"people": PEOPLE_FULL if full else PEOPLE, "days": DAYS}, seed)
    rows = KILLED_FULL if full else KILLED
    postgres = Postgres()
    try:
        postgres.start()
        killed = _live(rows, seed, DATABASE_URL=postgres.url)
    finally:
        postgres.close()
    counts = {name: calm.pop(name) + killed.pop(name) for name in _COUNTS}
    figures = {
        "seed": seed,
        "days": DAYS,
        **calm,
        "killed_days": rows["days"],
        **{f"killed_{name}": value for name, value in killed.items()},
    }
    for name, value in {**figures, **counts}.items():
        print(f"{name:28} {value}")
    goals = (*(Goal(name, most=0) for name in _COUNTS), Goal("killed_kills", least=rows["kills"] / 2))
    return Outcome("aftercare", figures, goals, counts)


def measure_planted(*, full: bool) -> Outcome:
    """Plant one defect after another; how many were caught."""
    seed, caught = _seed(), 0
    for defect in DEFECTS:
        sign = _sign_of(defect, seed)
        caught += sign > 0
        print(f"{defect.name:45} {defect.sign} {sign}  {'caught' if sign else 'NOT CAUGHT'}", flush=True)
    figures = {"seed": seed, "planted": len(DEFECTS), "caught": caught}
    return Outcome("aftercare --planted", figures, (Goal("caught", least=len(DEFECTS)),))


def _seed() -> int:
    seed = int(os.environ.get("BENCH_SEED") or random.randrange(10**6))
    note(f"seed {seed}")
    return seed


def _sign_of(defect: LivesDefect, seed: int) -> int:
    folder = Path(tempfile.mkdtemp(prefix="th-lives-"))
    try:
        for name in FOLDERS:
            shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for change in defect.changes:
            change.apply(folder)
        return int(_live(PLANTED, seed, folder=folder)[defect.sign])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _live(size: dict[str, int], seed: int, *, folder: Path = PROJECT, **environment: str) -> dict[str, Any]:
    note(f"{size['people']} people for {size['days']} days")
    options = [f"--{name}={value}" for name, value in {**size, "seed": seed}.items()]
    variables = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "TEST_REDIS_URL"}}
    command = [sys.executable, "-m", "bench.life.run", *options]
    done = subprocess.run(command, cwd=folder, env=variables | environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise CannotMeasureError("The lives did not come to their end; what went wrong stands above.")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
