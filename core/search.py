"""Search tokens: what a person can be found by, as keyed hashes, because the database can't look into encrypted columns.

Exact matches only: a whole word of the name, a whole number, its last four digits, an e-mail address.
"""

import re
from collections.abc import Iterable
from uuid import UUID

from core.contact import last_four, name_words, normalise_email, normalise_phone
from core.hashing import keyed_hash, keyed_hashes

NAME, PHONE, LAST_FOUR, EMAIL = "search.name", "search.phone", "search.last_four", "search.email"
LAST_FOUR_DIGITS = 4
# More words than a person's name has would only make the query slow.
MOST_WORDS = 8
_NUMBER = re.compile(r"[+(]*[0-9][0-9 ().\-/]*[0-9]")


def person_tokens(
    *, clinic_id: UUID, name: str = "", phones: Iterable[str] = (), emails: Iterable[str] = (), region: str = "US"
) -> set[str]:
    """Every token of one person in one clinic; numbers and addresses may come in any spelling."""
    found = {(NAME, word) for word in name_words(name)}
    numbers = {number for phone in phones if (number := normalise_phone(phone, region=region))}
    found |= {(PHONE, number) for number in numbers} | {(LAST_FOUR, last_four(number)) for number in numbers}
    found |= {(EMAIL, address) for email in emails if (address := normalise_email(email))}
    return {keyed_hash(clinic_id=clinic_id, kind=kind, value=value) for kind, value in found}


def query_tokens(*, clinic_id: UUID, text: str, region: str = "US") -> list[list[str]]:
    """What staff typed into one box, as groups: a person is found when each group has at least one of their tokens.

    A part that can't be looked for (three digits) is an empty group, so it finds nobody rather than everybody. No group
    at all means that nothing was typed.
    """
    parts = _parts(text, region=region)[:MOST_WORDS]
    return [[token for kind, value in part for token in keyed_hashes(clinic_id=clinic_id, kind=kind, value=value)] for part in parts]


_Part = list[tuple[str, str]]


def _parts(text: str, *, region: str) -> list[_Part]:
    """Each typed part with the kinds it may be."""
    whole = normalise_phone(text, region=region)
    if whole and not name_words(text):
        return [[(PHONE, whole)]]
    parts: list[_Part] = []
    words = " ".join(_take_emails(text.split(), parts))
    rest = _NUMBER.sub(lambda found: _take_number(found.group(), parts, region=region), words)
    for word in rest.split():
        parts.extend([(NAME, part)] for part in name_words(word))
        if not name_words(word) and any(character.isdigit() for character in word):
            parts.append([])
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
