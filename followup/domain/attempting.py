"""Attempting: one bad row is noted and passed over, so that it never stops the rows behind it."""

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

logger = logging.getLogger(__name__)
Item = TypeVar("Item")
IsOver = Callable[[], bool]
_PAGE = 200


def never_over() -> bool:
    """A turn that takes all the time it needs."""
    return False


def due_ids(rows: "QuerySet[Any, Any]", *, by: str, is_over: IsOver = never_over) -> Iterator[UUID]:
    """Ids of rows that are due, oldest first by the column `by`, until `is_over` or the end.

    Page by page along (by, id): rows that can't be finished never hide those behind them, however many they are.
    """
    return takewhile(lambda _found: not is_over(), _in_pages(rows.order_by(by, "id"), by))


def _in_pages(rows: "QuerySet[Any, Any]", by: str) -> Iterator[UUID]:
    page = list(rows.values_list("id", by)[:_PAGE])
    while page:
        yield from (found for found, _at in page)
        last_id, last_at = page[-1]
        behind = Q(**{f"{by}__gt": last_at}) | Q(**{by: last_at}, id__gt=last_id)
        page = list(rows.filter(behind).values_list("id", by)[:_PAGE]) if len(page) == _PAGE else []


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
