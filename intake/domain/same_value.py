"""Which rows hold the same number or address. While keys rotate, one value is stored under the hash of either key.

Everything that must find all rows of a value asks here: the strictest rule counts, whichever key its row was written with.
"""

from collections.abc import Iterable
from uuid import UUID

from core.hashing import is_rotating, keyed_hashes
from intake.models import ContactPoint, Task
from intake.states import ContactKind


def hashes_of_value(*, clinic_id: UUID, kind: str, value: str) -> list[str]:
    """The hash of a number or address under every key of the ring, the current one first."""
    return keyed_hashes(clinic_id=clinic_id, kind=f"contact.{kind}", value=value)


def hashes_of_point(point: ContactPoint) -> list[str]:
    """Every hash that rows with this point's value may hold: one, or one for each key while keys rotate."""
    if not is_rotating():
        return [point.value_hash]
    of_value = hashes_of_value(clinic_id=point.clinic_id, kind=point.kind, value=point.value)
    return [*dict.fromkeys([*of_value, point.value_hash])]


def kinds_by_hash(points: Iterable[ContactPoint]) -> dict[str, str]:
    """Every hash of these points → "phone" or "email"."""
    return {value_hash: point.kind for point in points for value_hash in hashes_of_point(point)}


def hashes_of_task(task: Task) -> list[str]:
    """Every hash under which another task may hold this task's number."""
    if task.number_hash and task.lead is not None and is_rotating():
        for point in ContactPoint.objects.filter(person_id=task.lead.contact_person_id, kind=ContactKind.PHONE):
            hashes = hashes_of_point(point)
            if task.number_hash in hashes:
                return hashes
    return [task.number_hash]
