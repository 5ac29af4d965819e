"""Finding what is due among much that is not: messages of the outbox (claimed and given back), steps of plans, and late mail.

As many of each again are over already. Times are medians of 21 looks of one process, its queries and models included.
"""

import json

from bench.outcome import Goal, Outcome, note
from bench.yard.stage import Stage

FEW, MANY, MANY_FULL = 10_000, 1_000_000, 10_000_000
AT_ONCE = 100
KINDS = ("messages", "occurrences")
LOOKS = (*KINDS, "late")


def measure(*, full: bool) -> Outcome:
    """Plant few, look; plant many, look."""
    many = MANY_FULL if full else MANY
    with Stage() as stage:
        stage.ask("prepare")
        stage.sql("create database many template postgres", database="template1")
        much = {"DATABASE_URL": stage.postgres.url.rpartition("/")[0] + "/many"}
        found = {}
        for name, count, where in (("few", FEW, {}), ("many", many, much)):
            note(f"{count:,} scheduled")
            stage.run_module_with(where, "bench.yard.planting", "scheduled", str(count))
            found[name] = json.loads(stage.run_module_with(where, "bench.yard.planting", "due", str(AT_ONCE)))
    figures = {f"{key}_{name}": value for name, times in found.items() for key, value in times.items()}
    figures |= {f"{kind}_growth": round(found["many"][f"{kind}_due_ms"] / found["few"][f"{kind}_due_ms"], 2) for kind in KINDS}
    for name, value in figures.items():
        print(f"{name:28} {value}")
    return Outcome(bench="due", figures=figures, goals=_goals())


def _goals() -> tuple[Goal, ...]:
    return (
        *(Goal(f"{kind}_growth", most=1.2) for kind in KINDS),
        Goal("occurrences_due_ms_many", most=3),
        *(Goal(f"{look}_empty_ms_many", most=2) for look in LOOKS),
        *(Goal(f"{kind}_rows_read_many", most=2 * AT_ONCE) for kind in KINDS),
        *(Goal(f"{kind}_rows_read_few", least=AT_ONCE) for kind in KINDS),
        Goal("occurrences_index_only_many", least=1),
        # Rows are locked as they are claimed, so the table is looked into too, but only where the index says.
        *(Goal(f"{look}_whole_table_many", most=0) for look in ("messages", "late")),
    )
