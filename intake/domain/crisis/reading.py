"""Reads lines of the pattern language (described in ``pattern.py``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from intake.domain.crisis.pattern import ENDLESS, Choice, Element, Pattern, start_keys

Lists = Mapping[str, str]

_EDGES = {"$": "end", "^": "start"}
_LOOKS = {"<": "not_before", "!": "not_next"}
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
    if piece in _EDGES:
        return Element(_EDGES[piece])
    if piece.startswith(("<!", "!")):
        return Element(_LOOKS[piece[0]], read_choice(piece.lstrip("<!"), lists))
    if piece[0] == "~":
        return Element("tight" if piece[1] == "~" else "gap", least=0, most=int(piece.lstrip("~")))
    if piece[0] == "#":
        least, _, most = piece[1:].partition("-")
        return Element("number", least=int(least), most=int(most or ENDLESS))
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
