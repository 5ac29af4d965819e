"""Queues: the places where tasks wait, and who is offered their work."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from clinics.models import Clinic, Staff
from core import audit
from core.audit import Actor
from core.sql import whole
from core.standing import StillStands, always, check_standing
from intake.domain.routing import current_rulebook, default_rules, publish_rulebook
from intake.models import Queue, QueueMembership, Rulebook, Task
from intake.states import TaskState


class QueueInUseError(ValueError):
    """The queue can't be closed now; `reason` is a sentence that says what to do first."""

    def __init__(self, reason: str) -> None:
        super().__init__("The queue is in use.")
        self.reason = reason


def add_usual_queues(*, clinic: Clinic, staff: Staff | None, now: datetime) -> None:
    """Where every clinic starts: urgent, Spanish and general, with rules that send to them. Does it once."""
    with transaction.atomic():
        Clinic.objects.select_for_update().get(id=clinic.id)
        names = {"urgent": "Urgent", "spanish": "Spanish", "general": "General"}
        for position, (code, name) in enumerate(names.items()):
            Queue.objects.get_or_create(clinic=clinic, code=code, defaults={"name": name, "position": position})
        if not Rulebook.objects.filter(clinic=clinic).exists():
            publish_rulebook(clinic=clinic, rules=default_rules(), note="", staff=staff, now=now)


@whole
def add_queue(*, clinic: Clinic, name: str, actor: Actor, now: datetime) -> Queue:
    """A new queue at the end of the list. Its code, which rules use, is made from its name and never changes."""
    Clinic.objects.select_for_update().get(id=clinic.id)
    last = clinic.queues.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    queue = Queue.objects.create(clinic=clinic, name=name, code=_free_code(clinic, name), position=position)
    _record("queue.added", queue, actor, now)
    return queue


@dataclass(frozen=True)
class QueueChange:
    """What a queue is to be: its name, whether it takes work, and who is offered it."""

    name: str
    is_active: bool
    staff_ids: Collection[UUID]


@whole
def save_queue(
    *, queue_id: UUID, clinic: Clinic, change: QueueChange, actor: Actor, now: datetime, still_stands: StillStands = always
) -> None:
    """Change a queue and who is offered its work, both or neither; raises QueueInUseError or OutdatedError."""
    # The page of a member of staff sets their queues too, under the clinic's lock.
    Clinic.objects.select_for_update().get(id=clinic.id)
    check_standing(still_stands)
    change_queue(queue_id=queue_id, clinic=clinic, name=change.name, is_active=change.is_active, actor=actor, now=now)
    set_queue_members(queue_id=queue_id, clinic=clinic, staff_ids=change.staff_ids, actor=actor, now=now)


@whole
def change_queue(*, queue_id: UUID, clinic: Clinic, name: str, is_active: bool, actor: Actor, now: datetime) -> Queue:
    """Rename a queue, close it or open it again; raises QueueInUseError when rules or open tasks still need it."""
    queue = Queue.objects.select_for_update().get(id=queue_id, clinic=clinic)
    if queue.is_active and not is_active:
        _refuse_if_needed(queue)
    queue.name, queue.is_active = name, is_active
    queue.save(update_fields=["name", "is_active"])
    _record("queue.changed", queue, actor, now)
    return queue


@whole
def set_queue_members(*, queue_id: UUID, clinic: Clinic, staff_ids: Iterable[UUID], actor: Actor, now: datetime) -> None:
    """Who is offered this queue's work. People without a role in the clinic are left out."""
    queue = Queue.objects.select_for_update().get(id=queue_id, clinic=clinic)
    wanted = set(Staff.objects.filter(id__in=list(staff_ids), memberships__clinic=clinic).values_list("id", flat=True))
    before = set(queue.memberships.values_list("staff_id", flat=True))
    queue.memberships.filter(staff_id__in=before - wanted).delete()
    QueueMembership.objects.bulk_create(QueueMembership(queue=queue, staff_id=staff) for staff in wanted - before)
    if wanted != before:
        _record("queue.members_changed", queue, actor, now)


def _refuse_if_needed(queue: Queue) -> None:
    if any(rule["then"]["queue"] == queue.code for rule in current_rulebook(queue.clinic).rules):
        raise QueueInUseError(_("A routing rule sends to this queue. Change the rules first."))
    if Task.objects.filter(queue=queue, state=TaskState.OPEN).exists():
        raise QueueInUseError(_("There is open work in this queue. Finish it first."))


def _free_code(clinic: Clinic, name: str) -> str:
    base = slugify(name)[:34] or "queue"
    taken = set(clinic.queues.values_list("code", flat=True))
    return next(code for code in [base, *(f"{base}-{number}" for number in range(2, 1000))] if code not in taken)


def _record(action: str, queue: Queue, actor: Actor, now: datetime) -> None:
    audit.record(actor=actor, action=action, object_type="queue", object_id=queue.id, clinic_id=queue.clinic_id, now=now)
