"""Two or more sides measured in turns: medians of the rounds, and CPU time where others used the machine meanwhile."""

import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from bench.outcome import note
from bench.yard.load import Answers, Load
from bench.yard.stage import Stage

# A round during which others used more cores than this is repeated, at most MOST_REPEATS times in all.
QUIET_ENOUGH, MOST_REPEATS = 0.2, 2
WARM_SECONDS = 1.0


@dataclass(frozen=True)
class Run:
    """One stretch of load on one side."""

    answers: Answers
    cpu_ms: float
    foreign: float


@dataclass(frozen=True)
class Side:
    """A web server under load."""

    stage: Stage
    server: str
    requests: Callable[[], Iterator[bytes]]
    seconds: float
    connections: int = 8
    # Other processes that do a part of the work.
    beside: tuple[str, ...] = ()

    def with_connections(self, connections: int) -> "Side":
        """The same with another number of callers."""
        return replace(self, connections=connections)

    def run(self) -> Run:
        """Warm up, then measure."""
        port = self.stage.ports[self.server]
        warm = Load(port, self.requests(), connections=self.connections).run(seconds=WARM_SECONDS)
        with self.stage.meter(self.server, *self.beside) as meter:
            answers = Load(port, self.requests(), connections=self.connections).run(seconds=self.seconds)
        cpu = meter.cpu * 1000 / max(len(answers.times), 1)
        answers.warmed.update(warm.statuses)
        note(f"{self.server:8} {answers.per_second:7.0f}/s  cpu {cpu:5.2f} ms  p99 {answers.percentile(0.99):6.1f} ms")
        return Run(answers, cpu, meter.foreign)


@dataclass(frozen=True)
class Comparison:
    """All rounds of all sides."""

    runs: dict[str, list[Run]]
    base: str
    by_cpu: bool

    @property
    def foreign(self) -> float:
        """The median of what others used."""
        return round(statistics.median(run.foreign for runs in self.runs.values() for run in runs), 2)

    def per_second(self, side: str) -> float:
        """Answers a second."""
        return round(statistics.median(run.answers.per_second for run in self.runs[side]), 1)

    def cpu_ms(self, side: str) -> float:
        """CPU milliseconds an answer, of the server and the database."""
        return round(statistics.median(run.cpu_ms for run in self.runs[side]), 2)

    def time(self, side: str, share: float) -> float:
        """Milliseconds that this share of answers stayed within."""
        return round(statistics.median(run.answers.percentile(share) for run in self.runs[side]), 2)

    def ratio(self, side: str) -> float:
        """Speed as a multiple of the base's: by rate on a quiet machine, by CPU time on a shared one."""
        pairs = list(zip(self.runs[side], self.runs[self.base], strict=True))
        if self.by_cpu:
            return round(statistics.median(base.cpu_ms / run.cpu_ms for run, base in pairs), 2)
        return round(statistics.median(run.answers.per_second / base.answers.per_second for run, base in pairs), 2)

    def time_ratio(self, side: str, share: float) -> float:
        """Waiting as a multiple of the base's."""
        pairs = zip(self.runs[side], self.runs[self.base], strict=True)
        return round(statistics.median(run.answers.percentile(share) / base.answers.percentile(share) for run, base in pairs), 2)

    def count(self, side: str, status: int) -> int:
        """How many answers had this status, those of the warm-up included."""
        return sum(run.answers.statuses[status] + run.answers.warmed[status] for run in self.runs[side])

    def refused(self, side: str, status: int) -> int:
        """How many had another."""
        return sum((run.answers.statuses + run.answers.warmed).total() for run in self.runs[side]) - self.count(side, status)


class Turn(Protocol):
    """One side's way to do its work once."""

    def run(self) -> Run: ...


def compare(sides: Mapping[str, Turn], *, base: str, rounds: int) -> Comparison:
    """Each side in turn, `rounds` times; a disturbed round is repeated, and what stays disturbed is judged by CPU time."""
    kept: list[dict[str, Run]] = []
    repeats = disturbed = 0
    while len(kept) < rounds:
        found = {name: side.run() for name, side in sides.items()}
        is_disturbed = max(run.foreign for run in found.values()) > QUIET_ENOUGH
        if is_disturbed and repeats < MOST_REPEATS:
            repeats += 1
            note("others used the machine; once more")
            continue
        disturbed += is_disturbed
        kept.append(found)
    if disturbed:
        note("others used the machine: judged by CPU time")
    return Comparison({name: [found[name] for found in kept] for name in sides}, base, by_cpu=bool(disturbed))
