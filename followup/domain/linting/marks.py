"""What both messages and pages are checked for: stigma, promises, plainness, marks, links."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from followup.domain.linting.readable import GRADE_MOST, INDEX_LEAST, read
from followup.domain.linting.remarks import Remark
from followup.domain.linting.terms import POLITE, PROMISES, STIGMA, found_in

_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]+", re.IGNORECASE)
_PHONE = re.compile(r"\+?\(?\d[\d ().-]{2,}\d")
_SHOWN = 60
# Pictures stand in these categories; letters, digits, marks, punctuation and money don't.
_PICTURES = frozenset({"So", "Cs", "Co", "Cn"})


def words_remarks(text: str, *, variant: str, place: str, language: str) -> Iterator[Remark]:
    """Words that hurt, promise or are not needed."""
    for term in found_in(text, STIGMA[language]):
        yield Remark(variant, place, "stigma", term.rstrip("*"), STIGMA[language][term], is_blocking=place != "body")
    for term in found_in(text, PROMISES[language]):
        yield Remark(variant, place, "promise", term.rstrip("*"), is_blocking=place != "body")
    for term in found_in(text, POLITE[language]):
        yield Remark(variant, place, "polite", term.rstrip("*"))


def mark_remarks(text: str, *, variant: str, place: str) -> Iterator[Remark]:
    """Exclamation marks and pictures."""
    if "!" in text or "¡" in text:
        yield Remark(variant, place, "exclamation", "!", is_blocking=place != "body")
    pictures = "".join(dict.fromkeys(character for character in text if _is_picture(character)))
    if pictures:
        yield Remark(variant, place, "emoji", pictures, is_blocking=place != "body")


def link_remarks(text: str, *, variant: str, place: str, own_host: str) -> Iterator[Remark]:
    """Addresses that are not ours. They block: a stranger's host sees who opens it."""
    for url in _URL.findall(text):
        if urlsplit(url if "//" in url else f"https://{url}").hostname != urlsplit(own_host).hostname:
            yield Remark(variant, place, "foreign_link", url[:_SHOWN], is_blocking=True)


def plainness_remarks(
    text: str, *, variant: str, language: str, most_grade: float = GRADE_MOST, least_index: float = INDEX_LEAST
) -> Iterator[Remark]:
    """Long sentences, and how hard the whole is to read."""
    reading = read(_PHONE.sub(" ", _URL.sub(" ", text)), language=language, most_grade=most_grade, least_index=least_index)
    for sentence in reading.long_sentences:
        yield Remark(variant, "body", "long_sentence", sentence[:_SHOWN])
    if not reading.is_plain:
        yield Remark(variant, "body", "grade", f"{reading.score:g}")


def _is_picture(character: str) -> bool:
    return unicodedata.category(character) in _PICTURES and character not in "°©®№"
