"""Matching: who in this clinic may be the same person. It suggests and never joins: a shared phone is no proof."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from core.hashing import keyed_hash
from intake.domain.same_value import kinds_by_hash
from intake.models import ContactPoint, MaybeSame, Person
from intake.sql import sharers_of

# A number that many people share (a shelter's, a clinic's) says nothing about who is calling.
_MOST_SUGGESTIONS = 10


def value_hash_of(*, clinic_id: UUID, kind: str, value: str) -> str:
    """The keyed hash that makes two contact points of one clinic comparable."""
    return keyed_hash(clinic_id=clinic_id, kind=f"contact.{kind}", value=value)


def note_maybe_same(*, person: Person, points: Collection[ContactPoint], now: datetime) -> int:
    """Write a suggestion for everybody of the clinic who shares one of these numbers or addresses; how many are new."""
    rows = maybe_same_of(person=person, points=points, now=now)
    return len(MaybeSame.objects.bulk_create(rows, ignore_conflicts=True))


def maybe_same_of(*, person: Person, points: Collection[ContactPoint], now: datetime) -> list[MaybeSame]:
    """The suggestions, not written yet; one query."""
    reasons = kinds_by_hash(points)
    if not reasons:
        return []
    others = sharers_of(clinic_id=person.clinic_id, person_id=person.id, hashes=list(reasons), limit=_MOST_SUGGESTIONS * 2)
    rows = [
        MaybeSame(clinic_id=person.clinic_id, person=person, other_id=other, reason=reasons[value_hash], created_at=now)
        for other, value_hash in dict(reversed(others)).items()
    ]
    return rows[:_MOST_SUGGESTIONS]
