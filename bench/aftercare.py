"""Two years of made-up people in aftercare: every flag its work, every silence its call, every late dose its day, no word after a stop.

They answer or don't, take doses in time, late or not at all, move away from addresses, stop the mail or everything; for
days at a time nothing of ours runs. A small model written from the rules says what must be on record, and both sides are
counted. Then once more on PostgreSQL, where two workers sweep side by side and are killed at random. Time is virtual: it
jumps from one moment of the day at which something may be due to the next. `BENCH_SEED` repeats a run. People live in as
many worlds as there are processors, each with a database of its own; `--full` has 1,000 of them.
"""

import functools
import os
import random

from bench.fire.tree import quiet_copy
from bench.life.planted import DEFECTS, LivesDefect
from bench.life.worlds import Size, live
from bench.outcome import Goal, Outcome, note
from bench.pieces import Pieces, chosen
from bench.servers import Postgres

DAYS = 740
CALM, CALM_FULL = Size(100, DAYS), Size(1000, DAYS)
KILLED, KILLED_FULL = Size(10, 90, kills=30), Size(100, DAYS, kills=400)
PLANTED = Size(16, 75)
_COUNTS = ("lost", "doubled", "stuck", "after_a_stop")


def measure(*, full: bool) -> Outcome:
    """Both rounds; the counts are those of both."""
    seed = _seed()
    calm = live(CALM_FULL if full else CALM, seed)
    size = KILLED_FULL if full else KILLED
    postgres = Postgres()
    try:
        postgres.start()
        killed = live(size, seed, url=postgres.url)
    finally:
        postgres.close()
    counts = {name: calm.pop(name) + killed.pop(name) for name in _COUNTS}
    figures = {
        "seed": int(seed),
        "days": DAYS,
        **calm,
        "killed_days": size.days,
        **{f"killed_{name}": value for name, value in killed.items()},
    }
    for name, value in {**figures, **counts}.items():
        print(f"{name:28} {value}")
    goals = (*(Goal(name, most=0) for name in _COUNTS), Goal("killed_kills", least=size.kills / 2))
    return Outcome("aftercare", figures, goals, counts)


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
