"""What a clinic's admin sets for one member of staff: roles, languages they speak, queues whose work they are offered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clinics.domain.staffing import set_languages
from clinics.models import Clinic, Staff
from core import audit
from core.audit import Actor
from core.sql import whole
from core.standing import StillStands, always, check_standing
from intake.domain.handing_over import OpenWork, change_roles
from intake.models import Queue, QueueMembership


@dataclass(frozen=True)
class Place:
    """Somebody's place in one clinic."""

    roles: Collection[str]
    languages: Collection[str]
    queue_ids: Collection[UUID]


@whole
def set_place(
    *, clinic: Clinic, staff_id: UUID, place: Place, actor: Actor, now: datetime, still_stands: StillStands = always
) -> OpenWork | None:
    """Set all three; what was handed back because they may no longer see it, or None. Raises LastAdminError or OutdatedError."""
    # Clinic before person: every change of roles, queues and members waits for the one before it.
    Clinic.objects.select_for_update().get(id=clinic.id)
    Staff.objects.select_for_update(no_key=True).only("id").get(pk=staff_id)
    check_standing(still_stands)
    given_back = change_roles(clinic_id=clinic.id, staff_id=staff_id, roles=place.roles, actor=actor, now=now)
    staff = Staff.objects.get(pk=staff_id)
    if sorted(staff.languages) != sorted(place.languages):
        set_languages(staff=staff, interface=staff.interface_language, spoken=place.languages, actor=actor, now=now)
    _set_queues(clinic, staff, set(place.queue_ids), actor, now)
    return given_back


def _set_queues(clinic: Clinic, staff: Staff, wanted: set[UUID], actor: Actor, now: datetime) -> None:
    held = QueueMembership.objects.filter(staff=staff, queue__clinic=clinic)
    before = set(held.values_list("queue_id", flat=True))
    known = set(Queue.objects.filter(clinic=clinic, id__in=wanted).values_list("id", flat=True))
    held.filter(queue_id__in=before - known).delete()
    QueueMembership.objects.bulk_create(QueueMembership(queue_id=queue_id, staff=staff) for queue_id in sorted(known - before))
    if known != before:
        audit.record(actor=actor, action="staff.queues", object_type="staff", object_id=staff.pk, clinic_id=clinic.id, now=now)
