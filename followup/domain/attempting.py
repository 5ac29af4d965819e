"""Attempting: one bad row is noted and passed over, so that it never stops the rows behind it."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

logger = logging.getLogger(__name__)
Item = TypeVar("Item")


def attempt_each(items: Iterable[Item], act: Callable[[Item], bool], *, name_of: Callable[[Item], object] = str) -> int:
    """Do `act` for every item; how many said True. Each `act` is a transaction of its own and is tried by the next sweep."""
    return sum(_attempt(item, act, name_of) for item in items)


def _attempt(item: Item, act: Callable[[Item], bool], name_of: Callable[[Item], object]) -> bool:
    try:
        return act(item)
    except Exception as error:  # noqa: BLE001  whatever it is, the next row must have its turn
        # The class alone and no traceback: both may quote somebody's words.
        logger.error(  # noqa: TRY400
            "followup: %s set aside: %s", name_of(item), type(error).__name__
        )
        return False
