"""Search tokens: what a person can be found by, as keyed hashes, because the database can't look into encrypted columns.

A word of a name is found whole, by its first letters, or by its sound; numbers and addresses only whole, numbers also by
their last four digits. Each way is a kind of its own, so a prefix never poses as a name and a sound never as a prefix.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from core.contact import last_four, name_words, normalise_email, normalise_phone
from core.hashing import keyed_hash, keyed_hashes
from core.sounds import sound_keys

NAME, PREFIX, SOUND = "search.name", "search.prefix", "search.sound"
PHONE, LAST_FOUR, EMAIL = "search.phone", "search.last_four", "search.email"
LAST_FOUR_DIGITS = 4
# Two letters would find a tenth of all people; from the ninth letter on, a prefix tells no more people apart.
LEAST_PREFIX, MOST_PREFIX = 3, 8
# More words than a person's name has would only make the query slow.
MOST_WORDS = 8
# 128 bits: no two words meet, and a million people's tokens take half the room.
TOKEN_LETTERS = 32
# Written apart and together: "de la Cruz" and "Delacruz", "O'Hara" and "Ohara".
_PARTICLES = frozenset({"d", "de", "del", "la", "las", "los", "mac", "mc", "o", "van", "von"})
_NUMBER = re.compile(r"[+(]*[0-9][0-9 ().\-/]*[0-9]")
_Part = list[tuple[str, str]]


@dataclass(frozen=True)
class SearchGroup:
    """One typed part: the tokens of whoever it names exactly, of whose name it begins, of whose name it sounds like."""

    exact: tuple[str, ...]
    prefix: tuple[str, ...] = ()
    sound: tuple[str, ...] = ()

    def within(self, tier: int) -> tuple[str, ...]:
        """The tokens of one of TIERS; whoever a tier finds, the next one finds too, as a whole word is a beginning."""
        beginning = self.prefix or self.exact
        return (self.exact, beginning, beginning + self.sound)[tier]


# Exact, by beginning, by sound.
TIERS = (0, 1, 2)


def person_tokens(
    *, clinic_id: UUID, name: str = "", phones: Iterable[str] = (), emails: Iterable[str] = (), region: str = "US"
) -> set[str]:
    """Every token of one person in one clinic; numbers and addresses may come in any spelling."""
    found = {part for word in _words_and_joined(name) for part in _word_parts(word)}
    numbers = {number for phone in phones if (number := normalise_phone(phone, region=region))}
    found |= {(PHONE, number) for number in numbers} | {(LAST_FOUR, last_four(number)) for number in numbers}
    found |= {(EMAIL, address) for email in emails if (address := normalise_email(email))}
    return {keyed_hash(clinic_id=clinic_id, kind=kind, value=value)[:TOKEN_LETTERS] for kind, value in found}


def query_tokens(*, clinic_id: UUID, text: str, region: str = "US") -> list[SearchGroup]:
    """What staff typed into one box, as groups: a person is found when each group has at least one of their tokens.

    A part that can't be looked for (three digits) is an empty group, so it finds nobody rather than everybody. No group
    at all means that nothing was typed.
    """
    return [_group(clinic_id, part) for part in _parts(text, region=region)[:MOST_WORDS]]


def _words_and_joined(name: str) -> set[str]:
    """The words of a name, and each word with the particles before it as one: o, hara, ohara."""
    found: set[str] = set()
    before = ""
    for word in name_words(name):
        found |= {word, before + word}
        before = before + word if word in _PARTICLES else ""
    return found


def _word_parts(word: str) -> set[tuple[str, str]]:
    """What one stored word is found by."""
    prefixes = {(PREFIX, word[:length]) for length in range(LEAST_PREFIX, min(len(word), MOST_PREFIX) + 1)}
    return {(NAME, word)} | prefixes | {(SOUND, key) for key in sound_keys(word)}


def _group(clinic_id: UUID, part: _Part) -> SearchGroup:
    exact, prefix, sound = [], [], []
    for kind, value in part:
        exact += _hashed(clinic_id, kind, value)
        if kind == NAME and len(value) >= LEAST_PREFIX:
            prefix += _hashed(clinic_id, PREFIX, value[:MOST_PREFIX])
            sound += [token for key in sorted(sound_keys(value)) for token in _hashed(clinic_id, SOUND, key)]
    return SearchGroup(tuple(exact), tuple(prefix), tuple(sound))


def _hashed(clinic_id: UUID, kind: str, value: str) -> list[str]:
    return [token[:TOKEN_LETTERS] for token in keyed_hashes(clinic_id=clinic_id, kind=kind, value=value)]


def _parts(text: str, *, region: str) -> list[_Part]:
    """Each typed part with the kinds it may be."""
    whole = normalise_phone(text, region=region)
    if whole and not name_words(text):
        return [[(PHONE, whole)]]
    parts: list[_Part] = []
    words = " ".join(_take_emails(text.split(), parts))
    rest = _NUMBER.sub(lambda found: _take_number(found.group(), parts, region=region), words)
    parts += [[] for word in rest.split() if not name_words(word) and any(character.isdigit() for character in word)]
    return [*parts, *_name_parts(name_words(rest))]


def _name_parts(words: list[str]) -> list[_Part]:
    """Each typed word; particles before a word are read with it or not at all."""
    parts: list[_Part] = []
    before = ""
    for number, word in enumerate(words, start=1):
        if word in _PARTICLES and number < len(words):
            before += word
            continue
        parts.append([(NAME, word), (NAME, before + word)] if before else [(NAME, word)])
        before = ""
    return parts


def _take_emails(words: list[str], parts: list[_Part]) -> list[str]:
    """Move the words that are addresses into `parts`; returns the others."""
    addresses = {word: normalise_email(word) for word in words}
    parts.extend([(EMAIL, address)] for address in addresses.values() if address)
    return [word for word in words if not addresses[word]]


def _take_number(found: str, parts: list[_Part], *, region: str) -> str:
    """Move a run of digits into `parts` as a whole number, or piece by piece; returns what takes its place."""
    number = normalise_phone(found, region=region)
    if number:
        parts.append([(PHONE, number)])
        return " "
    for piece in found.split():
        digits = last_four(piece)
        parts.append([(LAST_FOUR, digits)] if len(digits) == LAST_FOUR_DIGITS else [])
    return " "
