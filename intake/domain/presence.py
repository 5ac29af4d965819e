"""Presence: whether somebody is there for new work, and what happens to what they hold when they leave."""

from datetime import datetime

from django.db.models import QuerySet

from clinics.domain.staffing import set_availability
from clinics.models import Staff
from clinics.states import Availability
from core.audit import Actor
from core.sql import database_now, whole
from intake.access import tasks_visible_to
from intake.domain.claiming import release_task
from intake.models import Task
from intake.states import TaskState


class HeldWorkError(Exception):
    """Somebody wants to go away while holding work and has not said what becomes of it; `count` tasks are held."""

    def __init__(self, count: int) -> None:
        super().__init__("Work is still held.")
        self.count = count


@whole
def change_presence(*, staff: Staff, to: str, held_work: str, now: datetime) -> int:
    """Set a person's availability; how many tasks went back to their queues.

    `held_work` is "hand_over", "keep" or "" (not asked yet, which raises HeldWorkError when going away with work in
    hand). Raises ValueError for an unknown availability.
    """
    held = list(held_tasks(staff)) if Availability(to) == Availability.AWAY else []
    if held and held_work not in {"hand_over", "keep"}:
        raise HeldWorkError(len(held))
    returned = [task for task in held if held_work == "hand_over" and release_task(task_id=task.id, staff=staff, now=now)]
    set_availability(staff=staff, availability=to, actor=Actor.of(staff), now=now)
    return len(returned)


def held_tasks(staff: Staff) -> QuerySet[Task]:
    """The open tasks whose lease this person holds."""
    return tasks_visible_to(staff).filter(state=TaskState.OPEN, claimed_by=staff, claimed_until__gt=database_now())
