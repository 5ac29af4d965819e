"""What one made-up person must have caused, kept as facts, and the work that must be open for them."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
EMERGENCY, URGENT, SOON, ROUTINE = 0, 1, 2, 3
DAY = timedelta(days=1)
Fact = tuple[str, ...]


def day_of(now: datetime) -> date:
    """The day on the clinic's wall."""
    return now.astimezone(ZONE).date()


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """That minute of the clinic's wall clock."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE).astimezone(ZoneInfo("UTC"))


@dataclass
class Open:
    """A task that must be open."""

    severity: int
    since: date
    attempts: int = 0


@dataclass
class Book:
    """Facts and open work of one person. The same key is one task while it is open."""

    seed: str
    facts: Counter[Fact] = field(default_factory=Counter)
    open: dict[str, Open] = field(default_factory=dict)
    # Kind and key of the task of every flag that is open.
    flags: list[tuple[str, str]] = field(default_factory=list)
    stopped_on: datetime | None = None
    has_mail: bool = True

    def chance(self, *about: object) -> random.Random:
        """The same question gets the same answer, whatever was asked before."""
        return random.Random(f"{self.seed}/{'/'.join(map(str, about))}")

    def note(self, what: str, *about: object) -> None:
        """This must have happened, once more."""
        self.facts[(what, *map(str, about))] += 1

    def ask_for(self, key: str, severity: int, day: date) -> None:
        """Work that must be open from now on."""
        if key in self.open:
            self.open[key].severity = min(self.open[key].severity, severity)
            return
        self.open[key] = Open(severity, day)
        self.note("task", key.partition(":")[0], day)

    def flag(self, kind: str, key: str, severity: int, day: date) -> None:
        """A flag, and its work."""
        self.note("flag", kind, day)
        self.flags.append((kind, key))
        self.ask_for(key, severity, day)

    def end(self, *keys: str) -> None:
        """Work that is done, and its flags with it."""
        for key in keys:
            self.open.pop(key, None)
        self.flags = [(kind, key) for kind, key in self.flags if key not in keys]

    def waited(self, key: str, day: date) -> int:
        """For how many days a task has been open; -1 when it is not."""
        return (day - self.open[key].since).days if key in self.open else -1
