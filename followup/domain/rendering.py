"""Rendering: a text with `{name}` places becomes the words of one message. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from followup.domain.discretion import SUBJECT_MOST
from followup.domain.ready_texts import SHORT_SUBJECT, WHAT_NEXT, WHAT_NEXT_SOMETIME

_PLACE = re.compile(r"\{([a-z_]+)\}")
_WHEN = {"en": "EEEE, MMMM d, h:mm a", "es": "EEEE d 'de' MMMM, h:mm a"}


class MissingValueError(ValueError):
    """A text has a place that no value was given for; `name` is the place's name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The text has a place '{name}' without a value.")
        self.name = name


@dataclass(frozen=True)
class Template:
    """A text's subject and body."""

    subject: str
    body: str


@dataclass(frozen=True)
class Rendered:
    """The words of one message."""

    subject: str
    body: str


def render_message(template: Template, values: Mapping[str, str]) -> Rendered:
    """Fill every place; raises MissingValueError. Values are put in as they are and never read as text with places."""
    return Rendered(subject=one_line(_filled(template.subject, values)), body=_filled(template.body, values))


def _filled(text: str, values: Mapping[str, str]) -> str:
    def value_of(place: re.Match[str]) -> str:
        try:
            return values[place[1]]
        except KeyError:
            raise MissingValueError(place[1]) from None

    return _PLACE.sub(value_of, text)


def one_line(text: str) -> str:
    """One line without control characters: a subject or a name can't bring a header of its own."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def fitting_subject(subject: str, *, language: str) -> str:
    """The subject, or a short one when a long name made it too long for a lock screen."""
    return subject if len(subject) <= SUBJECT_MOST else SHORT_SUBJECT[language]


def what_next(*, answer_by: datetime | None, zone: ZoneInfo, language: str) -> str:
    """What happens next and when, in the clinic's own time."""
    if answer_by is None:
        return WHAT_NEXT_SOMETIME[language]
    when = format_datetime(answer_by.astimezone(zone), _WHEN[language], locale=language)
    return WHAT_NEXT[language].format(when=when.replace("\u202f", " ").replace("\u00a0", " "))
