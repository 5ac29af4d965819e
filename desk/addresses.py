"""Addresses of pages about one row, for lists: `reverse` asked once a name instead of once a row."""

from functools import lru_cache
from uuid import UUID

from django.urls import get_script_prefix, reverse

_ANY = UUID(int=0)


def page_url(name: str, row_id: UUID | str) -> str:
    """`reverse(name, args=[row_id])`, for a name that takes one id."""
    return page_address(name).format(row_id)


def page_address(name: str) -> str:
    """The same with "{}" where the id goes, for a list that names many."""
    return _address(name, get_script_prefix())


@lru_cache(maxsize=256)
def _address(name: str, _prefix: str) -> str:
    before, _id, after = reverse(name, args=[_ANY]).partition(str(_ANY))
    return f"{_plain(before)}{{}}{_plain(after)}"


def _plain(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
