"""Counting for reports: shares and times, with small groups hidden.

A number below five could point at one person. So a share of fewer than five people is not shown, nor one of which one to
four are counted; small cells are the usual rule of health statistics (for instance CMS cell size suppression policy, 11;
a clinic's own staff see its people anyway, so five is used here).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

SMALL = 5


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def is_hidden(self) -> bool:
        """Whether it could point at somebody."""
        return self.whole < SMALL or 0 < self.part < SMALL

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


def times_of(durations: Iterable[timedelta]) -> Times:
    """Median, and the time within which nine in ten were done."""
    minutes = sorted(int(one.total_seconds() // 60) for one in durations)
    if len(minutes) < SMALL:
        return Times(len(minutes), None, None)
    return Times(len(minutes), _at_share(minutes, 0.5), _at_share(minutes, 0.9))


def _at_share(minutes: list[int], share: float) -> int:
    """The value that `share` of the cases do not exceed (nearest rank)."""
    return minutes[max(0, -(-len(minutes) * int(share * 100) // 100) - 1)]
