"""Handing over: what becomes of somebody's open work when they leave, so that nobody waits for a person who is gone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from clinics.domain.memberships import disable_staff, hand_over_duty, set_roles
from clinics.models import Membership, Staff
from clinics.states import CARE_ROLES, Role
from core.audit import SYSTEM, Actor
from core.sql import database_now, whole
from intake.access import leads_visible_to
from intake.domain.recording import write_event
from intake.domain.tasking import can_do, hold_lead_of, tell_again
from intake.models import BreakGlass, Lead, QueueMembership, RestrictedAccess, Restriction, StaffDraft, Task
from intake.states import SkillNeeded, TaskState

# Half-written words about a lead; a call being logged stays with its writer.
_ABOUT_A_LEAD = ("note", "reply", "email")
_BATCH = 100


@dataclass(frozen=True)
class OpenWork:
    """What somebody has in hand in some clinics."""

    tasks: int
    leads: int
    drafts: int
    duties: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to hand over."""
        return not (self.tasks or self.leads or self.drafts or self.duties)


@whole
def change_roles(*, clinic_id: UUID, staff_id: UUID, roles: Collection[str], actor: Actor, now: datetime) -> OpenWork | None:
    """Set somebody's roles in one clinic. Whoever may no longer see its people hands their open work back to its queues.

    What was handed back, or None when nothing changed. Raises LastAdminError.
    """
    if not set_roles(clinic_id=clinic_id, staff_id=staff_id, roles=roles, actor=actor, now=now):
        return None
    staff = Staff.objects.get(pk=staff_id)
    if CARE_ROLES & set(roles):
        return OpenWork(0 if Role.CLINICIAN in roles else _take_back_clinical(staff, clinic_id, actor, now), 0, 0, 0)
    return hand_over(staff=staff, clinic_ids=[clinic_id], to=None, actor=actor, now=now, with_duty=not roles)


@whole
def leave_clinic(*, clinic_id: UUID, staff_id: UUID, to: Staff | None, actor: Actor, now: datetime) -> OpenWork:
    """Take somebody out of a clinic, their work to `to` or back to its queues; raises LastAdminError."""
    staff = Staff.objects.get(pk=staff_id)
    set_roles(clinic_id=clinic_id, staff_id=staff_id, roles=(), actor=actor, now=now)
    QueueMembership.objects.filter(staff=staff, queue__clinic_id=clinic_id).delete()
    return hand_over(staff=staff, clinic_ids=[clinic_id], to=to, actor=actor, now=now)


@whole
def let_go(*, staff: Staff, to: Staff | None, actor: Actor, now: datetime) -> OpenWork:
    """Disable an account, its work to `to` or back to the queues, in every clinic; raises LastAdminError."""
    disable_staff(staff=staff, actor=actor, now=now)
    return hand_over(staff=staff, clinic_ids=list(staff.roles_by_clinic), to=to, actor=actor, now=now)


@whole
def hand_over(
    *, staff: Staff, clinic_ids: Collection[UUID], to: Staff | None, actor: Actor, now: datetime, with_duty: bool = True
) -> OpenWork:
    """Give open work in these clinics to somebody who may see it there; where they may not, it goes back to its queue."""
    heirs = {clinic_id: to if to is not None and to.is_active and clinic_id in to.care_clinics else None for clinic_id in clinic_ids}
    tasks, leads = list(_tasks(staff, clinic_ids)), list(_leads(staff, clinic_ids))
    for task in tasks:
        _give_task(task, staff, heirs[task.clinic_id], actor, now)
    for lead in leads:
        _give_lead(lead, _if_they_see(heirs[lead.clinic_id], lead.id), actor, now)
    drafts = [_give_draft(draft, _if_they_see(heirs[clinic_id], lead_id)) for draft, lead_id, clinic_id in _drafts(staff, clinic_ids)]
    duties = hand_over_duty(staff=staff, clinic_ids=clinic_ids, to=to, actor=actor, now=now) if with_duty else 0
    return OpenWork(len(tasks), len(leads), sum(drafts), duties)


def open_work_of(staff: Staff, clinic_ids: Collection[UUID], *, now: datetime) -> OpenWork:
    """What there would be to hand over, for the page that asks."""
    duties = staff.on_call_for.filter(clinic_id__in=clinic_ids).count() + staff.rota_shifts.filter(clinic_id__in=clinic_ids).count()
    covers = staff.rota_covers.filter(clinic_id__in=clinic_ids, ends_at__gt=now).count()
    return OpenWork(_tasks(staff, clinic_ids).count(), _leads(staff, clinic_ids).count(), len(_drafts(staff, clinic_ids)), duties + covers)


def _tasks(staff: Staff, clinic_ids: Collection[UUID]) -> Any:
    mine = Q(assignee=staff) | Q(claimed_by=staff) | Q(acknowledged_by=staff, assignee=None)
    return Task.objects.filter(mine, state=TaskState.OPEN, clinic_id__in=clinic_ids).select_related("lead").order_by("id")


def _leads(staff: Staff, clinic_ids: Collection[UUID]) -> Any:
    """Ended ones too: whoever comes back must not wait for an owner who left."""
    return Lead.objects.filter(owner=staff, clinic_id__in=clinic_ids).order_by("id")


