"""Reading what is restricted: the work that waits unseen, who may open a lead, and who broke the glass."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from clinics.models import Staff
from clinics.states import CARE_ROLES, Role
from core.sql import database_now
from intake.access import leads_hidden_from, leads_to_break_into
from intake.models import BreakGlass, Lead, Restriction, Task
from intake.states import Severity, TaskState

MOST_ROWS = 200


@dataclass(frozen=True)
class Guard:
    """How a lead that somebody has open is guarded. `open_until`: they broke the glass."""

    restriction: Restriction | None
    named: frozenset[UUID]
    open_until: datetime | None
    may_restrict: bool

    @property
    def is_restricted(self) -> bool:
        return self.restriction is not None


def guard_of(*, lead: Lead, staff: Staff) -> Guard:
    """Who may open this lead beside the one who looks at it."""
    restriction = Restriction.objects.filter(lead=lead, lifted_at=None).first()
    named = frozenset(restriction.accesses.values_list("staff_id", flat=True)) if restriction else frozenset()
    until = None
    if restriction and staff.id not in named:
        until = BreakGlass.objects.filter(lead=lead, staff=staff).order_by("-open_until").values_list("open_until", flat=True).first()
    may_restrict = lead.clinic_id in staff.clinics_with_role(Role.SUPERVISOR)
    return Guard(restriction, named, until, may_restrict)


def hidden_work(*, staff: Staff, now: datetime) -> list[Task]:
    """Open work on leads restricted to others, one task a lead, most urgent first: no word about anybody.

    Supervisors see all that is ready; everybody else an emergency, so that it never waits for people who are away.
    """
    work = ready_work_to_break_into(staff, now)
    supervised = set(staff.clinics_with_role(Role.SUPERVISOR))
    shown: dict[UUID | None, Task] = {}
    for task in work.select_related("clinic").order_by("severity", "due_at", "id")[:MOST_ROWS]:
        if task.severity == Severity.EMERGENCY or task.clinic_id in supervised:
            shown.setdefault(task.lead_id, task)
    return list(shown.values())


def ready_work_to_break_into(staff: Staff, now: datetime) -> QuerySet[Task]:
    """Ready tasks of leads whose glass this person may break."""
    return Task.objects.filter(lead__in=leads_to_break_into(staff).values("id"), state=TaskState.OPEN, ready_at__lte=now)


def lead_to_break_into(*, staff: Staff, lead_id: UUID) -> Lead:
    """A hidden lead whose glass this person may break; raises Lead.DoesNotExist."""
    return leads_to_break_into(staff).select_related("clinic").get(id=lead_id)


def lead_behind_task(*, staff: Staff, task_id: UUID) -> UUID | None:
    """The hidden lead of a task, when this person may break its glass."""
    return leads_to_break_into(staff).filter(tasks=task_id).values_list("id", flat=True).first()


def may_break_into(*, staff: Staff, lead_id: UUID) -> bool:
    """Whether this lead is restricted to others and this person may break its glass."""
    return leads_to_break_into(staff).filter(id=lead_id).exists()


def is_hidden(*, staff: Staff, lead_id: UUID) -> bool:
    """Whether the lead is restricted to others, in a clinic this person cares for."""
    return leads_hidden_from(staff).filter(id=lead_id).exists()


def standing_restrictions(*, clinic_ids: list[UUID]) -> QuerySet[Restriction]:
    """What is restricted now in these clinics, newest first, with the number of people named who can still open it."""
    rows = Restriction.objects.filter(clinic__in=clinic_ids, lifted_at=None).select_related("clinic", "placed_by")
    cares = Q(accesses__staff__memberships__clinic=F("clinic"), accesses__staff__memberships__role__in=CARE_ROLES)
    able = Count("accesses", filter=cares & Q(accesses__staff__is_active=True), distinct=True)
    return rows.annotate(count=able).order_by("-placed_at", "-id")[:MOST_ROWS]


def broken_glasses(*, clinic_ids: list[UUID]) -> QuerySet[BreakGlass]:
    """Who broke the glass in these clinics, what still waits for a look first, then the newest."""
    rows = BreakGlass.objects.filter(clinic__in=clinic_ids).select_related("clinic", "staff", "reviewed_by")
    return rows.order_by(F("reviewed_at").desc(nulls_first=True), "-broken_at", "-id")[:MOST_ROWS]


def is_open_now(glass: BreakGlass) -> bool:
    """Whether its hour still runs."""
    return BreakGlass.objects.filter(id=glass.id, open_until__gt=database_now()).exists()
