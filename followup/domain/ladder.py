"""The ladder: who is told about work nobody has taken, when first, and when again. One ladder for every kind of work.

An emergency climbs at once and at any hour. Urgent work climbs when half of its time is gone, so that somebody can still
be in time. Anything slower that is late is told to supervisors once an hour in staffed time, all of it in one mail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from clinics.domain.hours import Hours, is_staffed, next_opening
from clinics.domain.rota import OnDuty, on_duty, rota_of
from clinics.models import Clinic, Staff
from clinics.states import Role
from intake.domain.leading import ASKED_AFTER
from intake.models import Task
from intake.states import Severity

# Minutes between two rounds.
_EMERGENCY_AGAIN = timedelta(minutes=5)
_URGENT_AGAIN = timedelta(minutes=15)
# Without shifts, the first round tells the first two of the standing list: not everybody is woken by every emergency.
FIRST_ROUND = 2
_BACKUPS_FROM, _STANDING_FROM, _SUPERVISORS_FROM = 2, 3, 4


@dataclass(frozen=True)
class Rungs:
    """Everybody an emergency of a clinic may reach, by where they stand at one moment. Each in the order they are told."""

    duty: OnDuty
    standing: tuple[UUID, ...]
    supervisors: tuple[UUID, ...]


def rungs_of(*, clinic: Clinic, now: datetime) -> Rungs:
    """Read the rota, the standing list and the supervisors of a clinic."""
    rota = rota_of(clinic, since=now)
    supervisors = Staff.objects.filter(memberships__clinic=clinic, memberships__role=Role.SUPERVISOR, is_active=True)
    return Rungs(on_duty(rota, now), rota.standing, tuple(supervisors.order_by("name", "id").values_list("id", flat=True)))


def ids_to_tell(rungs: Rungs, *, number: int) -> list[UUID]:
    """Whom round `number` (from 1) tells: those on duty, then their backups, the standing list, the supervisors.

    A round whose people do not exist starts higher up, so that no round ever tells nobody while anybody is there.
    """
    duty, found = rungs.duty, list[UUID]()
    if duty.first or duty.backups:
        found = [*(duty.first or duty.backups)]
        found += duty.backups if number >= _BACKUPS_FROM else ()
        found += rungs.standing if number >= _STANDING_FROM else ()
        found += rungs.supervisors if number >= _SUPERVISORS_FROM else ()
    elif rungs.standing:
        found = [*(rungs.standing if number > 1 else rungs.standing[:FIRST_ROUND])]
        found += rungs.supervisors if number >= _SUPERVISORS_FROM else ()
    else:
        found = [*rungs.supervisors]
    return list(dict.fromkeys(found))


def first_climb_at(*, ready_at: datetime, due_at: datetime) -> datetime:
    """When urgent work that nobody took begins to climb: half of its time is gone."""
    return ready_at + max((due_at - ready_at) / 2, timedelta())


def next_climb_at(*, task: Task, hours: Hours, now: datetime) -> datetime:
    """When a task that was just told about is told about again.

    Urgent work waits for staffed hours at night, unless its own due time lay outside them: then somebody meant the night.
    """
    if task.acknowledged_at is not None:
        return now + ASKED_AFTER
    if task.severity == Severity.EMERGENCY:
        return now + _EMERGENCY_AGAIN
    again = now + _URGENT_AGAIN
    is_for_the_night = not is_staffed(hours, task.due_at - timedelta(seconds=1))
    if is_staffed(hours, again) or is_for_the_night:
        return again
    return next_opening(hours, again) or again


def may_climb(*, task: Task, hours: Hours, now: datetime) -> bool:
    """Whether urgent work may be told about at this hour."""
    if task.severity == Severity.EMERGENCY or is_staffed(hours, now):
        return True
    return not hours.periods or not is_staffed(hours, task.due_at - timedelta(seconds=1))
