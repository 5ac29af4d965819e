"""Three days down with much due: what goes afterwards goes at its hour, in time, under the caps, and after a person's word.

Steps of plans in six zones, every tenth person with a check-in besides, every fifth address known to two clinics. The clocks change in
the very night in which the worker comes back, at three. 1,800 due by default; `--full`: 50,000, for about an hour.
"""

import json
import os
import subprocess
import sys

from bench.fire.tree import PROJECT
from bench.outcome import CannotMeasureError, Goal, Outcome
from bench.servers import Postgres

DUE, DUE_FULL = 1_800, 50_000
_COUNTS = ("lost", "doubled", "stuck")
_NEVER = ("outside_hours", "after_expiry", "over_caps", "at_night_in_new_york", "before_the_word")


def measure(*, full: bool) -> Outcome:
    """Go down, come back, count."""
    postgres = Postgres()
    try:
        postgres.start()
        found = _run(DUE_FULL if full else DUE, postgres.url)
    finally:
        postgres.close()
    counts = {name: found.pop(name) for name in _COUNTS}
    for name, value in {**found, **counts}.items():
        print(f"{name:28} {value}")
    goals = (*(Goal(name, most=0) for name in (*_NEVER, *_COUNTS)), Goal("held", least=2), Goal("letters", least=found["due"] / 4))
    return Outcome("backlog", found, goals, counts)


def _run(due: int, database: str) -> dict[str, int]:
    variables = {name: value for name, value in os.environ.items() if name != "TEST_REDIS_URL"} | {"DATABASE_URL": database}
    command = [sys.executable, "-m", "bench.yard.backlog_run", f"--due={due}"]
    done = subprocess.run(command, cwd=PROJECT, env=variables, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise CannotMeasureError("The days did not come to their end; what went wrong stands above.")
    found: dict[str, int] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
