"""Two inquiries side by side, and what a page says of other inquiries of its person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from clinics.models import Staff
from core.contact import format_phone
from desk.pages.search import FoundLine, found_lines
from desk.wording import ago_text
from intake.domain.finding import Found, search
from intake.domain.lead_file import LeadFile
from intake.domain.merging import Pair, joined_leads
from intake.domain.safe_contact import rules_for_lead
from intake.models import Lead
from intake.states import Channel, ContactKind, LeadStatus, Relationship


@dataclass(frozen=True)
class Row:
    """One fact of both."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Suggestion:
    """Somebody who may be the same person; no name, only the other inquiry."""

    id: UUID
    reason: str
    other_lead_id: UUID
    when: str


@dataclass(frozen=True)
class Joined:
    """Another inquiry that staff joined with this one as the same person's."""

    lead_id: UUID
    when: str
    status: str
    owner: str


@dataclass(frozen=True)
class SamePerson:
    """What a lead's page says of other inquiries of its person: perhaps, and by the word of staff."""

    suggestions: tuple[Suggestion, ...]
    joined: tuple[Joined, ...]


def same_person_of(file: LeadFile, *, staff: Staff, now: datetime) -> SamePerson:
    """The part of a lead's page about other inquiries of the same person."""
    joined = joined_leads(lead=file.lead, staff=staff)
    return SamePerson(tuple(_suggestions(file, now)), tuple(_joined(one, now) for one in joined))


def compared(pair: Pair, *, now: datetime) -> tuple[Row, ...]:
    """What tells people apart, and nothing of what they wrote."""
    mine, theirs = (_facts(one, now) for one in (pair.lead, pair.other))
    return tuple(Row(label, mine[label], theirs[label]) for label in mine)


def others_found(*, staff: Staff, lead: Lead, text: str, now: datetime) -> tuple[FoundLine, ...]:
    """The inquiries of other records of this clinic that fit what was typed."""
    found = search(staff=staff, text=text).leads if text else ()
    others = tuple(one for one in found if one.clinic_id == lead.clinic_id and one.contact_person_id != lead.contact_person_id)
    return found_lines(
        Found(others, has_more=False), url_of=lambda other_id: reverse("desk:same-pair", args=[lead.id, other_id]), staff=staff, now=now
    )


def shown_of(lines: tuple[FoundLine, ...], clinic_id: UUID) -> list[tuple[UUID, UUID]]:
    """What the audit says was shown."""
    return [(clinic_id, line.lead_id) for line in lines]


def _facts(lead: Lead, now: datetime) -> dict[str, str]:
    return {
        _("Name"): lead.contact_person.name or _("No name"),
        _("Who reached out"): str(Relationship(lead.relationship).label),
        _("How to reach them"): _ways(lead),
        _("Arrived"): f"{ago_text(lead.arrived_at, now=now)}, {Channel(lead.channel).label}",
        _("Status"): str(LeadStatus(lead.status).label),
        _("Owner"): lead.owner.name if lead.owner else _("Nobody"),
    }


def _ways(lead: Lead) -> str:
    region = lead.clinic.phone_region
    points = [way.contact_point for way in rules_for_lead(lead)]
    return ", ".join(format_phone(one.value, region=region) if one.kind == ContactKind.PHONE else one.value for one in points) or "–"


def _joined(lead: Lead, now: datetime) -> Joined:
    owner = lead.owner.name if lead.owner else ""
    return Joined(lead.id, ago_text(lead.arrived_at, now=now), str(LeadStatus(lead.status).label), owner)


def _suggestions(file: LeadFile, now: datetime) -> list[Suggestion]:
    reasons = {"phone": _("Another inquiry with the same number"), "email": _("Another inquiry with the same e-mail address")}
    return [
        Suggestion(
            id=one.id,
            reason=reasons.get(one.reason, reasons["phone"]),
            other_lead_id=one.other_lead_id,
            when=ago_text(one.arrived_at, now=now) if one.arrived_at else "",
        )
        for one in file.maybe_same
    ]
