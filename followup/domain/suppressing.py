"""Suppressing: addresses of a clinic that must not be written to, found under whichever key their hash was made with."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from followup.models import Suppression
from intake.domain.same_value import hashes_of_point
from intake.models import ContactPoint


def suppressions_of(point: ContactPoint) -> QuerySet[Suppression]:
    """What stands against writing to this address, for any purpose."""
    return suppressions_of_hashes(clinic_id=point.clinic_id, hashes=hashes_of_point(point))


def suppressions_of_hashes(*, clinic_id: UUID, hashes: list[str]) -> QuerySet[Suppression]:
    """The same for an address of which only the hashes are at hand."""
    return Suppression.objects.filter(clinic_id=clinic_id, address_hash__in=hashes, lifted_at=None)


def suppress(*, point: ContactPoint, purpose: str, reason: str, now: datetime) -> bool:
    """Stop messages of a purpose (empty: any) to this address; whether that is new."""
    if suppressions_of(point).filter(purpose=purpose).exists():
        return False
    _row, is_new = Suppression.objects.get_or_create(
        clinic_id=point.clinic_id,
        address_hash=hashes_of_point(point)[0],
        purpose=purpose,
        lifted_at=None,
        defaults={"reason": reason, "created_at": now},
    )
    return is_new
