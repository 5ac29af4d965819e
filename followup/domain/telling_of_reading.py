"""Telling supervisors that somebody read a great many records in a short time. The mail names nobody."""

from datetime import datetime, timedelta

from django.conf import settings

from clinics.models import Staff
from clinics.states import Role
from core.sql import whole
from followup.domain.letters import task_url
from followup.domain.rendering import Rendered
from followup.domain.writing import Timing, write_to_staff
from intake.domain.watching_reads import reader_of
from intake.models import Task
from intake.states import TaskKind, TaskState

_LIVES = timedelta(hours=24)
_BATCH = 100
_SUBJECT = {"en": "Please look at this today", "es": "Revise esto hoy, por favor"}
_BODY = {
    "en": "At {name} somebody opened very many records within ten minutes.\n\nLook at it and say what it was:\n{link}\n",
    "es": "En {name} alguien abrió muchísimos expedientes en diez minutos.\n\nRevíselo y diga qué fue:\n{link}\n",
}


@whole
def tell_of_reading(*, now: datetime) -> int:
    """One mail for each open look to each supervisor but the reader; to auditors where there is no other. How many looks."""
    waiting = Task.objects.filter(kind=TaskKind.READING_REVIEW, state=TaskState.OPEN, created_at__gt=now - _LIVES)
    found = list(waiting.select_related("clinic").order_by("created_at", "id")[:_BATCH])
    for task in found:
        supervisors = _watchers(task, Role.SUPERVISOR)
        link = task_url(task.id) if supervisors else f"{settings.DESK_URL}/desk/audit/"
        for staff in supervisors or _watchers(task, Role.AUDITOR):
            _write(task, staff, link, now)
    return len(found)


def _watchers(task: Task, role: Role) -> list[Staff]:
    people = Staff.objects.filter(memberships__clinic=task.clinic_id, memberships__role=role, is_active=True)
    return list(people.exclude(id=reader_of(task)).distinct().order_by("id"))


def _write(task: Task, staff: Staff, link: str, now: datetime) -> None:
    language = staff.interface_language if staff.interface_language in _BODY else "en"
    write_to_staff(
        task=task,
        staff=staff,
        rendered=Rendered(_SUBJECT[language], _BODY[language].format(name=task.clinic.discreet_name, link=link)),
        dedupe_key=f"reading:{task.id}:{staff.id}",
        language=language,
        timing=Timing(now, _LIVES),
    )
