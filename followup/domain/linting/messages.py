"""Checking the words of a message in all its variants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from followup.domain.discretion import subject_findings, telling_words
from followup.domain.linting.marks import link_remarks, mark_remarks, plainness_remarks, words_remarks
from followup.domain.linting.remarks import Remark
from followup.domain.linting.terms import found_in
from followup.domain.permitting import PRIVATE_SUFFIX
from followup.domain.variables import ANSWER, NEEDED, NOT_PRIVATE, PLACE, VARIABLES, is_known, places_in
from followup.domain.wording import Words

# So many letters of a mail are read on a lock screen without opening it.
LOCK_SCREEN = 90
# The words of care itself. Others, like "patient", give away as much but need no clinician.
_CLINICAL = (
    "naltrexon*",
    "vivitrol",
    "buprenorphin*",
    "buprenorfin*",
    "suboxone",
    "methadone",
    "metadona",
    "naloxon*",
    "narcan",
    "opioid*",
    "opiace*",
    "overdose*",
    "sobredosis",
    "withdrawal",
    "abstinencia",
    "dose",
    "doses",
    "dosis",
    "injection*",
    "inyeccion*",
    "side effect*",
    "efectos secundarios",
    "tolerance",
    "tolerancia",
    "medicine*",
    "medicamento*",
)


@dataclass(frozen=True)
class Setting:
    """What a message is checked against: its clinic's names, languages and host, and what the text may have and say."""

    discreet_name: str
    public_name: str
    languages: tuple[str, ...]
    own_host: str
    variables: tuple[str, ...] = tuple(VARIABLES)
    is_clinical: bool = False


def lint_message(drafted: Mapping[str, Words], *, setting: Setting) -> list[Remark]:
    """Everything to change before these words go out, in the order of the screen."""
    found: list[Remark] = []
    for variant, words in drafted.items():
        if not words.is_empty:
            found += _lint_variant(variant, words, setting)
    return [*found, *_missing(drafted, setting)]


def clinical_words(drafted: Mapping[str, Words]) -> list[str]:
    """Words of care in any variant; with one of them a clinician has to approve."""
    terms = (term.rstrip("*") for words in drafted.values() for term in found_in(f"{words.subject} {words.body}", _CLINICAL))
    return list(dict.fromkeys(terms))


def unknown_places(words: Words, variables: tuple[str, ...]) -> list[str]:
    """Places that nothing would ever fill; a text with one is not even saved."""
    return [name for name in places_in(words.subject, words.body, words.preview) if not is_known(name, variables)]


def as_example(text: str, *, setting: Setting, language: str) -> str:
    """A text as a made-up person would read it; links become a word."""

    def value(name: str) -> str:
        if name == "discreet_name":
            return setting.discreet_name
        known = VARIABLES.get(name)
        return known.example(language) if known else ""

    return PLACE.sub(lambda place: value(place[1]), text)


def _lint_variant(variant: str, words: Words, setting: Setting) -> Iterator[Remark]:
    language, _dash, private = variant.partition("-")
    subject = as_example(words.subject, setting=setting, language=language)
    body = as_example(words.body, setting=setting, language=language)
    yield from _place_remarks(variant, words, setting)
    yield from _lock_remarks(variant, "subject", subject, setting)
    yield from words_remarks(subject, variant=variant, place="subject", language=language)
    for text, place in ((words.preview, "preview"), (body[:LOCK_SCREEN], "lock_screen")):
        if text and (place == "preview" or not words.preview):
            yield from _telling(variant, place, text, setting)
    yield from mark_remarks(words.preview, variant=variant, place="preview")
    yield from words_remarks(body, variant=variant, place="body", language=language)
    yield from mark_remarks(body, variant=variant, place="body")
    yield from link_remarks(body, variant=variant, place="body", own_host=setting.own_host)
    yield from plainness_remarks(body, variant=variant, language=language)
    yield from _body_discretion(variant, body, setting, is_private=bool(private))


def _lock_remarks(variant: str, place: str, text: str, setting: Setting) -> Iterator[Remark]:
    """Whatever discretion says of a subject stops publishing."""
    for finding in subject_findings(text):
        # A clinic's long name gets a short subject when the message is written.
        if finding.code != "long" or setting.discreet_name not in text:
            yield Remark(variant, place, finding.code, finding.words, is_blocking=True)
    yield from (one for one in mark_remarks(text, variant=variant, place=place) if one.code == "emoji")
    yield from _name_remarks(variant, place, text, setting)


def _telling(variant: str, place: str, text: str, setting: Setting) -> Iterator[Remark]:
    for word in telling_words(text):
        yield Remark(variant, place, "word", word, is_blocking=True)
    yield from _name_remarks(variant, place, text, setting)


def _name_remarks(variant: str, place: str, text: str, setting: Setting) -> Iterator[Remark]:
    """The name on the clinic's sign, where it is not the discreet one and says what it is."""
    name = setting.public_name
    if name.casefold() != setting.discreet_name.casefold() and telling_words(name) and name.casefold() in text.casefold():
        yield Remark(variant, place, "name", name, is_blocking=True)


def _body_discretion(variant: str, body: str, setting: Setting, *, is_private: bool) -> Iterator[Remark]:
    """A mailbox that somebody else sees gets no telling word at all; elsewhere they are pointed out once."""
    if is_private:
        for word in telling_words(body):
            yield Remark(variant, "body", "word", word, is_blocking=True)
    elif not setting.is_clinical:
        for word in clinical_words({variant: Words("", body)}):
            yield Remark(variant, "body", "clinical", word)


def _place_remarks(variant: str, words: Words, setting: Setting) -> Iterator[Remark]:
    for name in unknown_places(words, setting.variables):
        yield Remark(variant, "body", "unknown_place", f"{{{name}}}", is_blocking=True)
    for name in places_in(words.subject, words.body) if variant.endswith(PRIVATE_SUFFIX) else ():
        if name in NOT_PRIVATE:
            yield Remark(variant, "body", "not_private", f"{{{name}}}", is_blocking=True)
    for name in _needed(setting):
        if name in setting.variables and name not in places_in(words.body):
            yield Remark(variant, "body", "needed_place", f"{{{name}}}", is_blocking=True)


def _needed(setting: Setting) -> tuple[str, ...]:
    """A text made to ask something has the link to answer as a place of its own; one that may have every place need not ask."""
    asks = ANSWER in setting.variables and not set(VARIABLES) <= set(setting.variables)
    return (*NEEDED, ANSWER) if asks else NEEDED


def _missing(drafted: Mapping[str, Words], setting: Setting) -> Iterator[Remark]:
    """Languages of the clinic, and their private words, in which nothing or not all is written."""
    for language in setting.languages:
        for variant in (language, f"{language}-private"):
            words = drafted.get(variant, Words("", ""))
            if words.is_empty:
                yield Remark(variant, "body", "translation", language)
            elif not words.subject.strip() or not words.body.strip():
                yield Remark(variant, "subject" if not words.subject.strip() else "body", "empty", is_blocking=True)
