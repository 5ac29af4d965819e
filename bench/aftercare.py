"""Two years of made-up people in aftercare: every flag its work, every silence its call, every late dose its day, no word after a stop.

They answer or don't, take doses in time, late or not at all, move away from addresses, stop the mail or everything; for
days at a time nothing of ours runs. A small model written from the rules says what must be on record, and both sides are
counted. Then once more on PostgreSQL, where two workers sweep side by side and are killed at random. Time is virtual: it
jumps from one moment of the day at which something may be due to the next. `BENCH_SEED` repeats a run. People live in
worlds of up to 50, each with a database of its own, as many at once as there are processors; `--full` has 1,000 of them.
`--only calm` and `--only killed` are one round; `BENCH_PEOPLE` lets another number live. After `BENCH_MINUTES` no world is
begun any more: the line says how many people have lived then, and their goal is missed.
"""

import functools
import os
import random
import time
from dataclasses import replace
from typing import Any

from bench.fire.tree import quiet_copy
from bench.life.planted import DEFECTS, LivesDefect
from bench.life.worlds import Size, live
from bench.outcome import CannotMeasureError, Goal, Outcome, note
from bench.pieces import Pieces, chosen
from bench.servers import Postgres

DAYS = 740
CALM, CALM_FULL = Size(100, DAYS), Size(1000, DAYS)
KILLED, KILLED_FULL = Size(10, 90, kills=30), Size(100, DAYS, kills=400)
PLANTED = Size(16, 75)
_COUNTS = ("lost", "doubled", "stuck", "after_a_stop")


def measure(*, full: bool, only: str = "") -> Outcome:
    """Both rounds, or one; the counts are those of both."""
    seed = _seed()
    calm = _sized(CALM_FULL if full else CALM)
    killed = _sized(KILLED_FULL if full else KILLED)
    rounds = {"calm": lambda: live(calm, seed, until=_until()), "killed": lambda: _live_among_kills(killed, seed)}
    if only and only not in rounds:
        raise CannotMeasureError(f"The rounds of aftercare are {' and '.join(rounds)}.")
    found = {name: lives() for name, lives in rounds.items() if name == only or not only}
    counts = {name: sum(one.pop(name) for one in found.values()) for name in _COUNTS}
    figures = {"seed": int(seed), **_figures_of(found.get("calm"), calm), **_figures_of(found.get("killed"), killed, "killed_")}
    for name, value in {**figures, **counts}.items():
        print(f"{name:28} {value}")
    return Outcome("aftercare", figures, (*(Goal(name, most=0) for name in _COUNTS), *_goals_of(found, calm, killed)), counts)


def _figures_of(found: dict[str, Any] | None, size: Size, before: str = "") -> dict[str, Any]:
    return {f"{before}{name}": value for name, value in {"days": size.days, **found}.items()} if found else {}


def _goals_of(found: dict[str, Any], calm: Size, killed: Size) -> list[Goal]:
    goals = {"calm": [Goal("people", least=calm.people)], "killed": [Goal("killed_kills", least=killed.kills / 2)]}
    return [goal for name in found for goal in goals[name]]


def _live_among_kills(size: Size, seed: str) -> dict[str, Any]:
    postgres = Postgres()
    try:
        postgres.start()
        return live(size, seed, url=postgres.url)
    finally:
        postgres.close()


def _sized(size: Size) -> Size:
    people = os.environ.get("BENCH_PEOPLE")
    return replace(size, people=int(people)) if people else size


def _until() -> float | None:
    minutes = os.environ.get("BENCH_MINUTES")
    return time.monotonic() + float(minutes) * 60 if minutes else None


def measure_planted(*, full: bool, only: str = "") -> Outcome:
    """Plant one defect after another; how many were caught."""
    return Pieces("aftercare").prove_each(chosen(DEFECTS, only), functools.partial(_sign_of, seed=_seed()))


def _seed() -> str:
    seed = os.environ.get("BENCH_SEED") or str(random.randrange(10**6))
    note(f"seed {seed}")
    return seed


def _sign_of(defect: LivesDefect, *, seed: str) -> int:
    with quiet_copy(changes=defect.changes) as folder:
        return int(live(PLANTED, seed, folder=folder)[defect.sign])
