"""Turn what a person typed into words the rules can read.

Every word keeps its place in the original text, so that a flag can show the
exact characters that raised it.  Folding removes case and accents only; the
spelling and texting tables (``spelling.py``) turn "dont wanna" into the words
"do not want to", which all share the place of the characters they came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from intake.domain.crisis.spelling import respell

WHOLE_LIMIT = 20_000
"""Characters analysed in full.  Longer texts are read through windows."""

EDGE = 8_000
GLIMPSE = 400
MOST_GLIMPSES = 10

_APOSTROPHES = "’‘ʼ`´′＇"
_SINGLE = {ord(mark): "'" for mark in _APOSTROPHES}
_WORD = re.compile(r"(?:[a-z]\.){2,}[a-z]?(?![a-z])|[^\W_]+(?:['*!@$][^\W_]+)*")
_SENTENCE_END = re.compile(r"[!?;]|(?<!\.)\.(?!\.)|\n\s*\n|\r\n\s*\r\n")
_CLAUSE_END = re.compile(r"[,.:()\n\r\"“”«»—–|•]|\s-+\s")
_DIGITS_THEN_LETTERS = re.compile(r"(\d+)([a-z]+)")
_ALARM = re.compile(
    r"suic|kill|die\b|dead|overdos|breath|wake|blue|hurt|gun\b|kms|pregnan|seizure|shak|withdraw"
    r"|mori|matar|muert|vivir|sobredos|respira|despiert|pega|golpe|embaraz|abstinen|convuls",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word: ``start`` and ``end`` are places in the original text."""

    text: str
    start: int
    end: int
    sentence: int
    clause: int


def fold(text: str) -> tuple[str, list[int]]:
    """Return the text without case and accents, and each character's old place."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for piece in _fold_character(character):
            letters.append(piece)
            places.append(place)
    return "".join(letters), places


def _fold_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    plain = unicodedata.normalize("NFKD", character.translate(_SINGLE)).casefold()
    return "".join(piece for piece in plain if not unicodedata.combining(piece))


def read_words(text: str) -> list[Word]:
    """Split a text into folded, respelled words with sentence and clause numbers."""
    folded, places = fold(text)
    words: list[Word] = []
    sentence = clause = end = 0
    for match in _WORD.finditer(folded):
        between = folded[end : match.start()]
        sentence += bool(_SENTENCE_END.search(between))
        clause += bool(_SENTENCE_END.search(between) or _CLAUSE_END.search(between))
        start, end = match.span()
        first, last = places[start], places[end - 1] + 1
        words += [Word(w, first, last, sentence, clause) for w in _spell(match.group())]
    return words


def _spell(raw: str) -> tuple[str, ...]:
    split = _DIGITS_THEN_LETTERS.fullmatch(raw)
    if split:
        return (split[1], *respell(split[2]))
    return respell(raw)


def choose_windows(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) stretches of a text that are analysed.

    Up to ``WHOLE_LIMIT`` characters: all of it.  Beyond: the first and last
    ``EDGE`` characters, and around the first alarming stems in between at most
    ``MOST_GLIMPSES`` stretches of ``2 * GLIMPSE`` characters.
    """
    if len(text) <= WHOLE_LIMIT:
        return [(0, len(text))]
    last = len(text) - EDGE
    windows = [(0, EDGE)]
    for match in _ALARM.finditer(text, EDGE, last):
        if len(windows) > MOST_GLIMPSES:
            break
        if match.start() >= windows[-1][1]:
            windows.append((max(0, match.start() - GLIMPSE), match.start() + GLIMPSE))
    return [*windows, (last, len(text))]
