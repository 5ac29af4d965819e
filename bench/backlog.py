"""Three days down with much due: what goes afterwards goes at its hour, in time, under the caps, and after a person's word.

Steps of plans in six zones, every tenth person with a check-in besides, every fifth address known to two clinics. The clocks change in
the very night in which the worker comes back, at three. 1,800 due by default; `--full`: 50,000, for an hour; `--planted`: 300 a defect.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.fire.planted import Defect
from bench.fire.tree import PROJECT, Change, quiet_copy
from bench.outcome import CannotMeasureError, Goal, Outcome
from bench.pieces import Pieces, chosen
from bench.servers import Postgres

DUE, DUE_FULL, DUE_PLANTED = 1_800, 50_000, 300
_COUNTS = ("lost", "doubled", "stuck")
_NEVER = ("outside_hours", "after_expiry", "over_caps", "at_night_in_new_york", "before_the_word")
_TIMING, _JUDGING, _PERMITTING = "followup/domain/timing.py", "followup/domain/judging.py", "followup/domain/permitting.py"
_ANY_HOUR = (
    Change(_TIMING, "Moved(at.astimezone(UTC), Shift.NONE) if opens <= at else", "Moved(at.astimezone(UTC), Shift.NONE) if opens else"),
)
DEFECTS = (
    Defect(
        "what was late goes at once",
        "three days down",
        "before_the_word",
        (
            Change(
                "followup/domain/late_mail.py", "    return Backlog.objects.filter(decided_at=None)", "    return Backlog.objects.none()"
            ),
        ),
    ),
    Defect("letters arrive at any hour", "three days down", "outside_hours", _ANY_HOUR),
    Defect(
        "what is too late goes all the same",
        "three days down",
        "after_expiry",
        # Three places ask, and any one of them is enough.
        (
            Change(_JUDGING, "    if case.now >= case.occurrence.expires_at:\n", "    if False:\n"),
            Change(_JUDGING, "    if moved is None or moved.at >= case.occurrence.expires_at:\n", "    if moved is None:\n"),
            Change(_PERMITTING, "    if message.expires_at <= now:\n", "    if False:\n"),
            Change("followup/sql.py", "AND m.expires_at > %(now)s AND m.missing", "AND m.missing"),
        ),
    ),
    Defect(
        "an address gets whatever is due",
        "three days down",
        "over_caps",
        (Change("followup/domain/capping.py", "    return today >= MOST_A_DAY or len(dues)", "    return False and len(dues)"),),
    ),
    Defect(
        "a letter is handed over twice",
        "three days down",
        "doubled",
        (
            Change(
                "followup/domain/delivering.py",
                "            answer = self.sender.send(prepared)\n",
                "            answer = self.sender.send(prepared)\n            self.sender.send(prepared)\n",
            ),
        ),
    ),
    Defect(
        "a person's word is not heard",
        "three days down",
        "letters",
        (Change("followup/domain/backlog.py", '    if decision == "drop":\n        # Held', "    if decision:\n        # Held"),),
    ),
)


def measure(*, full: bool) -> Outcome:
    """Go down, come back, count."""
    outcome = _outcome(DUE_FULL if full else DUE)
    for name, value in {**outcome.figures, **outcome.counts}.items():
        print(f"{name:28} {value}")
    return outcome


def measure_planted(*, full: bool, only: str = "") -> Outcome:
    """Each defect must make a figure miss its goal, which none does without."""
    pieces, wanted = Pieces("backlog"), chosen(DEFECTS, only)
    pieces.prove("without a defect", lambda: float(_outcome(DUE_PLANTED).met))
    return pieces.prove_each(wanted, _sign)


def _sign(defect: Defect) -> float:
    with quiet_copy(changes=defect.changes) as tree:
        return _outcome(DUE_PLANTED, tree).misses(defect.sign)


def _outcome(due: int, tree: Path = PROJECT) -> Outcome:
    postgres = Postgres()
    try:
        postgres.start()
        found = _run(due, postgres.url, tree)
    finally:
        postgres.close()
    counts = {name: found.pop(name) for name in _COUNTS}
    goals = (*(Goal(name, most=0) for name in (*_NEVER, *_COUNTS)), Goal("held", least=2), Goal("letters", least=found["due"] / 4))
    return Outcome("backlog", found, goals, counts)


def _run(due: int, database: str, tree: Path) -> dict[str, int]:
    variables = {name: value for name, value in os.environ.items() if name != "TEST_REDIS_URL"} | {"DATABASE_URL": database}
    command = [sys.executable, "-m", "bench.yard.backlog_run", f"--due={due}"]
    done = subprocess.run(command, cwd=tree, env=variables, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise CannotMeasureError("The days did not come to their end; what went wrong stands above.")
    found: dict[str, int] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
