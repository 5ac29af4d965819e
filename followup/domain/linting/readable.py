"""How hard a text is to read, and its sentences. A pointer only: no formula proves that people understand.

English: Flesch-Kincaid grade (Kincaid et al. 1975, Naval Technical Training Command report 8-75). Spanish: the
Szigriszt-Pazos index (1993) on the INFLESZ scale (Barrio-Cantalejo et al. 2008, An. Sist. Sanit. Navar. 31:135-152),
on which 65 and more reads "quite easily" and 55 is the middle.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

SENTENCE_MOST = 20
# English: school grade, lower is plainer. Spanish: index, higher is plainer.
GRADE_MOST = 6.0
INDEX_LEAST = 65.0
# Under this many words a formula says nothing.
WORDS_LEAST = 30

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_END = re.compile(r"(?<=[.!?…])[\"”»)]*\s+|\n+")
# Dots that end no sentence.
_SHORT = re.compile(r"\b(?:a|p)\. ?m\.|\b(?:Dr|Dra|Sr|Sra|Mr|Ms|St|vs|etc|EE|UU)\.", re.IGNORECASE)
_STRONG, _WEAK = frozenset("aeoáéóíú"), frozenset("iuü")


@dataclass(frozen=True)
class Reading:
    """What the formulas say of a text, with its sentences that are too long."""

    words: int
    sentences: int
    score: float
    is_plain: bool
    long_sentences: tuple[str, ...]


def read(text: str, *, language: str, most_grade: float = GRADE_MOST, least_index: float = INDEX_LEAST) -> Reading:
    """Measure a text."""
    sentences = sentences_of(text)
    counts = [len(_WORD.findall(sentence)) for sentence in sentences]
    words, syllables = sum(counts), syllables_of(text, language=language)
    score = _score(words, len(sentences), syllables, language)
    plain = score <= most_grade if language == "en" else score >= least_index
    long = tuple(sentence for sentence, count in zip(sentences, counts, strict=True) if count > SENTENCE_MOST)
    return Reading(words, len(sentences), round(score, 1), plain or words < WORDS_LEAST, long)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; a line's end is one's end too, as in lists and headings."""
    whole = _SHORT.sub(lambda short: short[0].replace(".", ""), text)
    return [part.strip() for part in _END.split(whole) if _WORD.search(part)]


def syllables_of(text: str, *, language: str) -> int:
    """How many syllables the words of a text have, by rules of thumb."""
    count = _spanish if language == "es" else _english
    return sum(count(word.casefold()) for word in _WORD.findall(text))


def _score(words: int, sentences: int, syllables: int, language: str) -> float:
    if not words or not sentences:
        return 0.0 if language == "en" else 100.0
    if language == "es":
        return 206.835 - 62.3 * syllables / words - words / sentences
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def _english(word: str) -> int:
    """Groups of vowels; an e at the end is silent, and so is the one of -ed after most letters."""
    # Three vowels in a row that are three syllables, in the word these pages have most.
    word = word.replace("opioid", "opi-o-id")
    bare = re.sub(r"(?:[^laeiouy]es|[^dt]ed|[^aeiouyl]e)$", lambda end: end[0][0], word.replace("'", "").replace("’", ""))
    return max(1, len(re.findall(r"[aeiouy]+", bare)))


def _spanish(word: str) -> int:
    """Vowels, less one for each weak one that leans on a neighbour; accented i and u stand alone."""
    spoken = re.sub(r"qu|gu(?=[eiéí])", "k", word)
    spoken = re.sub(r"y$", "i", spoken)
    vowels = sum(letter in _STRONG or letter in _WEAK for letter in spoken)
    leaning = sum(_leans(one, two) for one, two in pairwise(spoken))
    return max(1, vowels - leaning)


def _leans(one: str, two: str) -> bool:
    """Whether two letters in a row are one syllable: a weak vowel beside another, unless an accent parts them."""
    both = _STRONG | _WEAK
    return one in both and two in both and (one in _WEAK or two in _WEAK) and not ({one, two} & set("íú"))
