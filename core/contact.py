"""One spelling for numbers, addresses and names, so that equal things compare equal. Nothing here ever raises."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

EMAIL_MOST = 254
LOCAL_PART_MOST = 64
PHONE_TEXT_MOST = 60
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# Letters that Unicode does not take apart, as people without those keys type them.
_PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def normalise_phone(raw: str | None, *, region: str = "US") -> str | None:
    """The number in E.164 ("+12025550123"), or None when it can't be a number that rings.

    Any punctuation is accepted and an extension is dropped. `region` (ISO 3166) is for numbers without a country code.
    """
    return _read_phone(raw, region) if raw and len(raw) <= PHONE_TEXT_MOST else None


# One inquiry asks for the same number at the form, when it is read and for the search.
@lru_cache(maxsize=8)
def _read_phone(raw: str, region: str) -> str | None:
    try:
        found = phonenumbers.parse(raw, region)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(found):
        return None
    return str(phonenumbers.format_number(found, PhoneNumberFormat.E164))


def format_phone(e164: str, *, region: str = "US") -> str:
    """The number as people of `region` write it: "(202) 555-0123", foreign ones with their country code."""
    try:
        found = phonenumbers.parse(e164, None)
    except NumberParseException:
        return e164
    at_home = found.country_code == phonenumbers.country_code_for_region(region)
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(found, style))


def last_four(e164: str) -> str:
    """The last four digits; fewer when the number is shorter."""
    return "".join(character for character in e164 if character in "0123456789")[-4:]


def normalise_email(raw: str | None) -> str | None:
    """The address in lower case with its domain in ASCII, or None when no mail could reach it.

    Letters beyond ASCII are accepted in the domain (as IDNA) and refused before the "@", where few servers take them.
    """
    text = (raw or "").strip()
    local, at, domain = text.rpartition("@")
    if not at or len(local) > LOCAL_PART_MOST or not _LOCAL_PART.fullmatch(local):
        return None
    ascii_domain = _ascii_domain(domain)
    if ascii_domain is None or len(local) + 1 + len(ascii_domain) > EMAIL_MOST:
        return None
    return f"{local.lower()}@{ascii_domain}"


def _ascii_domain(domain: str) -> str | None:
    try:
        text = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = text.split(".")
    if len(labels) == 1 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return text


def name_words(name: str | None) -> list[str]:
    """The words of a name without case and accents, in order: "Núñez-O'Hara" gives nunez, o, hara."""
    folded = _folded(_folded(name or "")).translate(_PLAIN_LETTERS)
    kept = "".join(character for character in folded if unicodedata.category(character) not in {"Mn", "Sk"})
    spaced = "".join(character if _is_letter(character) else " " for character in unicodedata.normalize("NFKC", kept))
    return spaced.split()


def _folded(text: str) -> str:
    """One round of taking letters apart; some fold only after they were taken apart, hence two rounds (Unicode, D146)."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


def _is_letter(character: str) -> bool:
    category = unicodedata.category(character)
    return category.startswith("L") or category == "Mc"
