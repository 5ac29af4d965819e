"""Counting for reports: shares and times, with small groups hidden.

A small number could point at one person. So a share of fewer people than the clinic's smallest group is not shown, nor one
that counts fewer of them; nobody at all is shown. What leaves the clinic is stricter (decision 118): a share that leaves
fewer out is not in it either, because the rest would tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

# CMS Cell Size Suppression Policy (ResDAC, version of January 26, 2024): no cell of 1 to 10 is reported.
USUAL_SMALLEST = 11


@dataclass(frozen=True)
class Share:
    """So many of so many. `smallest`: the smallest group that is shown; `leaves`: whether it is for eyes outside."""

    part: int
    whole: int
    smallest: int = USUAL_SMALLEST
    leaves: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether it could point at somebody."""
        tells_the_rest = self.leaves and is_small(self.whole - self.part, self.smallest)
        return self.whole < self.smallest or is_small(self.part, self.smallest) or tells_the_rest

    @property
    def percent(self) -> int | None:
        """Whole per cent; None where it is hidden."""
        return None if self.is_hidden else round(100 * self.part / self.whole)


@dataclass(frozen=True)
class Times:
    """How long something took, over several cases; None where there are too few to show."""

    count: int
    median_minutes: int | None
    most_minutes: int | None


def is_small(count: int, smallest: int) -> bool:
    """Whether so many are too few to be shown; nobody is not."""
    return 0 < count < smallest


def times_of(durations: Iterable[timedelta], *, smallest: int) -> Times:
    """Median, and the time within which nine in ten were done."""
    minutes = sorted(int(one.total_seconds() // 60) for one in durations)
    if len(minutes) < smallest:
        return Times(len(minutes), None, None)
    return Times(len(minutes), _at_share(minutes, 0.5), _at_share(minutes, 0.9))


def _at_share(minutes: list[int], share: float) -> int:
    """The value that `share` of the cases do not exceed (nearest rank)."""
    return minutes[max(0, -(-len(minutes) * int(share * 100) // 100) - 1)]
