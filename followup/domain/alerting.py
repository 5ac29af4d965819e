"""Alerting: an emergency tells the clinic's on-call people, again and again, until one of them takes it by name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from clinics.domain.switching import is_practice_mode
from clinics.models import Clinic, OnCallMember, Staff
from clinics.states import Role
from core.audit import SYSTEM
from followup.domain.attempting import attempt_each
from followup.domain.letters import task_url
from followup.domain.paging import page_task
from followup.domain.rendering import Rendered
from followup.domain.writing import Timing, write_to_staff
from intake.domain.recording import write_event
from intake.models import Task
from intake.states import TaskKind, TaskState

REPEAT_AFTER = timedelta(minutes=5)
# The first round tells the first two, so that not everybody is woken by every emergency; later rounds tell everybody.
FIRST_ROUND = 2
ALERT_LIVES = timedelta(minutes=30)
_BATCH = 100

_SUBJECTS = {"en": "Emergency: please acknowledge", "es": "Emergencia: confirme, por favor"}
_AGAIN = {"en": "{subject} (reminder {number})", "es": "{subject} (aviso {number})"}
# Only a link: this mail may be read on a lock screen, by anybody near it.
_BODIES = {
    "en": "Somebody needs an answer now at {name}.\n\nOpen this and take it with your name:\n{link}\n\n"
    "This e-mail comes again every five minutes until somebody has taken it.\n",
    "es": "Alguien necesita una respuesta ahora en {name}.\n\nAbra esto y tómelo con su nombre:\n{link}\n\n"
    "Este correo llega otra vez cada cinco minutos hasta que alguien lo haya tomado.\n",
}


@dataclass(frozen=True)
class Round:
    """One round of telling people: its number from 1, and who is told."""

    number: int
    people: list[Staff]


def raise_due_alerts(*, now: datetime) -> int:
    """Tell people about every emergency nobody has taken and whose time to be told again has come; how many."""
    due = _waiting().filter(next_alert_at__lte=now).order_by("next_alert_at", "id")
    ids = list(due.values_list("id", flat=True)[:_BATCH])
    return attempt_each(ids, lambda found: raise_alert(task_id=found, now=now))


@transaction.atomic
def raise_alert(*, task_id: UUID, now: datetime) -> bool:
    """One round for one emergency; False when it was taken, is not due, or another process was quicker.

    In practice mode the first round is written and held, and no more: the desk shows what would have happened.
    """
    task = _waiting().select_related("clinic", "lead").filter(id=task_id).first()
    if task is None:
        return False
    mine = _waiting().filter(id=task.id, alerts=task.alerts, next_alert_at__lte=now)
    if not mine.update(alerts=F("alerts") + 1, next_alert_at=now + REPEAT_AFTER):
        return False
    if task.alerts and is_practice_mode():
        return False
    round_ = Round(task.alerts + 1, people_to_tell(clinic=task.clinic, number=task.alerts + 1))
    _tell(task, round_, now)
    return True


def people_to_tell(*, clinic: Clinic, number: int) -> list[Staff]:
    """Whom round `number` tells, in order: on-call people, or, when nobody is on call, the supervisors."""
    on_call = OnCallMember.objects.filter(clinic=clinic, staff__is_active=True).select_related("staff")
    people = [member.staff for member in on_call.order_by("position", "id")]
    if not people:
        return list(Staff.objects.filter(memberships__clinic=clinic, memberships__role=Role.SUPERVISOR, is_active=True))
    return people[:FIRST_ROUND] if number == 1 else people


def unmanned_clinics(*, now: datetime) -> list[Clinic]:
    """Clinics in which an emergency would tell nobody who is on call, for the health page and `doctor`."""
    on_call = OnCallMember.objects.filter(clinic=OuterRef("pk"), staff__is_active=True)
    return list(Clinic.objects.filter(~Exists(on_call), created_at__lte=now, accepts_inquiries=True).order_by("slug"))


def _waiting() -> QuerySet[Task]:
    return Task.objects.filter(kind=TaskKind.ESCALATION, state=TaskState.OPEN, acknowledged_at=None)


def _tell(task: Task, round_: Round, now: datetime) -> None:
    for staff in round_.people:
        _write(task, round_, staff, now)
    if round_.number == 1:
        page_task(task=task, now=now)
    if task.lead is not None:
        facts = {"task": str(task.id), "round": round_.number, "told": [str(staff.id) for staff in round_.people]}
        write_event(lead=task.lead, kind="alert.raised", actor=SYSTEM, now=now, facts=facts)


def _write(task: Task, round_: Round, staff: Staff, now: datetime) -> None:
    language = staff.interface_language if staff.interface_language in _BODIES else "en"
    subject = _SUBJECTS[language]
    if round_.number > 1:
        subject = _AGAIN[language].format(subject=subject, number=round_.number)
    write_to_staff(
        task=task,
        staff=staff,
        rendered=Rendered(subject, _BODIES[language].format(name=task.clinic.discreet_name, link=task_url(task.id))),
        dedupe_key=f"alert:{task.id}:{round_.number}:{staff.id}",
        language=language,
        timing=Timing(now, ALERT_LIVES),
    )
