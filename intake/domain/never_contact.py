"""The organisation-wide do-not-contact list: stronger than every rule, until the person themselves says otherwise."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from core.compiled import compiled
from core.hashing import keyed_hash, keyed_hashes
from intake.models import ContactPoint, NeverContact

_KIND = "never_contact.{}"


def never_contact_again(*, points: Iterable[ContactPoint], now: datetime) -> int:
    """Put these numbers and addresses on the list; how many are new."""
    rows = [NeverContact(kind=point.kind, value_hash=_hash_of(point), created_at=now) for point in points if point.value]
    before = NeverContact.objects.count()
    NeverContact.objects.bulk_create(rows, ignore_conflicts=True)
    return NeverContact.objects.count() - before


def contact_again(*, points: Iterable[ContactPoint]) -> int:
    """Take them off: staff spoke with the person and they asked to be contacted. How many were on it."""
    hashes = {found for point in points for found in never_contact_hashes(point)}
    return NeverContact.objects.filter(value_hash__in=hashes).delete()[0]


def never_contact_ids(hashes: Mapping[UUID, Iterable[str]]) -> set[UUID]:
    """Which of these points are on the list, in one query: each with all that it may stand under there."""
    ids: dict[str, set[UUID]] = {}
    for point_id, found in hashes.items():
        for value_hash in found:
            ids.setdefault(value_hash, set()).add(point_id)
    return {point_id for (value_hash,) in _listed(hashes=[*ids]) for point_id in ids[value_hash]}


@compiled()
def _listed(*, hashes: list[str]) -> Any:
    return NeverContact.objects.filter(value_hash__in=hashes).values_list("value_hash")


def _hash_of(point: ContactPoint) -> str:
    return keyed_hash(clinic_id=None, kind=_KIND.format(point.kind), value=point.value)


def never_contact_hashes(point: ContactPoint) -> list[str]:
    """What this number or address may stand under on the list: by every key of the ring, the current one first."""
    return never_contact_hashes_of(kind=point.kind, value=point.value)


def never_contact_hashes_of(*, kind: str, value: str) -> list[str]:
    """The same of a value alone."""
    return keyed_hashes(clinic_id=None, kind=_KIND.format(kind), value=value) if value else []
