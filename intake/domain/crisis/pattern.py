"""A small pattern language over words, so that the rules read as tables.

A pattern is a line of elements separated by spaces:

``die``            that word                 ``die|perish``     one of them
``be_dead``        several words as one      ``overdos*``       any word that begins so
``{person}``       one of a named word list  ``{adverb}*2``     none to two of the list
``really?``        may be missing            ``~3``             none to three words of any kind
``~~3``            the same, within one thought: crosses no "if", "from", "so", "it"
``!up|down``       the next word is neither  ``<!to|do``        the word before is neither
``#8``             a number, 8 or more       ``#1-12``          a number from 1 to 12
``$`` / ``^``      end / start of a clause (``$`` may be an alternative)

Matching is bounded (gaps are small and never leave the sentence), so the work
is linear in the number of words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from intake.domain.crisis.text import Word

KEY = 3
NUMBER = "#"
ENDLESS = 999_999
GAP_STOPS = frozenset(["not", "no", "never", "without", "nunca", "sin", "ni", "jamas"])
TIGHT_STOPS = GAP_STOPS | frozenset(
    [
        "if",
        "before",
        "until",
        "unless",
        "from",
        "because",
        "so",
        "or",
        "but",
        "and",
        "when",
        "what",
        "who",
        "which",
        "than",
        "it",
        "si",
        "antes",
        "porque",
        "para",
        "pero",
        "y",
        "cuando",
        "o",
    ]
)
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "couple": 2, "few": 3,
    "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100, "ocho": 8, "nueve": 9, "diez": 10,
    "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50,
    "cien": 100,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives: single words, word beginnings, and runs of several words."""

    words: frozenset[str]
    stems: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]
    clause_end: bool = False

    def spans(self, texts: Sequence[str], at: int, stop: int) -> Iterator[int]:
        """Yield each place just after an alternative found at ``at``."""
        if at >= stop:
            return
        if texts[at] in self.words or (self.stems and texts[at].startswith(self.stems)):
            yield at + 1
        for run in self.runs:
            if at + len(run) <= stop and all(_same(w, texts[at + i]) for i, w in enumerate(run)):
                yield at + len(run)

    def keys(self) -> set[str]:
        firsts = {*self.words, *self.stems, *(run[0].rstrip("*") for run in self.runs)}
        return {first[:KEY] for first in firsts}


