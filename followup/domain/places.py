"""Places: the address of somebody that may be written to for a purpose, or the reason why there is none."""

from dataclasses import dataclass
from functools import cached_property

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


class Addresses:
    """The addresses of whoever contacts us about one inquiry, and what is on file about each, read once for as long as this is kept.

    Only for within one transaction, and not beside changes to them: the lead's lock does not hold them still.
    """

    def __init__(self, lead: Lead) -> None:
        self.lead = lead
        self._places: dict[str, Place] = {}

    def place_for(self, purpose: str) -> Place:
        """The newest address automatic messages of this purpose may go to."""
        if purpose not in self._places:
            self._places[purpose] = self._find(purpose)
        return self._places[purpose]

    @cached_property
    def _emails(self) -> list[ReachableAt]:
        return [place for place in rules_for_lead(self.lead) if place.contact_point.kind == ContactKind.EMAIL]

    def _find(self, purpose: str) -> Place:
        why = NO_ADDRESS
        for place in self._emails:
            standing = standing_of(point=place.contact_point, purpose=purpose, lead=self.lead, rules=place.rules)
            refusal = refusal_by_standing(standing, is_automatic=True, is_neutral=True)
            if refusal is None:
                return Place(place)
            why = refusal.value if why == NO_ADDRESS else why
        return Place(None, why)


def place_to_write(*, lead: Lead, purpose: str) -> Place:
    """The newest address automatic messages of this purpose may go to."""
    return Addresses(lead).place_for(purpose)


def needs_a_look(lead: Lead) -> bool:
    """Whether a machine may have sent it. A form that mails whatever address is typed in would be a weapon."""
    return any(submission.payload.get("suspect") is True for submission in lead.submissions.all())
