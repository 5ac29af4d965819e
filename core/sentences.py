"""Sentences that a row keeps and staff read in their own language.

A row keeps the English words, so that it reads the same in the database, in an export and to whoever looks later. A sentence
without values is marked by `gettext_noop` where it is written; one with values is a `Sentence`, whose values are found again
by the two invisible marks around each of them, whatever words they hold. Rows from before there were marks are read by the
words around their values, where those words leave one way to read them.
"""

import re
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext, override

_PLACE: Final = re.compile(r"%\((\w+)\)s")
_WITH_VALUES: Final[list["Sentence"]] = []
# A value of this name is a sentence or label of ours and has its own translation; all others are names or somebody's words.
_OURS: Final = "label"
# Unicode's FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, which are there to set a value apart from the text around it.
_OPENS, _CLOSES = "\u2068", "\u2069"
_MARKS: Final = str.maketrans("", "", _OPENS + _CLOSES)


def _found_by_words(parts: list[str], any_words: str) -> re.Pattern[str]:
    """A sentence whose values stand without marks. `parts`: words and names of places in turn."""
    inside = (f"(?P<{part}>{any_words})" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return re.compile("".join(inside), re.DOTALL)


class Sentence:
    """A marked sentence with places, like "%(which)s was not sent."; `label` is the one place whose value is translated too."""

    def __init__(self, text: str) -> None:
        self.text = text
        parts = _PLACE.split(text)
        inside = (
            f"{_OPENS}(?P<{part}>[^{_OPENS}{_CLOSES}]*){_CLOSES}" if number % 2 else re.escape(part) for number, part in enumerate(parts)
        )
        self._kept = re.compile("".join(inside))
        words = f"[^{_OPENS}{_CLOSES}]*"
        self._shortest, self._longest = (_found_by_words(parts, any_words) for any_words in (f"{words}?", words))
        _WITH_VALUES.append(self)

    def filled(self, **values: str | Promise) -> str:
        """The English words to keep, whatever language is active; marks like ours inside a value are left out."""
        with override("en"):
            return self.text % {name: f"{_OPENS}{str(value).translate(_MARKS)}{_CLOSES}" for name, value in values.items()}

    def read(self, kept: str) -> str | None:
        """What was kept, in the language of who reads; None when it is another sentence."""
        found = self._kept.fullmatch(kept)
        named = found.groupdict() if found else self._without_marks(kept)
        if named is None:
            return None
        values = {name: gettext(value) if name == _OURS and value else value for name, value in named.items()}
        return gettext(self.text) % values

    def _without_marks(self, kept: str) -> dict[str, str] | None:
        """The values of a row from before there were marks; None when its words could be cut in two ways."""
        shortest, longest = self._shortest.fullmatch(kept), self._longest.fullmatch(kept)
        if shortest is None or longest is None or shortest.groupdict() != longest.groupdict():
            return None
        return shortest.groupdict()


def in_words(kept: str) -> str:
    """A kept sentence in the language of who reads; what we did not write, like a clinic's own words, stays as it is."""
    if not kept:
        return ""
    for sentence in _WITH_VALUES:
        words = sentence.read(kept)
        if words is not None:
            return words
    return gettext(kept)
