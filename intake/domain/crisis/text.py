"""Turn what a person typed into words the rules can read.

Every word keeps its place in the original text, so that a flag can show the
exact characters that raised it.  Folding removes case and accents only; the
spelling and texting tables (``spelling.py``) turn "dont wanna" into the words
"do not want to", which all share the place of the characters they came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from intake.domain.crisis.spelling import PAIRS, respell

WHOLE_LIMIT = 20_000
"""Characters analysed in full.  Longer texts are read through windows."""

LAST_CHILD_YEAR = 12
ADULT_YEAR = 18

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


YEAR = Word("year", 0, 0, 0, 0)


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Return the text without case and accents, and each character's old place."""
    if text.isascii():
        return text.lower(), range(len(text))
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
    return _join_pairs(words)


def _join_pairs(words: list[Word]) -> list[Word]:
    """Join what people write apart: "my self", "over dose"."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        whole = before and PAIRS.get((before.text, word.text))
        if before and whole and before.sentence == word.sentence:
            joined[-1] = Word(whole, before.start, word.end, word.sentence, word.clause)
        else:
            joined.append(word)
    return _join_ages(joined)


def _join_ages(words: list[Word]) -> list[Word]:
    """Replace "3 year old" and "18-month-old" by one word for the age."""
    joined: list[Word] = []
    for word in words:
        if word.text == "yo" and joined and _is_age(joined[-1], YEAR, word):
            number = joined.pop()
            age = _name_age(int(number.text[:4]), YEAR.text)
            joined.append(Word(age, number.start, word.end, word.sentence, number.clause))
        elif word.text == "old" and len(joined) > 1 and _is_age(joined[-2], joined[-1], word):
            unit, number = joined.pop(), joined.pop()
            age = _name_age(int(number.text[:4]), unit.text)
            joined.append(Word(age, number.start, word.end, word.sentence, number.clause))
        else:
            joined.append(word)
    return joined


def _is_age(number: Word, unit: Word, old: Word) -> bool:
    digits = number.text.isascii() and number.text.isdigit()
    return digits and unit.text.startswith(("year", "month", "week", "day")) and number.sentence == old.sentence


def _name_age(number: int, unit: str) -> str:
    if not unit.startswith("year") or number <= LAST_CHILD_YEAR:
        return "youngster"
    return "teenager" if number < ADULT_YEAR else "grownup"


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
