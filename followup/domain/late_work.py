"""Late work: once an hour, in staffed time, a clinic's supervisors are told that something slower than urgent is late."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from clinics.domain.hours import hours_of, is_staffed
from clinics.domain.switching import is_practice_mode
from clinics.models import Clinic, Staff
from clinics.states import Role
from core.sql import database_now, whole
from followup.domain.attempting import attempt_each
from followup.domain.letters import task_url
from followup.domain.rendering import Rendered
from followup.domain.writing import Timing, write_to_staff
from intake.models import Task
from intake.states import Severity, TaskKind, TaskState

_LIVES = timedelta(hours=1)
_RANKS = (0, 1, 2, 3)
_SUBJECTS = {"en": "Some work is late", "es": "Hay trabajo atrasado"}
_BODIES = {
    "en": "Some work at {name} is late and nobody has taken it. The first of it:\n{link}\n\nThis e-mail comes at most once an hour.\n",
    "es": "Hay trabajo en {name} que está atrasado y nadie lo ha tomado. Lo primero:\n{link}\n\n"
    "Este correo llega una vez por hora como máximo.\n",
}


def tell_of_late_work(*, now: datetime) -> int:
    """Write this hour's mails; how many clinics have late work. Practice mode writes none: the desk shows it."""
    if is_practice_mode():
        return 0
    ids = list(Clinic.objects.order_by("id").values_list("id", flat=True))
    return attempt_each(ids, lambda found: _tell(found, now))


def latest_work(*, clinic: Clinic, now: datetime) -> Task | None:
    """The clinic's open work that is late the longest among what is not urgent and nobody holds."""
    late = Task.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=database_now()),
        queue__in=list(clinic.queues.values_list("id", flat=True)),
        state=TaskState.OPEN,
        severity__in=[Severity.SOON, Severity.ROUTINE],
        rank__in=_RANKS,
        due_at__lte=now,
        ready_at__lte=now,
    )
    return late.exclude(kind=TaskKind.WAIT_FOR_CONTACT).order_by("due_at", "id").first()


@whole
def _tell(clinic_id: UUID, now: datetime) -> bool:
    clinic = Clinic.objects.get(id=clinic_id)
    task = latest_work(clinic=clinic, now=now) if is_staffed(hours_of(clinic), now) else None
    if task is None:
        return False
    for staff in Staff.objects.filter(memberships__clinic=clinic, memberships__role=Role.SUPERVISOR, is_active=True):
        language = staff.interface_language if staff.interface_language in _BODIES else "en"
        write_to_staff(
            task=task,
            staff=staff,
            rendered=Rendered(_SUBJECTS[language], _BODIES[language].format(name=clinic.discreet_name, link=task_url(task.id))),
            dedupe_key=f"late:{clinic.id}:{staff.id}:{now:%Y%m%d%H}",
            language=language,
            timing=Timing(now, _LIVES),
        )
    return True
