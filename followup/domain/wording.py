"""The words of a text in one variant: a language, or a language for a mailbox that somebody else may see."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

# Shown side by side in this order.
VARIANTS = ("en", "es", "en-private", "es-private")
# How to reach the clinic: by its number, by its page where it has none, else as they did before.
REACH_US = {"en": "You can call us: {phone}.", "es": "Puede llamarnos: {phone}."}
REACH_US_IN_WRITING = {"en": "You can write to us here:\n{page}", "es": "Puede escribirnos aquí:\n{page}"}
REACH_US_AGAIN = {
    "en": "You can reach us in the same way as the first time.",
    "es": "Puede comunicarse con nosotros de la misma forma que la primera vez.",
}


@dataclass(frozen=True)
class Words:
    """Subject, body, and the line that a mail program shows after the subject (none: the first words of the body)."""

    subject: str
    body: str
    preview: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From a draft's row."""
        return cls(str(kept.get("subject", "")), str(kept.get("body", "")), str(kept.get("preview", "")))

    def as_dict(self) -> dict[str, str]:
        """For a draft's row."""
        return asdict(self)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written in this variant."""
        return not (self.subject.strip() or self.body.strip() or self.preview.strip())


@dataclass(frozen=True)
class ReadyText:
    """A text that comes with the product. Clinical ones start as drafts, for a clinician to approve.

    `words` holds a variant ("en", "es", "en-private", "es-private") and its words; `variables` the places it may have.
    """

    code: str
    purpose: str
    variables: tuple[str, ...]
    words: Mapping[str, Words]
    is_clinical: bool = False


def variant_of(language: str, *, is_private: bool) -> str:
    """The variant for one mailbox."""
    return f"{language}-private" if is_private else language
