"""Runs with the product's settings, once Django is set up: somebody with an address that they agreed to, not written yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clinics.models import Clinic
from intake.domain.matching import value_hash_of
from intake.models import ContactConsent, ContactPoint, Lead, Person


@dataclass(frozen=True)
class Agreed:
    """One person with their inquiry."""

    person: Person
    point: ContactPoint
    consents: tuple[ContactConsent, ...]
    lead: Lead

    @property
    def rows(self) -> tuple[Any, ...]:
        """All of them, what is pointed to first."""
        return self.person, self.point, *self.consents, self.lead


def agreed(*, clinic: Clinic, name: str, address: str, now: datetime, purposes: Iterable[str] = ("inquiry",)) -> Agreed:
    """Somebody who wrote by the form and agreed to e-mail for these purposes; their follow-up is decided."""
    person = Person(clinic=clinic, name=name, created_at=now)
    point = ContactPoint(
        clinic=clinic,
        person=person,
        kind="email",
        value=address,
        typed=address,
        value_hash=value_hash_of(clinic_id=clinic.id, kind="email", value=address),
        may_email=True,
        is_private=False,
        created_at=now,
    )
    lead = Lead(clinic=clinic, contact_person=person, channel="web_form", arrived_at=now, followup_decided_at=now)
    return Agreed(person, point, tuple(_consent(point, purpose, now) for purpose in purposes), lead)


def _consent(point: ContactPoint, purpose: str, now: datetime) -> ContactConsent:
    return ContactConsent(
        clinic=point.clinic,
        person=point.person,
        contact_point=point,
        purpose=purpose,
        channel="email",
        granted=True,
        wording="inquiry-email-1",
        language="en",
        evidence_kind="submission",
        at=now,
    )