def _if_they_see(heir: Staff | None, lead_id: UUID) -> Staff | None:
    """The heir, unless the inquiry is restricted to others."""
    return heir if heir is not None and leads_visible_to(heir).filter(id=lead_id).exists() else None


def _drafts(staff: Staff, clinic_ids: Collection[UUID]) -> list[tuple[StaffDraft, UUID, UUID]]:
    """Half-written words about leads of these clinics, each with its lead and clinic."""
    found = {}
    for draft in StaffDraft.objects.filter(staff=staff):
        kind, _colon, rest = draft.key.partition(":")
        if kind in _ABOUT_A_LEAD:
            found[draft] = rest
    clinics = dict(Lead.objects.filter(id__in=found.values(), clinic_id__in=clinic_ids).values_list("id", "clinic_id"))
    return [(draft, UUID(lead), clinics[UUID(lead)]) for draft, lead in found.items() if UUID(lead) in clinics]


def _give_task(task: Task, staff: Staff, heir: Staff | None, actor: Actor, now: datetime) -> None:
    """An assignment goes to the heir, if they can do it; a claim ends, since it belongs to somebody at a desk."""
    if heir is not None and not can_do(heir, clinic_id=task.clinic_id, lead=task.lead, skill=task.skill):
        heir = None
    hold_lead_of(task)
    # Somebody may have given it to a third since it was found.
    was_theirs = Q(pk=task.pk) if Task.objects.filter(pk=task.pk, assignee=staff).update(assignee=heir) else Q(pk__in=[])
    Task.objects.filter(pk=task.pk, claimed_by=staff).update(claimed_by=None, claimed_until=None)
    Task.objects.filter(pk=task.pk).update(version=F("version") + 1)
    # An heir may be away: an emergency is in somebody's hands once they take it by name themselves.
    tell_again(Task.objects.filter(was_theirs | Q(pk=task.pk, acknowledged_by=staff)), now=now)
    if task.lead is not None:
        facts = {"task": str(task.id), "kind": task.kind, "to": str(heir.pk) if heir else ""}
        write_event(lead=task.lead, kind="task.assigned", actor=actor, now=now, facts=facts)


def give_back_strays(*, now: datetime) -> int:
    """Offer to all what is assigned to somebody who can't do it; how many pieces of work.

    Who assigns looks whether the colleague can, and who takes a colleague out looks for what they have: at the same moment,
    neither sees the other. Work in wrong hands is offered to nobody, so a sweep looks.
    """
    return sum(_give_back(found, now) for found in list(_strays().values_list("id", flat=True)[:_BATCH]))


def _strays() -> QuerySet[Task]:
    """Open work whose assignee has left, has no place in its clinic, or whom a restriction or a missing skill keeps from it."""
    held = Membership.objects.filter(staff=OuterRef("assignee"), clinic=OuterRef("clinic"), staff__is_active=True)
    restricted = Restriction.objects.filter(lead=OuterRef("lead"), lifted_at=None)
    named = RestrictedAccess.objects.filter(restriction__lead=OuterRef("lead"), restriction__lifted_at=None, staff=OuterRef("assignee"))
    broken = BreakGlass.objects.filter(lead=OuterRef("lead"), staff=OuterRef("assignee"), open_until__gt=database_now())
    kept_out = Exists(restricted) & ~Exists(named) & ~Exists(broken)
    unskilled = Q(skill=SkillNeeded.CLINICIAN) & ~Exists(held.filter(role=Role.CLINICIAN))
    stray = ~Exists(held.filter(role__in=CARE_ROLES)) | kept_out | unskilled
    return Task.objects.filter(stray, state=TaskState.OPEN, assignee__isnull=False).order_by("id")


@whole
def _give_back(task_id: UUID, now: datetime) -> bool:
    task = _strays().select_related("lead", "assignee").filter(id=task_id).first()
    if task is None or task.assignee is None:
        return False
    _give_task(task, task.assignee, None, SYSTEM, now)
    return True


def _give_lead(lead: Lead, heir: Staff | None, actor: Actor, now: datetime) -> None:
    Lead.objects.filter(pk=lead.pk).update(owner=heir)
    write_event(lead=lead, kind="lead.owner_changed", actor=actor, now=now, facts={"to": str(heir.pk) if heir else ""})


def _take_back_clinical(staff: Staff, clinic_id: UUID, actor: Actor, now: datetime) -> int:
    """Whoever is no clinician any more has no clinician's work; how much there was."""
    tasks = list(_tasks(staff, [clinic_id]).filter(skill=SkillNeeded.CLINICIAN))
    for task in tasks:
        _give_task(task, staff, None, actor, now)
    return len(tasks)


def _give_draft(draft: StaffDraft, heir: Staff | None) -> bool:
    """Words half written about a lead go on with it, unless the heir is writing there already."""
    if heir is None or StaffDraft.objects.filter(staff=heir, key=draft.key).exists():
        return False
    return bool(StaffDraft.objects.filter(pk=draft.pk).update(staff=heir))
