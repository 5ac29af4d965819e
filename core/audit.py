"""Who acts, and the one way to write down what they did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self
from uuid import UUID

from core.models import ActorKind, AuditEntry
from core.writing import write_rows


class HasId(Protocol):
    """Anything with an id of our making: a staff member, a person."""

    @property
    def pk(self) -> UUID: ...


@dataclass(frozen=True)
class Actor:
    """Who acts: what every verb that changes something takes as `actor`. Holds no name, so it may be logged."""

    kind: str
    id: UUID | None = None

    def __post_init__(self) -> None:
        if self.kind not in ActorKind.values:
            raise ValueError(f"Unknown kind of actor: {self.kind!r}")

    @classmethod
    def of(cls, staff: HasId) -> Self:
        """A signed-in staff member."""
        return cls(ActorKind.STAFF.value, staff.pk)

    @property
    def is_staff(self) -> bool:
        """Whether a member of staff acts, rather than a stranger or the machine."""
        return self.kind == ActorKind.STAFF


SYSTEM = Actor(ActorKind.SYSTEM.value)
PERSON = Actor(ActorKind.PERSON.value)
WEBHOOK = Actor(ActorKind.WEBHOOK.value)
COMMAND = Actor(ActorKind.COMMAND.value)


def record(
    *,
    actor: Actor,
    action: str,
    object_type: str,
    object_id: UUID | None,
    clinic_id: UUID | None,
    now: datetime,
    shown_ids: Iterable[UUID | str] = (),
    reason: str = "",
) -> AuditEntry:
    """Add one audit entry. `action` and `object_type` are codes ("lead.read", "lead"), never words about a person."""
    entry = AuditEntry(
        actor_kind=actor.kind,
        actor_id=actor.id,
        action=action,
        object_type=object_type,
        object_id=object_id,
        clinic_id=clinic_id,
        shown_ids=[str(shown) for shown in shown_ids],
        reason=reason,
        at=now,
    )
    # Pages that open a record wait for this one row: no query set is built for it.
    write_rows([entry])
    return entry
