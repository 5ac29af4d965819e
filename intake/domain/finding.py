"""Finding people by exact things: words of a name, a number, its last four digits, an address, a six-character code."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from clinics.models import Clinic, Staff
from core.hashing import keyed_hashes
from core.search import query_tokens
from intake.access import clinics_visible_to, leads_visible_to
from intake.domain.opening import CODE_LENGTH
from intake.models import Lead, Person

MOST_FOUND = 50


@dataclass(frozen=True)
class Found:
    """Leads that fit, newest first; `has_more` when only the newest are shown."""

    leads: tuple[Lead, ...]
    has_more: bool


def search(*, staff: Staff, text: str) -> Found:
    """The newest leads, in all clinics this member of staff serves, that every typed part fits, or whose code it is."""
    people: set[UUID] = set()
    codes: set[str] = set()
    for clinic in clinics_visible_to(staff):
        people |= _people_in(clinic, text)
        codes |= _code_hashes(clinic, text)
    leads = leads_visible_to(staff).select_related("clinic", "contact_person", "owner")
    newest = [*_newest(leads.filter(contact_person__in=people)), *_newest(leads.filter(code_hash__in=codes))]
    unique = sorted({lead.id: lead for lead in newest}.values(), key=lambda lead: (lead.arrived_at, lead.id), reverse=True)
    return Found(tuple(unique[:MOST_FOUND]), has_more=len(unique) > MOST_FOUND)


def _newest(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    return leads.order_by("-arrived_at", "-id")[: MOST_FOUND + 1]


def _people_in(clinic: Clinic, text: str) -> set[UUID]:
    groups = query_tokens(clinic_id=clinic.id, text=text, region=clinic.phone_region)
    if not groups:
        return set()
    people = Person.objects.filter(clinic=clinic)
    for tokens in groups:
        people = people.filter(search_tokens__token__in=tokens)
    return set(people.order_by("-created_at", "-id").values_list("id", flat=True)[: MOST_FOUND + 1])


def _code_hashes(clinic: Clinic, text: str) -> set[str]:
    code = "".join(text.split()).replace("-", "").upper()
    if len(code) != CODE_LENGTH or not code.isalnum() or not code.isascii():
        return set()
    return set(keyed_hashes(clinic_id=clinic.id, kind="lead.code", value=code))
