"""What the senders of `bench dispatch` share: the mail server, what is measured, and one turn of one side."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.outcome import note
from bench.yard.load import Answers
from bench.yard.meter import Meter
from bench.yard.rounds import Run
from bench.yard.stage import Stage
from bench.yard.turns import PROJECT, Worker
from config.local.children import die_with_parent
from tests.servers import free_port

# A sender that moved nothing for so many seconds has stopped.
STALLED = 15.0
# Where the people of bench.yard.planting and of bench.yard.mailing have their addresses.
PLANTED = ("@people.example", "@example.org")


class Sink:
    """The mail server, a process of its own, and its log."""

    def __init__(self, folder: Path) -> None:
        self.port, self.path = free_port(), folder / "sink.log"
        self.url = f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen."""
        self.path.touch()
        command = [sys.executable, "-m", "bench.yard.sink", str(self.port), str(self.path)]
        self.process = subprocess.Popen(command, cwd=PROJECT, preexec_fn=die_with_parent())
        time.sleep(0.5)

    def stop(self) -> None:
        """No more mail."""
        self.process.kill()
        self.process.wait()

    def lines(self, since: int = 0) -> list[tuple[float, str]]:
        """Moment and address of each recipient, from a place in the log on."""
        with self.path.open("rb") as log:
            log.seek(since)
            return [(float(at), address) for at, address in (line.decode().split() for line in log.read().splitlines())]

    @property
    def size(self) -> int:
        """Where the log ends now."""
        return self.path.stat().st_size


@dataclass
class Tally:
    """Messages that never came, and recipients that got more than one, on our side."""

    lost: int = 0
    doubled: int = 0
    others: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Yard:
    """What all sides share."""

    stage: Stage
    sink: Sink
    messages: int
    tally: Tally = field(default_factory=Tally)

    def peer(self, name: str) -> dict[str, str]:
        """The variables of another sender."""
        return {
            **self.stage.environment,
            "PEER": name,
            "PEER_PGPORT": str(self.stage.postgres.port),
            "PEER_MAIL_PORT": str(self.sink.port),
            "PEER_LETTER": str(self.stage.folder / "letter.json"),
            "PEER_REDIS": self.stage.redis.url,
        }

    def measured(self, workers: Iterable[int]) -> Meter:
        """A meter of these processes, the database, Redis and the mail server."""
        redis = self.stage.redis.process
        return Meter(measured=[*workers, self.stage.database_pid, self.sink.process.pid, *([redis.pid] if redis else [])], ours=[])


@dataclass(frozen=True)
class Sender:
    """One side: `fill` makes messages due, `start` brings up what sends them."""

    yard: Yard
    name: str
    fill: Callable[[], object]
    start: Callable[[], list[Worker]]
    helpers: Callable[[], subprocess.Popen[bytes] | None] = lambda: None

    def run(self) -> Run:
        """Send all of them once."""
        self.fill()
        begun = self.yard.sink.size
        with (
            _alive(self.helpers()) as helper,
            working(self.start()) as workers,
            self.yard.measured([*(worker.pid for worker in workers), *([helper.pid] if helper else [])]) as meter,
        ):
            work(workers)
            if helper:
                self._wait_for_all(begun)
        return self._judge(begun, meter)

    def _judge(self, begun: int, meter: Meter) -> Run:
        came = Counter(address for _at, address in self.yard.sink.lines(begun) if is_planted(address))
        missing, twice = self.yard.messages - len(came), sum(came.values()) - len(came)
        if self.name == "ours":
            self.yard.tally.lost += max(missing, 0)
            self.yard.tally.doubled += twice
        else:
            self.yard.tally.others[self.name] += max(missing, 0) + twice
        cpu = meter.cpu * 1000 / max(len(came), 1)
        wrong = f"missing {missing}, twice {twice}"
        note(f"{self.name:12} {len(came) / meter.wall:6.0f}/s  cpu {cpu:5.2f} ms  {wrong}  foreign {meter.foreign:.2f}")
        return Run(Answers(times=[0.0] * len(came), seconds=meter.wall), cpu, meter.foreign)

    def _wait_for_all(self, begun: int) -> None:
        count, moved = 0, time.monotonic()
        while count < self.yard.messages and time.monotonic() - moved < STALLED:
            time.sleep(0.02)
            if (found := len(self.yard.sink.lines(begun))) != count:
                count, moved = found, time.monotonic()


def is_planted(address: str) -> bool:
    """Whether a message to this address was planted, by us or in another sender's queue; a note to staff was not."""
    return address.endswith(PLANTED)


@contextmanager
def working(workers: list[Worker]) -> Iterator[list[Worker]]:
    """Ready ones, and their end."""
    try:
        for worker in workers:
            worker.hear("ready")
        yield workers
    finally:
        for worker in workers:
            worker.end()


@contextmanager
def _alive(process: subprocess.Popen[bytes] | None) -> Iterator[subprocess.Popen[bytes] | None]:
    try:
        yield process
    finally:
        if process is not None:
            process.terminate()
            process.wait(timeout=30)


def work(workers: list[Worker]) -> None:
    """Let them begin, and wait until all have done."""
    for worker in workers:
        worker.say()
    for worker in workers:
        worker.hear("done")
