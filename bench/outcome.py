"""What a measurement says."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field


class CannotMeasureError(Exception):
    """Something the measurement needs is not on this machine; a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Goal:
    """A figure, and the most or the least it may be."""

    figure: str
    most: float | None = None
    least: float | None = None

    def is_met(self, value: float) -> bool:
        """Whether `value` is within the goal."""
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    def as_text(self) -> str:
        """As it stands in the JSON line: "<= 0" or ">= 0.9"."""
        return f"<= {self.most:g}" if self.most is not None else f">= {self.least:g}"


@dataclass(frozen=True)
class Outcome:
    """One measurement; `counts` are those of lost, doubled and the like, where they apply."""

    bench: str
    figures: Mapping[str, float]
    goals: tuple[Goal, ...]
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether every goal was met."""
        values = {**self.figures, **self.counts}
        return all(goal.is_met(values[goal.figure]) for goal in self.goals)

    def misses(self, figure: str) -> float:
        """How far a figure is from its goal; 0 when it is met."""
        value = {**self.figures, **self.counts}[figure]
        missed = (goal for goal in self.goals if goal.figure == figure and not goal.is_met(value))
        return max((abs(value - (goal.most if goal.most is not None else goal.least or 0)) for goal in missed), default=0.0)

    def as_line(self) -> str:
        """The last line of standard output."""
        goals = {goal.figure: goal.as_text() for goal in self.goals}
        return json.dumps({"bench": self.bench, "met": self.met, "figures": dict(self.figures), "goals": goals, **self.counts})


def note(text: str) -> None:
    """Progress, for the person at the terminal."""
    print(f"bench: {text}", file=sys.stderr, flush=True)
