"""Which records staff have joined as one person. Joined records stay apart; what protects one of them protects all."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from intake.models import MaybeSame, Person

SAME = "same"


def same_people(person_ids: Iterable[UUID]) -> frozenset[UUID]:
    """These people and everybody joined with them, through however many others; one query where nobody is."""
    known = set(person_ids)
    fresh = set(known)
    while fresh:
        pairs = MaybeSame.objects.filter(Q(person__in=fresh) | Q(other__in=fresh), state=SAME).values_list("person_id", "other_id")
        fresh = {one for pair in pairs for one in pair} - known
        known |= fresh
    return frozenset(known)


def groups_of(person_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Person id → themselves and everybody joined with them, for many at once; one query where nobody is."""
    groups: dict[UUID, frozenset[UUID]] = {found: frozenset({found}) for found in person_ids}
    fresh = set(groups)
    while fresh:
        joined = MaybeSame.objects.filter(Q(person__in=fresh) | Q(other__in=fresh), state=SAME)
        pairs = list(joined.values_list("person_id", "other_id"))
        fresh = {one for pair in pairs for one in pair} - groups.keys()
        for one, two in pairs:
            group = groups.get(one, frozenset({one})) | groups.get(two, frozenset({two}))
            groups |= dict.fromkeys(group, group)
    return groups


def lock_same_people(person_ids: Iterable[UUID]) -> frozenset[UUID]:
    """`same_people`, locked in one order against being joined, parted or restricted meanwhile. Before any lead's lock."""
    wanted = frozenset(person_ids)
    locked: frozenset[UUID] = frozenset()
    while not (found := same_people(wanted)) <= locked:
        list(Person.objects.select_for_update(no_key=True).filter(id__in=found).order_by("id").values_list("id", flat=True))
        locked = found
    return found
