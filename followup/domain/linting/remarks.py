"""What the checker says about a text: where, which rule, which words, and whether it stops publishing."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Remark:
    """One thing to change. A blocking one stops publishing; another can be overruled by an admin with a reason."""

    variant: str
    place: str
    code: str
    words: str = ""
    instead: str = ""
    is_blocking: bool = False

    @property
    def sentence(self) -> str:
        """What is wrong, in words."""
        pattern = _patterns().get(self.code, "%(code)s: %(words)s")
        return pattern % {"code": self.code, "words": self.words, "instead": self.instead}

    def as_dict(self) -> dict[str, object]:
        """For a command's output, and to be kept when it was overruled."""
        return {
            "variant": self.variant,
            "place": self.place,
            "code": self.code,
            "words": self.words,
            "blocking": self.is_blocking,
        }


def _patterns() -> dict[str, str]:
    return {
        "empty": _("Nothing is written here."),
        "long": _("Too long: %(words)s characters."),
        "word": _("“%(words)s” tells others what this is about."),
        "name": _("“%(words)s” is a name that tells others what this is about."),
        "exclamation": _("No exclamation marks."),
        "link": _("No address here."),
        "emoji": _("No pictures or emoji: %(words)s"),
        "stigma": _("“%(words)s” can hurt. Better: %(instead)s."),
        "promise": _("“%(words)s” promises or advertises."),
        "polite": _("“%(words)s” is rarely needed."),
        "long_sentence": _("More than 20 words: “%(words)s”"),
        "grade": _("Hard to read (%(words)s). Use shorter words and sentences."),
        "foreign_link": _("“%(words)s” is not an address of ours."),
        "unknown_place": _("“%(words)s” is no place this text may have."),
        "needed_place": _("The place “%(words)s” is missing."),
        "not_private": _("“%(words)s” is not for a mailbox that somebody else may see."),
        "emptied": _("This is in use: write new words, or leave the ones there are."),
        "translation": _("There are no words in this language, so people who speak it get nothing."),
        "clinical": _("“%(words)s” is clinical: a clinician has to approve this text."),
        "sources": _("Name where these facts come from, with the day somebody read it."),
    }
