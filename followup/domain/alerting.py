"""Alerting: urgent work tells people, again and again and higher each time, until one of them takes it by name.

Who is told and when is the ladder's to decide; here it happens, once for each round, whatever dies in between.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from clinics.domain.hours import Hours, hours_of
from clinics.domain.switching import is_practice_mode
from clinics.models import Clinic, OnCallMember, RotaShift, Staff
from core.audit import SYSTEM
from core.sql import database_now, whole
from followup.domain.attempting import attempt_each
from followup.domain.ladder import Rungs, first_climb_at, ids_to_tell, may_climb, next_climb_at, rungs_of
from followup.domain.letters import task_url
from followup.domain.paging import page_task
from followup.domain.rendering import Rendered
from followup.domain.writing import Timing, write_to_staff
from intake.domain.recording import write_event
from intake.models import Task
from intake.states import Severity, TaskKind, TaskState

ALERT_LIVES = timedelta(minutes=30)
# Urgent work due later than this has not used half of its time yet; see ladder.first_climb_at.
_LONGEST_URGENT = timedelta(hours=24)
# Work somebody is busy with is looked at again after this long.
_LOOK_AGAIN = timedelta(minutes=5)
_BATCH = 100

_SUBJECTS = {
    "emergency": {"en": "Emergency: please acknowledge", "es": "Emergencia: confirme, por favor"},
    "urgent": {"en": "Please take this now", "es": "Tome esto ahora, por favor"},
    "asked": {"en": "You took this. How did it go?", "es": "Usted tomó esto. ¿Cómo resultó?"},
}
_AGAIN = {"en": "{subject} (reminder {number})", "es": "{subject} (aviso {number})"}
# Only a link: this mail may be read on a lock screen, by anybody near it.
_BODIES = {
    "emergency": {
        "en": "Somebody needs an answer now at {name}.\n\nOpen this and take it with your name:\n{link}\n\n"
        "This e-mail comes again every five minutes until somebody has taken it.\n",
        "es": "Alguien necesita una respuesta ahora en {name}.\n\nAbra esto y tómelo con su nombre:\n{link}\n\n"
        "Este correo llega otra vez cada cinco minutos hasta que alguien lo haya tomado.\n",
    },
    "urgent": {
        "en": "Urgent work at {name} has been waiting and nobody has taken it.\n\nOpen this and take it:\n{link}\n",
        "es": "Hay trabajo urgente en {name} que espera y nadie lo ha tomado.\n\nAbra esto y tómelo:\n{link}\n",
    },
    "asked": {
        "en": "This was taken at {name} an hour ago and has no outcome yet.\n\nWrite down what came of it, or hand it on:\n{link}\n",
        "es": "Esto se tomó en {name} hace una hora y todavía no tiene resultado.\n\nAnote qué pasó o páselo a otra persona:\n{link}\n",
    },
}


@dataclass(frozen=True)
class Round:
    """One round of telling people: its number from 1, and who is told."""

    number: int
    people: list[Staff]


class _Turn:
    """What one turn of the sweep knows of its clinics: hours and rota are read once, however many tasks wait there."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._hours: dict[UUID, Hours] = {}
        self._rungs: dict[UUID, Rungs] = {}

    def hours(self, clinic: Clinic) -> Hours:
        """When it is staffed."""
        if clinic.id not in self._hours:
            self._hours[clinic.id] = hours_of(clinic)
        return self._hours[clinic.id]

    def rungs(self, clinic: Clinic) -> Rungs:
        """Whom an emergency may reach there at this moment."""
        if clinic.id not in self._rungs:
            self._rungs[clinic.id] = rungs_of(clinic=clinic, now=self.now)
        return self._rungs[clinic.id]


def raise_due_alerts(*, now: datetime) -> int:
    """Tell people about all work nobody has taken and whose time to be told has come; in how many cases that was."""
    turn = _Turn(now)
    due = _waiting().filter(next_alert_at__lte=now).order_by("next_alert_at", "id")
    ids = list(due.values_list("id", flat=True)[:_BATCH])
    return attempt_each([*ids, *_beginning_to_climb(now)], lambda found: _raise(found, turn))


def raise_alert(*, task_id: UUID, now: datetime) -> bool:
    """One round for one task; False when it was taken, is not due, or another process was quicker.

    In practice mode the first round is written and held, and no more: the desk shows what would have happened.
    """
    return _raise(task_id, _Turn(now))


@whole
def _raise(task_id: UUID, turn: _Turn) -> bool:
    now = turn.now
    task = _waiting().select_related("clinic", "lead").filter(id=task_id).first()
    if task is None:
        return False
    hours = turn.hours(task.clinic)
    is_to_tell = not _is_in_hand(task) and may_climb(task=task, hours=hours, now=now)
    again = next_climb_at(task=task, hours=hours, now=now) if is_to_tell else now + _LOOK_AGAIN
    mine = _waiting().filter(Q(next_alert_at__lte=now) | Q(next_alert_at=None), id=task.id, alerts=task.alerts)
    if not mine.update(alerts=F("alerts") + int(is_to_tell), next_alert_at=again) or not is_to_tell:
        return False
    if task.alerts and is_practice_mode():
        return False
    _tell(task, Round(task.alerts + 1, _people_for(task, turn)), now)
    return True


