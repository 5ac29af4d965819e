"""Templates that only put values in places, for what a page repeats fifty times: Django's engine costs too much there.

A flat template is an HTML file with `{{ name }}` and nothing else. Values are escaped as Django escapes them.
"""

import re
from functools import cache
from html import escape
from operator import attrgetter
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

_PLACE = re.compile(r"\{\{ (\w+) \}\}")
# Most values are words without any of these, and looking once is cheaper than replacing five times.
_to_escape = re.compile("[&<>\"']").search


class FlatTemplate:
    """One file, cut at its places. `draw` takes what has an attribute for each of them, all of them text."""

    def __init__(self, source: str) -> None:
        pieces = _PLACE.split(source.strip())
        self._texts, names = pieces[::2], pieces[1::2]
        if any("{{" in text or "{%" in text for text in self._texts):
            raise ValueError("A flat template has places like {{ name }} and nothing else.")
        # With an empty name attrgetter would return no tuple.
        self._values = attrgetter(*names) if len(names) > 1 else lambda row: (attrgetter(*names)(row),)

    def draw(self, row: Any) -> SafeString:
        """The text with every value in its place."""
        parts = [self._texts[0]]
        for value, text in zip(self._values(row), self._texts[1:], strict=True):
            parts += (escape(value) if _to_escape(value) and not isinstance(value, SafeString) else value, text)
        return SafeString("".join(parts))


@cache
def flat_template(name: str) -> FlatTemplate:
    """The flat template of a file, read once."""
    found: Any = get_template(name)
    return FlatTemplate(found.template.source)
