"""Places: the address of somebody that may be written to for a purpose, or the reason why there is none."""

from dataclasses import dataclass

from followup.domain.permitting import refusal_by_standing, standing_of
from intake.domain.safe_contact import ReachableAt, rules_for_lead
from intake.models import Lead
from intake.states import ContactKind

NO_ADDRESS = "no_address"


@dataclass(frozen=True)
class Place:
    """Where to write; without one `why` says why not, about the newest address."""

    reachable: ReachableAt | None
    why: str = ""


def place_to_write(*, lead: Lead, purpose: str) -> Place:
    """The newest address automatic messages of this purpose may go to."""
    why = NO_ADDRESS
    for place in rules_for_lead(lead):
        if place.contact_point.kind != ContactKind.EMAIL:
            continue
        standing = standing_of(point=place.contact_point, purpose=purpose, lead=lead, rules=place.rules)
        refusal = refusal_by_standing(standing, is_automatic=True, is_neutral=True)
        if refusal is None:
            return Place(place)
        why = refusal.value if why == NO_ADDRESS else why
    return Place(None, why)
