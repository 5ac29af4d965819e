"""Finding people: by words of a name, whole, begun or by their sound; by number, last four digits, address or code."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When

from clinics.models import Clinic, Staff
from core.hashing import keyed_hashes
from core.search import TIERS, SearchGroup, query_tokens
from intake.access import clinics_visible_to, leads_visible_to
from intake.domain.opening import CODE_LENGTH
from intake.models import Lead, SearchToken

MOST_FOUND = 50
_Ranks = dict[int, set[UUID]]


@dataclass(frozen=True)
class Found:
    """Leads that fit: those named exactly first, then by beginning, then by sound, and newest first within each.

    `has_more` when only the first are shown.
    """

    leads: tuple[Lead, ...]
    has_more: bool


def search(*, staff: Staff, text: str) -> Found:
    """The leads, in all clinics this member of staff serves, that every typed part fits, or whose code it is."""
    clinics = list(clinics_visible_to(staff))
    ranks = _people_by_rank(clinics, text)
    leads = leads_visible_to(staff).select_related("clinic", "contact_person", "owner")
    found = [*_by_code(leads, clinics, text), *_by_person(leads, ranks)]
    unique = list({lead.id: lead for lead in found}.values())
    return Found(tuple(unique[:MOST_FOUND]), has_more=len(unique) > MOST_FOUND)


def _people_by_rank(clinics: Sequence[Clinic], text: str) -> _Ranks:
    """Tier → people it adds. A wider tier is asked only while the narrower ones leave room on the page."""
    ranks: _Ranks = {tier: set() for tier in TIERS}
    for region in {clinic.phone_region for clinic in clinics}:
        here = [clinic.id for clinic in clinics if clinic.phone_region == region]
        searched = [query_tokens(clinic_id=clinic_id, text=text, region=region) for clinic_id in here]
        known: set[UUID] = set()
        for tier, groups in _tokens_by_tier(searched):
            if len(known) > MOST_FOUND:
                break
            fresh = set(_newest_people(here, groups)) - known
            ranks[tier] |= fresh
            known |= fresh
    return ranks


def _tokens_by_tier(searched: Sequence[list[SearchGroup]]) -> list[tuple[int, list[list[str]]]]:
    """Tier → for each typed part, its tokens in all clinics. A tier that looks for nothing new is left out."""
    found: list[tuple[int, list[list[str]]]] = []
    for tier in TIERS:
        groups = [[token for group in same for token in group.within(tier)] for same in zip(*searched, strict=True)]
        if groups and all(groups) and groups not in [before for _tier, before in found]:
            found.append((tier, groups))
    return found


def _newest_people(clinic_ids: Sequence[UUID], groups: list[list[str]]) -> list[UUID]:
    """The newest people who have a token of each group, read off the index of the first."""
    first, *others = groups
    tokens = SearchToken.objects.filter(clinic__in=clinic_ids, token__in=first)
    for group in others:
        same = SearchToken.objects.filter(clinic=OuterRef("clinic"), person=OuterRef("person"), token__in=group)
        tokens = tokens.filter(Exists(same))
    # Somebody found in several ways comes once for each token.
    most = (MOST_FOUND + 1) * len(first)
    people = tokens.order_by("-created_at").values_list("person_id", flat=True)[:most]
    return list(dict.fromkeys(people))[: MOST_FOUND + 1]


def _by_person(leads: QuerySet[Lead], ranks: _Ranks) -> list[Lead]:
    people = set().union(*ranks.values())
    if not people:
        return []
    cases = [When(contact_person__in=found, then=Value(tier)) for tier, found in ranks.items() if found]
    ranked = leads.filter(contact_person__in=people).annotate(rank=Case(*cases, output_field=IntegerField()))
    return list(ranked.order_by("rank", "-arrived_at", "-id")[: MOST_FOUND + 1])


def _by_code(leads: QuerySet[Lead], clinics: Sequence[Clinic], text: str) -> list[Lead]:
    code = "".join(text.split()).replace("-", "").upper()
    if len(code) != CODE_LENGTH or not code.isalnum() or not code.isascii():
        return []
    hashes = [found for clinic in clinics for found in keyed_hashes(clinic_id=clinic.id, kind="lead.code", value=code)]
    return list(leads.filter(code_hash__in=hashes).order_by("-arrived_at", "-id")[: MOST_FOUND + 1])
