"""Rendering: a text with `{name}` places becomes the words of one message. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.conf import settings

from followup.domain.discretion import SUBJECT_MOST
from followup.domain.html_mail import html_of
from followup.domain.ready_texts import SHORT_SUBJECT, WHAT_NEXT, WHAT_NEXT_SOMETIME
from followup.domain.variables import PLACE, places_in

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
    """The words of one message. `missing` names the first place without a value: such a message is held."""

    subject: str
    body: str
    preview: str = ""
    missing: str = ""

    @property
    def html(self) -> str:
        """The same words for mail programs that show HTML."""
        return html_of(body=self.body, preview=self.preview, own_host=settings.LINK_URL)


class Words(Protocol):
    """What a text has, wherever it is kept."""

    @property
    def subject(self) -> str: ...
    @property
    def preview(self) -> str: ...
    @property
    def body(self) -> str: ...


def render(version: Words, values: Mapping[str, str]) -> Rendered:
    """Fill a text for one person. A place without a value stays to be seen and is named, so the message is held."""
    gaps = [name for name in places_in(version.subject, version.body) if not values.get(name, "").strip()]
    filled = {**values, **{name: f"[{name}]" for name in gaps}}
    words = render_message(Template(version.subject, version.body), filled)
    return Rendered(words.subject, words.body, version.preview, gaps[0] if gaps else "")


def render_message(template: Template, values: Mapping[str, str]) -> Rendered:
    """Fill every place; raises MissingValueError. Values are put in as they are and never read as text with places."""
    return Rendered(subject=one_line(_filled(template.subject, values)), body=_filled(template.body, values))


def _filled(text: str, values: Mapping[str, str]) -> str:
    def value_of(place: re.Match[str]) -> str:
        try:
            value = values[place[1]]
        except KeyError:
            raise MissingValueError(place[1]) from None
        # "a las 10:00 a. m." ends a sentence with its own full stop.
        ends_twice = value.endswith(".") and text[place.end() : place.end() + 1] == "."
        return value[:-1] if ends_twice else value

    return PLACE.sub(value_of, text)


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
