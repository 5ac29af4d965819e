"""The places a text may have: what each stands for, and what it looks like in an example."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What a place looks like in a text: {phone}.
PLACE = re.compile(r"\{([a-z_]+)\}")
# Places that lead to one of the clinic's pages to read: {read_first_days}.
READ_PREFIX = "read_"


@dataclass(frozen=True)
class Variable:
    """One place: what it stands for, and an example in each language."""

    label: Promise
    en: str
    es: str

    def example(self, language: str) -> str:
        """What a made-up person would read."""
        return self.es if language == "es" else self.en


VARIABLES: Mapping[str, Variable] = {
    "discreet_name": Variable(_("The clinic’s discreet name"), "Oak Street", "Oak Street"),
    "phone": Variable(_("The clinic’s phone number"), "(202) 555-0100", "(202) 555-0100"),
    "reach_us": Variable(
        _("How to reach the clinic: its number, or the page to write from"),
        "You can call us: (202) 555-0100.",
        "Puede llamarnos: (202) 555-0100.",
    ),
    "what_next": Variable(
        _("Who answers, and when"),
        "A person will write to you by Tuesday, November 17, 2:00 PM.",
        "A más tardar el martes 17 de noviembre, 2:00 p. m., una persona le escribirá.",
    ),
    "stop_link": Variable(_("The link that stops these e-mails"), "", ""),
    "staff_name": Variable(_("First name of the person who looks after them"), "Dana", "Dana"),
    "when": Variable(_("Day and time of the appointment"), "Tuesday, November 17, 10:00 AM", "martes 17 de noviembre, 10:00 a. m."),
    "day": Variable(_("Day of the appointment"), "Tuesday", "martes"),
    "time": Variable(_("Time of the appointment"), "10:00 AM", "10:00 a. m."),
    "calendar_link": Variable(_("The link that puts the appointment into a calendar"), "", ""),
    "answer_link": Variable(_("The person’s own link to answer"), "", ""),
}
# What a step of a plan can put into a text (followup.domain.plan_mail), and what only one that hangs on an appointment can.
OF_PLAN = frozenset({"discreet_name", "phone", "reach_us", "stop_link", "staff_name"})
OF_APPOINTMENT = frozenset({"when", "day", "time", "calendar_link"})
# Not in words for a mailbox that somebody else may see: who sees the mailbox mostly sees its calendar too.
REACH_US_PLACE = "reach_us"
CALENDAR = "calendar_link"
NOT_PRIVATE = frozenset({CALENDAR})
# Without these nobody could leave, so a text without them is not published.
NEEDED = ("stop_link",)
ANSWER = "answer_link"


def places_in(*texts: str) -> list[str]:
    """The places of texts, each once, in order."""
    return list(dict.fromkeys(name for text in texts for name in PLACE.findall(text)))


def is_known(name: str, allowed: Iterable[str]) -> bool:
    """Whether a text may have this place. Pages to read may be linked from every text."""
    return name in set(allowed) or name.startswith(READ_PREFIX)
