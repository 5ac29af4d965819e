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

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from intake.domain.crisis.text import Word

Lists = Mapping[str, str]
KEY = 3
NUMBER = "#"
ENDLESS = 999_999
GAP_STOPS = frozenset("not no never without nunca sin ni jamas".split())
TIGHT_STOPS = GAP_STOPS | frozenset(
    "if before until unless from because so or but and when what who which than it si antes porque para pero y cuando o".split()
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
    choice = element.choice
    if element.kind == "gap":
        return _gap(page.texts, at, min(at + element.most, stop), GAP_STOPS)
    if element.kind == "tight":
        return _gap(page.texts, at, min(at + element.most, stop), TIGHT_STOPS)
    if element.kind == "number":
        return [at + 1] if at < stop and element.least <= _number(page.texts[at]) <= element.most else []
    if choice is None:
        holds = page.ends_clause(at) if element.kind == "end" else page.starts_clause(at)
        return [at] if holds else []
    if element.kind == "words":
        found = _repeat(choice, element.least, element.most, page.texts, at, stop)
        return chain([at], found) if choice.clause_end and page.ends_clause(at) else found
    if element.kind == "not_next":
        return [] if any(True for _ in choice.spans(page.texts, at, stop)) else [at]
    return [] if at > 0 and any(True for _ in choice.spans(page.texts, at - 1, at)) else [at]


def _gap(texts: Sequence[str], at: int, last: int, stops: frozenset[str]) -> Iterator[int]:
    """Yield each place a gap can end; a gap never swallows a "not"."""
    yield at
    while at < last and texts[at] not in stops:
        at += 1
        yield at


def _repeat(
    choice: Choice, least: int, most: int, texts: Sequence[str], at: int, stop: int
) -> Iterator[int]:
    if least == 0:
        yield at
    if most > 0:
        for after in choice.spans(texts, at, stop):
            if most == 1:
                yield after
            else:
                yield from _repeat(choice, 0, most - 1, texts, after, stop)


def _number(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text[:6])
    return _NUMBER_WORDS.get(text, -1)


_TIMES = re.compile(r"^(?P<body>.+\})\*(?P<most>\d)$")


def read_patterns(source: str, lists: Lists) -> tuple[Pattern, ...]:
    """Read one pattern a line.  Raises ValueError for a pattern that cannot start."""
    lines = (line.strip() for line in source.splitlines())
    return tuple(_read_pattern(line, lists) for line in lines if line)


def _read_pattern(line: str, lists: Lists) -> Pattern:
    elements = tuple(_read_element(piece, lists) for piece in line.split())
    if start_keys(elements) is None:
        raise ValueError(f"A pattern must begin with a word that is always there: {line!r}")
    return Pattern(line, elements, _needs(elements))


def _needs(elements: Sequence[Element]) -> tuple[frozenset[str], ...]:
    sure = (e.choice for e in elements if e.kind == "words" and e.least and e.choice and not e.choice.clause_end)
    return tuple(frozenset(choice.keys()) for choice in sure)


def _read_element(piece: str, lists: Lists) -> Element:
    if piece in ("$", "^"):
        return Element("end" if piece == "$" else "start")
    if piece[0] == "~":
        return Element("tight" if piece[1] == "~" else "gap", least=0, most=int(piece.lstrip("~")))
    if piece[0] == "#":
        least, _, most = piece[1:].partition("-")
        return Element("number", least=int(least), most=int(most or ENDLESS))
    if piece.startswith("<!"):
        return Element("not_before", read_choice(piece[2:], lists))
    if piece[0] == "!":
        return Element("not_next", read_choice(piece[1:], lists))
    times = _TIMES.match(piece)
    if times:
        return Element("words", read_choice(times["body"], lists), 0, int(times["most"]))
    if piece[-1] == "?":
        return Element("words", read_choice(piece[:-1], lists), 0, 1)
    return Element("words", read_choice(piece, lists))


def read_choice(source: str, lists: Lists) -> Choice:
    """Read ``a|b_c|d*|{list}``; lists may name other lists."""
    words: set[str] = set()
    stems: set[str] = set()
    runs: set[tuple[str, ...]] = set()
    for name in _alternatives(source, lists):
        if name == "$":
            continue
        if "_" in name:
            runs.add(tuple(name.split("_")))
        elif name.endswith("*"):
            stems.add(name[:-1])
        else:
            words.add(name)
    at_end = "$" in source.split("|")
    return Choice(frozenset(words), tuple(sorted(stems)), tuple(sorted(runs)), at_end)


def _alternatives(source: str, lists: Lists) -> Iterator[str]:
    for name in re.split(r"[|\s]+", source.strip()):
        if name.startswith("{"):
            yield from _alternatives(lists[name.strip("{}")], lists)
        elif name:
            yield name


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
