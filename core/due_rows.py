"""Due rows: the ids of what is due, page by page, until time is up."""

from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

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
