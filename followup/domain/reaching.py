"""Reaching: the address of a person that may be written to for one purpose, or the reason why there is none."""

from dataclasses import dataclass

from followup.domain.permitting import refusal_by_standing, standing_of
from followup.states import WhyNot
from intake.models import ContactPoint, Lead, Person
from intake.states import ContactKind

NO_ADDRESS = "no_address"


@dataclass(frozen=True)
class Place:
    """Where an automatic message may go. `point` None: nowhere, for `why_not`."""

    point: ContactPoint | None
    why_not: str
    is_private: bool = True


def email_place(*, person: Person, purpose: str, lead: Lead | None) -> Place:
    """The newest address that may get automatic messages of this purpose, or why the newest one may not."""
    why_not = NO_ADDRESS
    points = ContactPoint.objects.filter(person=person, kind=ContactKind.EMAIL, replaced_by=None).select_related("person")
    for point in points.order_by("-created_at", "-id"):
        standing = standing_of(point=point, purpose=purpose, lead=lead)
        refusal = refusal_by_standing(standing, is_automatic=True, is_neutral=True)
        if refusal is None:
            return Place(point, "", standing.rules.is_private)
        why_not = refusal.value if why_not == NO_ADDRESS else why_not
    return Place(None, why_not)


def is_paused(place: Place) -> bool:
    """Whether staff have paused all automatic messages to this person."""
    return place.why_not == WhyNot.PAUSED
