"""The call log's page: who may be calling, and what to say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from clinics.models import Clinic, Staff
from core.contact import last_four, normalise_phone
from desk.forms.call import CallForm, looks_like_code
from desk.pages.reaching import Mark, marks_for
from desk.wording import ago_text
from intake.access import clinics_visible_to
from intake.domain.calling import caller_matches
from intake.domain.finding import search
from intake.domain.lead_file import colleagues_of, visible_lead
from intake.domain.safe_contact import rules_for_lead
from intake.domain.staff_drafts import draft_body
from intake.models import Lead
from intake.states import LeadStatus, Relationship

_LAST_DIGITS = 4


@dataclass(frozen=True)
class Caller:
    """Somebody who may be calling. Their name is for the one who asks, not for the one who is told."""

    lead_id: UUID
    name: str
    relation: str
    status: str
    last: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Callers:
    """What the match panel says. `case` is exact, several, maybe, unknown, code, given or none."""

    case: str
    found: tuple[Caller, ...]
    leads: tuple[Lead, ...] = ()


def callers_for(*, staff: Staff, clinic: Clinic, typed: str, now: datetime) -> Callers:
    """Who may be calling from what was typed in the number's place."""
    if not typed.strip():
        return Callers("none", ())
    if looks_like_code(typed):
        leads = [lead for lead in search(staff=staff, text=typed).leads if lead.clinic_id == clinic.id and lead.code_hash]
        return _callers("code" if leads else "unknown", leads, now)
    exact = [match.lead for match in caller_matches(staff=staff, clinic=clinic, number=typed)]
    if exact or normalise_phone(typed, region=clinic.phone_region):
        return _callers("several" if len(exact) > 1 else "exact" if exact else "unknown", exact, now)
    digits = last_four(typed)
    maybe = search(staff=staff, text=digits).leads if len(digits) == _LAST_DIGITS else ()
    here = [lead for lead in maybe if lead.clinic_id == clinic.id][:10]
    return _callers("maybe" if here else "unknown", here, now)


def caller_given(*, staff: Staff, lead_id: str, now: datetime) -> Callers:
    """The one lead a page was opened for; nobody when it is not this person's to see."""
    try:
        lead = visible_lead(staff=staff, lead_id=UUID(lead_id))
    except (Lead.DoesNotExist, ValueError):
        return Callers("none", ())
    return _callers("given", [lead], now)


def call_form(*, staff: Staff, now: datetime, data: Any = None, draft_key: str = "") -> CallForm:
    """The form, empty, sent back, or taken up again from a draft."""
    clinics = list(clinics_visible_to(staff).prefetch_related("phone_lines").order_by("discreet_name", "id"))
    colleagues = {one.id: one for clinic in clinics for one in colleagues_of(staff=staff, clinic_id=clinic.id)}
    colleagues.pop(staff.id, None)
    initial: dict[str, Any] = {"key": draft_key or str(uuid4()), "opened_at": now.isoformat(), "clinic": str(clinics[0].id)}
    if draft_key and data is None:
        initial |= draft_body(staff=staff, key=f"call:{draft_key}") or {}
    about = initial.get("about")
    if isinstance(about, str):
        initial["about"] = [about]
    return CallForm(data, clinics=clinics, colleagues=list(colleagues.values()), now=now, initial=initial, auto_id="call_%s")


def _callers(case: str, leads: list[Lead], now: datetime) -> Callers:
    return Callers(case, tuple(_caller(lead, now) for lead in leads), tuple(leads))


def _caller(lead: Lead, now: datetime) -> Caller:
    last = lead.first_live_contact_at or lead.first_attempt_at
    return Caller(
        lead_id=lead.id,
        name=lead.contact_person.name,
        relation=str(Relationship(lead.relationship).label),
        status=str(LeadStatus(lead.status).label),
        last=_("last contact %(ago)s") % {"ago": ago_text(last, now=now)} if last else _("no contact yet"),
        marks=marks_for(rules_for_lead(lead), preferred=lead.preferred_channel),
    )