def _same(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted


NOTHING = Choice(frozenset(), (), ())
_GAPS = {"gap": GAP_STOPS, "tight": TIGHT_STOPS}


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a pattern.  ``kind`` is one of the marks listed above."""

    kind: str
    choice: Choice | None = None
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line of the pattern language.  ``needs``: beginnings of words of which the text must hold one of each set."""

    source: str
    elements: tuple[Element, ...]
    needs: tuple[frozenset[str], ...]

    def match(self, page: Page, at: int) -> int | None:
        """Return the place after the shortest match that begins at ``at``."""
        return _walk(self.elements, 0, page, at, page.sentence_end(at))


@dataclass(slots=True)
class Page:
    """The words of a text, with what matching needs worked out once."""

    words: list[Word]
    texts: list[str] = field(init=False)
    starts: list[int] = field(init=False)
    ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.texts = [word.text for word in self.words]
        self.starts = [0] * len(self.words)
        for at in range(1, len(self.words)):
            same = self.words[at].sentence == self.words[at - 1].sentence
            self.starts[at] = self.starts[at - 1] if same else at
        self.ends = [len(self.words)] * len(self.words)
        for at in range(len(self.words) - 2, -1, -1):
            same = self.words[at].sentence == self.words[at + 1].sentence
            self.ends[at] = self.ends[at + 1] if same else at + 1

    def sentence_end(self, at: int) -> int:
        return self.ends[at]

    def sentence_start(self, at: int) -> int:
        return self.starts[at]

    def ends_clause(self, at: int) -> bool:
        """Whether nothing of the same clause follows before the word at ``at``."""
        return at >= len(self.words) or self.words[at - 1].clause != self.words[at].clause

    def starts_clause(self, at: int) -> bool:
        return at == 0 or self.words[at - 1].clause != self.words[at].clause


def _walk(elements: Sequence[Element], i: int, page: Page, at: int, stop: int) -> int | None:
    if i == len(elements):
        return at
    for after in _steps(elements[i], page, at, stop):
        end = _walk(elements, i + 1, page, after, stop)
        if end is not None:
            return end
    return None


def _steps(element: Element, page: Page, at: int, stop: int) -> Iterable[int]:
    """Yield each place one element can end when it begins at ``at``."""
    if element.kind in _GAPS:
        return _gap(page.texts, at, min(at + element.most, stop), _GAPS[element.kind])
    if element.kind == "number":
        return [at + 1] if at < stop and element.least <= _number(page.texts[at]) <= element.most else []
    if element.kind == "words":
        return _words(element, page, at, stop)
    return [at] if _holds(element, page, at, stop) else []


def _holds(element: Element, page: Page, at: int, stop: int) -> bool:
    """Whether a condition that takes no word is true at a place."""
    if element.choice is None:
        return page.ends_clause(at) if element.kind == "end" else page.starts_clause(at)
    if element.kind == "not_next":
        return not any(True for _ in element.choice.spans(page.texts, at, stop))
    return at == 0 or not any(True for _ in element.choice.spans(page.texts, at - 1, at))


def _words(element: Element, page: Page, at: int, stop: int) -> Iterator[int]:
    choice = element.choice or NOTHING
    if choice.clause_end and page.ends_clause(at):
        yield at
    yield from _repeat(element, choice, page.texts, (at, stop), 0)


def _gap(texts: Sequence[str], at: int, last: int, stops: frozenset[str]) -> Iterator[int]:
    """Yield each place a gap can end; a gap never swallows a "not"."""
    yield at
    while at < last and texts[at] not in stops:
        at += 1
        yield at


def _repeat(element: Element, choice: Choice, texts: Sequence[str], between: tuple[int, int], done: int) -> Iterator[int]:
    at, stop = between
    if done >= element.least:
        yield at
    if done < element.most:
        for after in choice.spans(texts, at, stop):
            yield from _repeat(element, choice, texts, (after, stop), done + 1)


def _number(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text[:6])
    return _NUMBER_WORDS.get(text, -1)


def start_keys(elements: Sequence[Element]) -> set[str] | None:
    """The first letters a match can begin with; None when it could be anything."""
    for element in elements:
        if element.kind == "words" and element.choice is not None and element.least:
            return element.choice.keys()
        if element.kind == "number":
            return {NUMBER}
        if element.kind not in ("start", "not_before"):
            return None
    return None


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a pattern matched: words ``start`` up to, without, ``end``."""

    owner: int
    start: int
    end: int


class Index:
    """Finds every pattern that matches somewhere, by the first letters of each word."""

    def __init__(self, groups: Sequence[Sequence[Pattern]]) -> None:
        self._by_key: dict[str, list[tuple[int, Pattern]]] = defaultdict(list)
        for owner, patterns in enumerate(groups):
            for pattern in patterns:
                for key in start_keys(pattern.elements) or ():
                    self._by_key[key].append((owner, pattern))

    def find(self, page: Page) -> Iterator[Hit]:
        """Yield the matches in order of their first word."""
        known = {text[:KEY] for text in page.texts}
        possible: dict[str, list[tuple[int, Pattern]]] = {}
        for at, text in enumerate(page.texts):
            if text not in possible:
                possible[text] = [it for it in self._candidates(text) if not any(map(known.isdisjoint, it[1].needs))]
            for owner, pattern in possible[text]:
                end = pattern.match(page, at)
                if end is not None:
                    yield Hit(owner, at, end)

    def _candidates(self, text: str) -> list[tuple[int, Pattern]]:
        found = self._by_key.get(text[:KEY], [])
        return found + self._by_key.get(NUMBER, []) if _number(text) >= 0 else found
