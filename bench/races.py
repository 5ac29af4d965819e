"""Whether a letter still leaves after its permission was taken back, at the very moment at which it is about to go.

By a suppression, a consent, a pause, a rule of the address, the do-not-contact list and practice mode, in turns.
"""

import json

from bench.outcome import Goal, Outcome, note
from bench.yard.stage import Stage

RACES, RACES_FULL = 1_000, 10_000


def measure(*, full: bool) -> Outcome:
    """As many races as letters."""
    count = RACES_FULL if full else RACES
    with Stage() as stage:
        stage.ask("prepare")
        stage.run_module("bench.yard.planting", "messages", str(count))
        stage.sql("update followup_message set state = 'skipped' where state = 'pending' and staff_id is not null")
        note(f"{count:,} races")
        found = json.loads(stage.run_module("bench.yard.racing").splitlines()[-1])
    for name, value in found.items():
        print(f"{name:28} {value}")
    # Both ends must be common, or nothing was raced.
    goals = (
        Goal("sent_after", most=0),
        Goal("races", least=count),
        Goal("sent", least=count * 0.1),
        Goal("least_sent", least=1),
        Goal("stopped", least=count * 0.1),
    )
    figures = {**found, "stopped": found["races"] - found["sent"]}
    return Outcome(bench="races", figures=figures, goals=goals)
