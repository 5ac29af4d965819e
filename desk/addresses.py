"""Addresses of pages about one row, for lists: `reverse` asked once a name instead of once a row."""

from functools import lru_cache
from uuid import UUID

from django.urls import get_script_prefix, reverse

_ANY = UUID(int=0)


def page_url(name: str, row_id: UUID | str) -> str:
    """`reverse(name, args=[row_id])`, for a name that takes one id; a page that names it often gives its text."""
    before, after = _around(name, get_script_prefix())
    return f"{before}{row_id}{after}"


@lru_cache(maxsize=256)
def _around(name: str, _prefix: str) -> tuple[str, str]:
    before, _id, after = reverse(name, args=[_ANY]).partition(str(_ANY))
    return before, after
