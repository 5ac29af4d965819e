"""Reasons to leave matching words calm: denied, long past, hypothetical, asked in general.

The idea follows NegEx (Chapman et al. 2001, doi 10.1006/jbin.2001.1029) and
ConText (Harkema et al. 2009, doi 10.1016/j.jbi.2009.05.002): a trigger word
reaches forward only over a short list of words that carry it, so "I can't take
it I want to die" is not a denial while "I don't feel like I want to die" is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from intake.domain.crisis import words_en, words_en_marks, words_es, words_es_marks
from intake.domain.crisis.pattern import Hit, Index, Page
from intake.domain.crisis.reading import read_patterns
from intake.domain.crisis.text import Word

When = Literal["past", "recent", "now", "open"]

CARRY = 9
"""Most words a denial or an "if" reaches forward over."""

_TIMES: tuple[tuple[str, When, int], ...] = (
    ("PAST", "past", 14),
    ("PAST_BESIDE", "past", 4),
    ("RECENT", "recent", 14),
    ("NOW", "now", 14),
)
"""Kinds of time marks and how many words away they still count."""

GRIEF_REACH = 9
FEAR_REACH = 7
INFORMATION_REACH = 7
BREAK_COST = 4
"""How many words a comma counts for when the nearest time is looked for."""

_NOUN_ENDINGS = ("ing", "al", "als", "tion", "tions", "ures", "ide", "io", "as", "es", "arse", "arme", "cide", "harm")
LOOK = 30
"""How far around a hit marks are looked for at all, in words."""

_LANGUAGES = ((words_en_marks, words_en.LISTS), (words_es_marks, words_es.LISTS))


def _both(name: str) -> frozenset[str]:
    return frozenset(word for marks, _ in _LANGUAGES for word in getattr(marks, name).split())


def _index(*names: str) -> Index:
    return Index([[pattern for marks, lists in _LANGUAGES for pattern in read_patterns(getattr(marks, name), lists)] for name in names])


NEGATORS, BRIDGE = _both("NEGATORS"), _both("BRIDGE")
SAYING, PRONOUNS = _both("SAYING"), _both("PRONOUNS")
HYPOTHETICAL, HYPOTHETICAL_BRIDGE = _both("HYPOTHETICAL"), _both("HYPOTHETICAL_BRIDGE")
FEAR, RECOVERY, AFTERMATH = _both("FEAR"), _both("RECOVERY"), _both("AFTERMATH")
OTHERS = frozenset(words_en.LISTS["other"].split()) - {"him", "her", "them"}
THIRD_PERSON_DOES = frozenset(words_es_marks.THIRD_PERSON_DOES.split())
FIRST_PERSON_DOES = frozenset(words_es_marks.FIRST_PERSON_DOES.split())
_TO_ME = ("arme", "erme", "irme")

_MARKS = ("IDIOMS", "NOT_NEGATORS", "PAST", "PAST_BESIDE", "RECENT", "NOW", "GRIEF", "INFORMATION", "DENIED_AFTER", "RESOLVED")
_INDEX = _index(*_MARKS)
_IDIOM_INDEX = _index("IDIOMS")
MASK = "·"


def _start(mark: Hit) -> int:
    return mark.start


def read_context(words: list[Word]) -> Context:
    """The words with everyday phrases hidden, beside the words as they stand."""
    plain = Page(words)
    hidden = _hide_idioms(plain)
    return Context(plain if hidden is None else Page(hidden), plain)


def _hide_idioms(page: Page) -> list[Word] | None:
    """Replace the words of everyday phrases ("killing time") by a mark no rule knows; None when there are none."""
    hidden: list[Word] | None = None
    for hit in _IDIOM_INDEX.find(page):
        hidden = hidden or list(page.words)
        for at in range(hit.start, hit.end):
            word = page.words[at]
            hidden[at] = Word(MASK, word.start, word.end, word.sentence, word.clause)
    return hidden


@dataclass
class Context:
    """A page, without its everyday phrases and with them."""

    page: Page
    plain: Page

    @cached_property
    def marks(self) -> dict[str, list[Hit]]:
        """The places of its time, grief and question words, found once, when the first rule asks."""
        marks: dict[str, list[Hit]] = {name: [] for name in _MARKS}
        for hit in _INDEX.find(self.plain):
            marks[_MARKS[hit.owner]].append(hit)
        return marks

    def when(self, hit: Hit) -> When:
        """Return the time named nearest to a hit in its sentence."""
        found: list[tuple[int, int, When]] = []
        for order, (name, when, reach) in enumerate(_TIMES):
            near = [self._distance(mark, hit) for mark in self._around(name, hit)]
            found += [(min(near), -order, when)] if near and min(near) <= reach else []
        return min(found)[2] if found else "open"

    def _around(self, name: str, hit: Hit) -> list[Hit]:
        """Return the marks of one kind near a hit, in the same sentence."""
        marks, sentence = self.marks[name], self.page.words[hit.start].sentence
        first = bisect_left(marks, hit.start - LOOK, key=_start)
        last = bisect_left(marks, hit.end + LOOK, key=_start)
        return [mark for mark in marks[first:last] if self.page.words[mark.start].sentence == sentence]

    def _distance(self, mark: Hit, hit: Hit) -> int:
        first, last = (mark, hit) if mark.start <= hit.start else (hit, mark)
        words = max(0, last.start - first.end)
        clauses = self.page.words[last.start].clause - self.page.words[first.end - 1].clause
        return words + BREAK_COST * max(0, clauses)

    def _ends_before(self, name: str, hit: Hit, reach: int) -> bool:
        return any(0 <= hit.start - mark.end <= reach for mark in self._around(name, hit))

    def negated(self, hit: Hit) -> bool:
        return self._carried(hit, NEGATORS, BRIDGE) or self._denied_after(hit)

    def _denied_after(self, hit: Hit) -> bool:
        return any(mark.start in (hit.end, hit.end + 1) for mark in self.marks["DENIED_AFTER"])

    def hypothetical(self, hit: Hit) -> bool:
        at, stop = hit.start, max(self.page.sentence_start(hit.start), hit.start - CARRY)
        if any(word in HYPOTHETICAL for word in self.page.texts[hit.start : hit.start + 1]):
            return True
        while at > stop:
            at -= 1
            if self.plain.texts[at] in HYPOTHETICAL:
                return True
            if self.plain.texts[at] not in HYPOTHETICAL_BRIDGE:
                return False
        return False

    def _carried(self, hit: Hit, triggers: frozenset[str], bridge: frozenset[str]) -> bool:
        stop = max(self.page.sentence_start(hit.start), hit.start - CARRY)
        listed = self._can_be_listed(hit)
        for at in range(hit.start - 1, stop - 1, -1):
            text = self.plain.texts[at]
            if not listed and self.plain.ends_clause(at + 1):
                return False
            if text in triggers and not self._is_no_denial(at):
                return True
            if text not in bridge and not self._is_reported(at, text):
                return False
        return False

    def _can_be_listed(self, hit: Hit) -> bool:
        """Whether a "no" before a comma can reach a hit: "no suicide, self-harm" but not "no, I want"."""
        first = self.plain.texts[hit.start]
        return first.endswith(_NOUN_ENDINGS)

    def _is_no_denial(self, at: int) -> bool:
        """Whether a "no" stands apart ("No, I want to") or belongs to "not only", "can't stop"."""
        apart = self.plain.texts[at] in ("no", "never", "nunca") and self.plain.ends_clause(at + 1)
        return apart or any(mark.start <= at < mark.end for mark in self.marks["NOT_NEGATORS"])

    def _is_reported(self, at: int, text: str) -> bool:
        """Whether a pronoun stands after "say" or "think": "not saying I want to"."""
        return text in PRONOUNS and at > 0 and self.plain.texts[at - 1] in SAYING

    def fear(self, hit: Hit) -> bool:
        first = max(self.page.sentence_start(hit.start), hit.start - FEAR_REACH)
        return any(word in FEAR for word in self.plain.texts[first : hit.end])

    def information(self, hit: Hit) -> bool:
        return self._ends_before("INFORMATION", hit, INFORMATION_REACH) or any(
            hit.start <= mark.start <= hit.end for mark in self.marks["INFORMATION"]
        )

    def grief(self, hit: Hit) -> bool:
        return any(self._distance(mark, hit) <= GRIEF_REACH for mark in self._around("GRIEF", hit))

    def by_another(self, hit: Hit) -> bool:
        """Whether somebody else does it to the writer: "me va a matar", "he held a knife to my throat"."""
        inside = self.page.texts[hit.start : hit.end]
        around = self.plain.texts[max(self.page.sentence_start(hit.start), hit.start - 2) : hit.end]
        if any(word == "me" or word.endswith(_TO_ME) for word in inside):
            return not THIRD_PERSON_DOES.isdisjoint(around) and FIRST_PERSON_DOES.isdisjoint(around)
        return "my" in inside and self._subject_before(hit) in OTHERS

    def _subject_before(self, hit: Hit) -> str:
        first = max(self.page.sentence_start(hit.start), hit.start - CARRY)
        subjects = (word for word in reversed(self.plain.texts[first : hit.start]) if word == "i" or word in OTHERS)
        return next(subjects, "")

    def aftermath(self, _hit: Hit) -> bool:
        return not AFTERMATH.isdisjoint(self.plain.texts)

    def resolved(self, hit: Hit) -> bool:
        return bool(self._around("RESOLVED", hit))

    def recovery(self, _hit: Hit) -> bool:
        return not RECOVERY.isdisjoint(self.plain.texts)


GUARDS: dict[str, Callable[[Context, Hit], bool]] = {
    "negated": Context.negated,
    "hypothetical": Context.hypothetical,
    "information": Context.information,
    "fear": Context.fear,
    "grief": Context.grief,
    "recovery": Context.recovery,
    "resolved": Context.resolved,
    "aftermath": Context.aftermath,
    "by_another": Context.by_another,
    "undated": lambda context, hit: context.when(hit) not in ("recent", "now"),
    "past": lambda context, hit: context.when(hit) == "past",
}
