"""Matching: who in this clinic may be the same person. It suggests and never joins: a shared phone is no proof."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from core.hashing import keyed_hash
from core.ids import earlier, new_id
from intake.domain.same_value import kinds_by_hash
from intake.models import ContactPoint, MaybeSame, Person
from intake.sql import sharers_of

# A number that many people share (a shelter's, a clinic's) says nothing about who is calling.
_MOST_SUGGESTIONS = 10
# How far back the sweep looks: several of its own rounds.
_LOOK_BACK = timedelta(minutes=3)


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


def sweep_shared(*, now: datetime) -> int:
    """Suggest those who wrote at the same moment, so that neither saw the other when they were matched; how many are new."""
    since = earlier(new_id(), by=_LOOK_BACK)
    met: dict[tuple[UUID, str], list[ContactPoint]] = defaultdict(list)
    for point in ContactPoint.objects.filter(id__gte=since).only("id", "clinic_id", "value_hash", "kind", "person_id").order_by("id"):
        met[point.clinic_id, point.value_hash].append(point)
    return sum(_suggest(points, now) for points in met.values() if len(points) > 1)


def _suggest(points: Sequence[ContactPoint], now: datetime) -> int:
    people = [point.person_id for point in points]
    known = {frozenset(pair) for pair in MaybeSame.objects.filter(person__in=people, other__in=people).values_list("person_id", "other_id")}
    rows = [
        MaybeSame(clinic_id=later.clinic_id, person_id=later.person_id, other_id=before.person_id, reason=later.kind, created_at=now)
        for at, later in enumerate(points)
        for before in points[max(at - _MOST_SUGGESTIONS, 0) : at]
        if later.person_id != before.person_id and frozenset((later.person_id, before.person_id)) not in known
    ]
    MaybeSame.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