def _people_on(rungs: Rungs, number: int) -> list[Staff]:
    """Whom a round tells, in order."""
    ids = ids_to_tell(rungs, number=number)
    people = Staff.objects.in_bulk(ids)
    return [people[found] for found in ids if found in people]


def _people_for(task: Task, turn: _Turn) -> list[Staff]:
    """The next round's people. Whoever holds what was taken and went quiet is asked together with the supervisors."""
    holder = _holder(task)
    if holder is None:
        return _people_on(turn.rungs(task.clinic), task.alerts + 1)
    supervisors = Staff.objects.in_bulk(turn.rungs(task.clinic).supervisors)
    return list({holder.id: holder, **supervisors}.values())


def _holder(task: Task) -> Staff | None:
    """In whose hands a taken emergency is: the colleague it was handed on to, else its taker; somebody who may sign in."""
    if task.acknowledged_by is None:
        return None
    return next((one for one in (task.assignee, task.acknowledged_by) if one is not None and one.is_active), None)


def unmanned_clinics(*, now: datetime) -> list[Clinic]:
    """Clinics without anybody on the rota or the standing list, for the health page and `doctor`."""
    on_call = OnCallMember.objects.filter(clinic=OuterRef("pk"), staff__is_active=True)
    shifts = RotaShift.objects.filter(clinic=OuterRef("pk"), staff__is_active=True)
    clinics = Clinic.objects.filter(~Exists(on_call), ~Exists(shifts), created_at__lte=now, accepts_inquiries=True)
    return list(clinics.order_by("slug"))


def _waiting() -> QuerySet[Task]:
    # An escalation that was taken by name keeps a time at which its taker is asked how it went; see `acknowledge`.
    asked = Q(acknowledged_at=None) | Q(next_alert_at__isnull=False)
    return Task.objects.filter(asked, state=TaskState.OPEN, severity__lte=Severity.URGENT)


def _beginning_to_climb(now: datetime) -> list[UUID]:
    """Urgent work that was never told about and has used half of its time. A lead's open escalation speaks for all of it."""
    escalation = Task.objects.filter(lead=OuterRef("lead"), kind=TaskKind.ESCALATION, state=TaskState.OPEN)
    urgent = Task.objects.filter(
        state=TaskState.OPEN,
        severity__lte=Severity.URGENT,
        next_alert_at=None,
        acknowledged_at=None,
        ready_at__lte=now,
        due_at__lte=now + _LONGEST_URGENT / 2,
    )
    alone = urgent.exclude(kind=TaskKind.WAIT_FOR_CONTACT).filter(~Exists(escalation) | Q(kind=TaskKind.ESCALATION))
    rows = alone.order_by("due_at", "id").values_list("id", "ready_at", "due_at")
    return [found for found, ready, due in rows[: _BATCH * 5] if first_climb_at(ready_at=ready, due_at=due) <= now][:_BATCH]


def _is_in_hand(task: Task) -> bool:
    """Whether somebody holds it at this moment. An emergency is taken by its own act, not by looking at it."""
    if task.kind == TaskKind.ESCALATION and task.acknowledged_at is None:
        return False
    return Task.objects.filter(id=task.id, claimed_until__gt=database_now()).exists()


def _tell(task: Task, round_: Round, now: datetime) -> None:
    for staff in round_.people:
        _write(task, round_, staff, now)
    if round_.number == 1:
        page_task(task=task, now=now)
    if task.lead is not None:
        facts = {"task": str(task.id), "round": round_.number, "told": [str(staff.id) for staff in round_.people]}
        write_event(lead=task.lead, kind="alert.raised", actor=SYSTEM, now=now, facts=facts)


def _write(task: Task, round_: Round, staff: Staff, now: datetime) -> None:
    words = "asked" if task.acknowledged_at else "emergency" if task.severity == Severity.EMERGENCY else "urgent"
    language = staff.interface_language if staff.interface_language in _BODIES[words] else "en"
    subject = _SUBJECTS[words][language]
    if round_.number > 1 and words != "asked":
        subject = _AGAIN[language].format(subject=subject, number=round_.number)
    write_to_staff(
        task=task,
        staff=staff,
        rendered=Rendered(subject, _BODIES[words][language].format(name=task.clinic.discreet_name, link=task_url(task.id))),
        dedupe_key=f"alert:{task.id}:{round_.number}:{staff.id}",
        language=language,
        timing=Timing(now, ALERT_LIVES),
    )
