"""How a name sounds, in English and in Spanish, so that somebody heard over the phone is found however they are spelt.

English: Metaphone (Lawrence Philips, "Hanging on the Metaphone", Computer Language 7:12, 1990, 39-43). Spanish: the folds of
Alejandro Mosquera's Spanish Metaphone (2011): b and v, s, z and soft c, ll and y, g and j before e and i, silent h. Both as
ordered substitutions over one word of `core.contact.name_words` (lower case, accents and tildes folded); then doubled
letters become one, and vowels go except at the beginning.
"""

import re

# A key of one consonant would find half of all short names.
LEAST_KEY = 2
_VOWELS = re.compile(r"(?!^)[aeiou]")
_DOUBLED = re.compile(r"([A-Z])\1+", re.IGNORECASE)
_OTHER = re.compile(r"[^a-z]")

_ENGLISH = [
    (r"^(?:ae|[gkp](?=n)|w(?=r))", ""),
    (r"^ae", "e"),
    (r"^x", "s"),
    (r"^wh", "w"),
    (r"([^c])\1", r"\1"),
    (r"mb$", "m"),
    (r"ch(?=r)", "k"),
    (r"sch(?=[lmnrw])", "X"),
    (r"sch", "sk"),
    (r"(?:sh|(?:s|t)i(?=[ao])|cia|tch|ch)", "X"),
    (r"^th(?=om)", "t"),
    (r"(?<=m)p(?=s)", ""),
    (r"th", "0"),
    (r"ph", "f"),
    (r"c(?=[iey])", "s"),
    (r"ck|c|q", "k"),
    (r"dg(?=[eiy])", "j"),
    (r"d", "t"),
    (r"gh(?=[^aeiou]|$)", ""),
    (r"g(?=n(?:ed)?$)", ""),
    (r"g(?=[eiy])", "j"),
    (r"g", "k"),
    (r"(?<=[aeiou])h(?=[^aeiou]|$)", ""),
    (r"(?<=[csptg])h", ""),
    (r"v", "f"),
    (r"[wy](?=[^aeiou]|$)", ""),
    (r"(?!^)y", ""),
    (r"x", "ks"),
    (r"z", "s"),
]
_SPANISH = [
    (r"^h?u(?=[aei])|^gu(?=[ao])", "w"),
    (r"ch(?=r)", "k"),
    (r"ch", "X"),
    (r"ph", "f"),
    (r"h", ""),
    (r"ll|y(?=[aeiou])", "Y"),
    (r"(?:y|i)$", "i"),
    (r"^x(?=[aeiou])|x(?=[ei])", "j"),
    (r"gu(?=[ei])", "G"),
    (r"g(?=[ei])", "j"),
    (r"qu(?=[ei])", "k"),
    (r"c(?=[ei])|z", "s"),
    (r"[cq]", "k"),
    (r"v", "b"),
    (r"y", "i"),
    (r"x", "ks"),
    (r"m(?=[pb])", "n"),
]


def _compiled(rules: list[tuple[str, str]]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), becomes) for pattern, becomes in rules]


_RULES = {"en": _compiled(_ENGLISH), "es": _compiled(_SPANISH)}


def sound_keys(word: str) -> set[str]:
    """The keys of one folded word ("en:KTRN", "es:KTRN"); none for words too short or in other scripts."""
    if _OTHER.search(word):
        return set()
    keys = {language: _key(word, rules) for language, rules in _RULES.items()}
    return {f"{language}:{key}" for language, key in keys.items() if len(key) >= LEAST_KEY}


def _key(word: str, rules: list[tuple[re.Pattern[str], str]]) -> str:
    for pattern, becomes in rules:
        word = pattern.sub(becomes, word)
    return _VOWELS.sub("", _DOUBLED.sub(r"\1", word)).upper()
