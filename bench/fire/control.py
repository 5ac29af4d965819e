"""A control: the same small piece of work over and over, beside the product. It tells what the machine takes from everybody.

A machine with two cores that is busy with other things answers nobody quickly. So an answer is judged by its time divided by
how much longer than usual the control took at that very moment. What only the product waits for slows no control, and shows.
"""

import hashlib
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg

from bench.outcome import note
from config.local.children import die_with_parent

# About what a page costs: round trips to the database, one commit, some work of the processor (rounds of a hash).
ROUND_TRIPS, ROUNDS = 12, 6000
PAUSE = 0.2
# A control that stands still excuses no more than this.
MOST = 6.0
# Seconds around an answer in which a slow control still counts for it.
AROUND = 0.3


@dataclass(frozen=True)
class Unit:
    """One piece of work: when it was done, in the machine's monotonic time, and what it took in seconds."""

    at: float
    seconds: float


class Control:
    """Works beside the product on the same database server."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.path = url, folder / "control"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin."""
        command = [sys.executable, "-m", "bench.fire.control", self.url]
        with self.path.open("wb") as words:
            self.process = subprocess.Popen(command, stdout=words, preexec_fn=die_with_parent())

    def stop(self) -> None:
        """End."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def units(self) -> list[Unit]:
        """What was done until now."""
        words = [line.split() for line in self.path.read_text().splitlines()]
        return [Unit(float(line[0]), float(line[1])) for line in words if len(line) == 2]


class Slowness:
    """How much longer than usual everything took."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        # Usual is the quicker half: the other one is what is to be measured.
        quick = sorted(unit.seconds for unit in units)[: max(len(units) // 2, 1)]
        self.usual = median(quick) if quick else 0.0

    def at(self, begin: float, end: float) -> float:
        """1 for as quick as usual; the worst of what was done meanwhile. 1 too when nothing was."""
        near = [unit.seconds for unit in self.units if unit.at - unit.seconds <= end + AROUND and begin - AROUND <= unit.at]
        return min(max(max(near, default=0.0) / self.usual, 1.0), MOST) if self.usual else 1.0

    @property
    def worst(self) -> float:
        """The worst of all."""
        return round(max((unit.seconds for unit in self.units), default=0.0) / self.usual, 1) if self.usual else 1.0


def work(line: psycopg.Connection) -> None:
    """One unit."""
    for _trip in range(ROUND_TRIPS):
        line.execute("SELECT 1")
    words = b"control"
    for _round in range(ROUNDS):
        words = hashlib.sha256(words).digest()
    line.execute("CREATE TEMP TABLE IF NOT EXISTS control (word bytea)")
    line.execute("SELECT txid_current()")
    line.commit()


def main(url: str) -> None:
    """Work until killed; a database that is gone is no measure of the machine."""
    while True:
        try:
            with psycopg.connect(url, connect_timeout=5) as line:
                while True:
                    begun = time.monotonic()
                    work(line)
                    now = time.monotonic()
                    print(now, now - begun, flush=True)
                    time.sleep(PAUSE)
        except psycopg.Error as error:
            note(f"the control has no database: {type(error).__name__}")
            time.sleep(1)


if __name__ == "__main__":
    main(sys.argv[1])
