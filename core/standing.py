"""Standing: whether what a page showed still stands, asked by the verb that saves over it, under the lock it takes anyway.

Asked any earlier, two who press at the same moment would both hear yes, and the second would overwrite the first in silence.
"""

from collections.abc import Callable

StillStands = Callable[[], bool]


class OutdatedError(Exception):
    """Somebody saved something else after the page was opened; nothing was changed."""


def always() -> bool:
    """For whoever saves without having shown anything: a command, the sample clinic, a first row."""
    return True


def check_standing(still_stands: StillStands) -> None:
    """Raise OutdatedError unless what was shown still stands. The caller holds the lock that every other saver takes too."""
    if not still_stands():
        raise OutdatedError
