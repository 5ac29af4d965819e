"""What a search found, in words."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clinics.models import Staff
from desk.drawing import severity_mark
from desk.flat import flat_template
from desk.pages.row_words import label_of
from desk.wording import ago_text
from intake.domain.finding import Found
from intake.models import Lead
from intake.states import Channel, LeadStatus, Relationship


class FoundLine(NamedTuple):
    """One lead that fits, all words."""

    lead_id: UUID
    url: str
    name: str
    severity: SafeString
    standing: str
    origin: str


def found_lines(found: Found, *, url_of: Callable[[UUID], str], staff: Staff, now: datetime) -> tuple[FoundLine, ...]:
    """The lines of a search, newest first; `url_of` a lead's id says where its line leads."""
    has_many_clinics, language = len(staff.care_clinics) > 1, get_language()
    return tuple(
        FoundLine(
            lead_id=lead.id,
            url=url_of(lead.id),
            name=lead.contact_person.name or _("No name"),
            severity=severity_mark(lead.severity, language),
            standing=_standing(lead, language),
            origin=_origin(lead, now, language) + (f" · {lead.clinic.discreet_name}" if has_many_clinics else ""),
        )
        for lead in found.leads
    )


def drawn(lines: Iterable[FoundLine]) -> SafeString:
    """The lines as list items."""
    line_template = flat_template("desk/_found.html")
    return SafeString("\n".join(line_template.draw(line) for line in lines))


def _standing(lead: Lead, language: str | None) -> str:
    word = label_of(LeadStatus, lead.status, language)
    return f"{word}, {lead.owner.name}" if lead.owner else word


def _origin(lead: Lead, now: datetime, language: str | None) -> str:
    words = (label_of(Relationship, lead.relationship, language), label_of(Channel, lead.channel, language))
    return " · ".join((*words, ago_text(lead.arrived_at, now=now, language=language)))
