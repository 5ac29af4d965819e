"""Telling supervisors that somebody broke the glass on a restricted lead. The mail names nobody; the page behind its link does."""

from datetime import datetime, timedelta
from uuid import UUID

from clinics.models import Staff
from clinics.states import Role
from core.sql import whole
from followup.domain.attempting import attempt_each
from followup.domain.letters import task_url
from followup.domain.rendering import Rendered
from followup.domain.writing import Timing, write_to_staff
from intake.models import BreakGlass, Task

_LIVES = timedelta(hours=24)
_BATCH = 100
_SUBJECT = {"en": "Please look at this today", "es": "Revise esto hoy, por favor"}
_BODY = {
    "en": "At {name} somebody opened a restricted record for an hour and gave a reason.\n\n"
    "Look at it and say whether that was right:\n{link}\n",
    "es": "En {name} alguien abrió por una hora un expediente restringido y dio un motivo.\n\nRevíselo y diga si fue correcto:\n{link}\n",
}


def tell_of_broken_glass(*, now: datetime) -> int:
    """Write to the supervisors of each glass nobody was told of; how many glasses that was."""
    untold = BreakGlass.objects.filter(told_at=None).order_by("broken_at").values_list("id", flat=True)
    return attempt_each(list(untold[:_BATCH]), lambda found: tell_of_glass(glass_id=found, now=now))


@whole
def tell_of_glass(*, glass_id: UUID, now: datetime) -> bool:
    """One mail to each supervisor of the clinic but the one who opened it; False when another process was quicker."""
    if not BreakGlass.objects.filter(id=glass_id, told_at=None).update(told_at=now):
        return False
    glass = BreakGlass.objects.select_related("clinic", "task").get(id=glass_id)
    if glass.task is None:
        return False
    supervisors = Staff.objects.filter(memberships__clinic=glass.clinic_id, memberships__role=Role.SUPERVISOR, is_active=True)
    for staff in supervisors.exclude(id=glass.staff_id).distinct():
        _write(glass, glass.task, staff, now)
    return True


def _write(glass: BreakGlass, task: Task, staff: Staff, now: datetime) -> None:
    language = staff.interface_language if staff.interface_language in _BODY else "en"
    body = _BODY[language].format(name=glass.clinic.discreet_name, link=task_url(task.id))
    write_to_staff(
        task=task,
        staff=staff,
        rendered=Rendered(_SUBJECT[language], body),
        dedupe_key=f"glass:{glass.id}:{staff.id}",
        language=language,
        timing=Timing(now, _LIVES),
    )
