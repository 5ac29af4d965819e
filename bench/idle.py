"""What waiting costs: scheduler and worker with much scheduled and nothing due; and whether the worker grows while it sends."""

import time

from bench.outcome import Goal, Outcome, note
from bench.yard.meter import tree_memory
from bench.yard.stage import Stage
from tests.servers import wait_until

SCHEDULED, SECONDS = 1_000_000, 60.0
# How many messages go out before the worker's memory is read first, and last.
FIRST, LAST, LAST_FULL = 500, 3_000, 100_000
WAITING = "select count(*) from followup_message where state in ('pending', 'claimed', 'sending') and due_at < now()"


def measure(*, full: bool) -> Outcome:
    """Wait a minute, then send."""
    last = LAST_FULL if full else LAST
    with Stage() as stage:
        stage.ask("prepare")
        note(f"{SCHEDULED:,} scheduled")
        stage.run_module("bench.yard.planting", "scheduled", str(SCHEDULED))
        for name in ("worker", "scheduler"):
            stage.start(name)
        time.sleep(20)
        note(f"idle for {SECONDS:.0f} s")
        with stage.meter("worker", "scheduler") as meter:
            time.sleep(SECONDS)
        note("and now some work")
        memory = [_memory_after(stage, count) for count in (FIRST, last)]
    figures = {
        "idle_cores": round(meter.cpu / meter.wall, 4),
        "worker_first_mb": round(memory[0], 1),
        "worker_last_mb": round(memory[1], 1),
        "worker_growth": round(memory[1] / memory[0], 3),
        "messages": FIRST + last,
    }
    for name, value in figures.items():
        print(f"{name:28} {value}")
    return Outcome(bench="idle", figures=figures, goals=(Goal("idle_cores", most=0.02), Goal("worker_growth", most=1.1)))


def _memory_after(stage: Stage, count: int) -> float:
    stage.run_module("bench.yard.planting", "messages", str(count))
    wait_until(lambda: stage.sql(WAITING) == "0", seconds=60 + count / 5, what="an empty outbox", every=1)
    return tree_memory([stage.processes["worker"].pid])
