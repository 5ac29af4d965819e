"""The organisation-wide do-not-contact list: stronger than every rule, until the person themselves says otherwise."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

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


def never_contact_ids(points: Iterable[ContactPoint]) -> set[UUID]:
    """The ids of those points whose value is on the list, in one query."""
    ids: dict[str, set[UUID]] = {}
    for point in points:
        for found in never_contact_hashes(point):
            ids.setdefault(found, set()).add(point.id)
    listed = NeverContact.objects.filter(value_hash__in=ids).values_list("value_hash", flat=True)
    return {point_id for found in listed for point_id in ids[found]}


def _hash_of(point: ContactPoint) -> str:
    return keyed_hash(clinic_id=None, kind=_KIND.format(point.kind), value=point.value)


def never_contact_hashes(point: ContactPoint) -> list[str]:
    """What this number or address may stand under on the list: by every key of the ring, the current one first."""
    return keyed_hashes(clinic_id=None, kind=_KIND.format(point.kind), value=point.value) if point.value else []
