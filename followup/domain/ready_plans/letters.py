"""How the words of a ready plan are put together: one letter, open and for a mailbox that somebody else may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from followup.domain.wording import ReadyText, Words

_HELLO = {"en": "Hello,", "es": "Hola:"}
_STOP = {"en": "To stop these e-mails:\n{stop_link}", "es": "Para dejar de recibir estos correos:\n{stop_link}"}
_SIGNED = "{discreet_name}"


@dataclass(frozen=True)
class Letter:
    """One language: a subject for a lock screen, and paragraphs.

    `private` is for a mailbox that others may see: it names no place and no number that could be looked up.
    """

    subject: str
    open: tuple[str, ...]
    private: tuple[str, ...]


def ready_text(code: str, *, purpose: str, letters: Mapping[str, Letter], variables: tuple[str, ...] = ()) -> ReadyText:
    """A text of a ready plan from its letters in each language."""
    words = {}
    for language, letter in letters.items():
        words[language] = Words(letter.subject, _body(language, (*letter.open, _SIGNED)))
        words[f"{language}-private"] = Words(letter.subject, _body(language, letter.private))
    return ReadyText(code=code, purpose=purpose, variables=("discreet_name", "phone", "reach_us", "stop_link", *variables), words=words)


def _body(language: str, paragraphs: tuple[str, ...]) -> str:
    return "\n\n".join([_HELLO[language], *paragraphs, _STOP[language]]) + "\n"
