"""Restricting: the lead of a colleague or a relative opens for named people only, or by breaking the glass with a reason.

Emergency access is a must of 45 CFR 164.312(a)(2)(ii): nobody may go unanswered because the named people are away.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q

from clinics.models import Staff
from clinics.states import CARE_ROLES, Role
from core import audit
from core.audit import Actor
from core.doorbell import ring
from core.sql import database_now, lease_until, whole
from intake.access import leads_to_break_into, leads_visible_to
from intake.domain.recording import write_event
from intake.domain.same_person import lock_same_people, same_people
from intake.domain.tasking import TaskWish, default_queue, end_task, open_task, tell_again
from intake.models import BreakGlass, Lead, RestrictedAccess, Restriction, Task
from intake.states import Severity, TaskKind, TaskState

GLASS_SECONDS = 60 * 60
REVIEW_WITHIN = timedelta(hours=24)


class NobodyNamedError(ValueError):
    """A restriction names at least one person who works with people of the clinic."""


class ReasonMissingError(ValueError):
    """This act needs a reason in words."""


@whole
def restrict_lead(*, lead_id: UUID, people: Collection[UUID], reason: str, staff: Staff, now: datetime) -> Restriction:
    """Let only these people open the lead and the other leads of its people; doing it again names others.

    Work that somebody else holds goes back to its queue. Raises Lead.DoesNotExist, NobodyNamedError or ReasonMissingError.
    """
    lead = _kept_lead(lead_id, staff)
    named = _members(lead.clinic_id, people)
    if not named:
        raise NobodyNamedError
    if not reason.strip():
        raise ReasonMissingError
    for one in _leads_with_the_same_people(lead):
        _restrict(one, named, reason.strip(), staff, now)
    return Restriction.objects.get(lead=lead, lifted_at=None)


@whole
def lift_restriction(*, lead_id: UUID, staff: Staff, now: datetime) -> bool:
    """Let everybody who cares for people of the clinic open the lead again; False when it was open."""
    lead = _kept_lead(lead_id, staff)
    lifted = 0
    for one in _leads_with_the_same_people(lead):
        ended = Restriction.objects.filter(lead=one, lifted_at=None).update(lifted_at=now, lifted_by=staff)
        if ended:
            _note(one, "access.lifted", staff, now)
        lifted += ended
    return bool(lifted)


@whole
def break_glass(*, lead_id: UUID, reason: str, staff: Staff, now: datetime) -> BreakGlass:
    """Open a restricted lead for an hour. The reason is kept, supervisors are told, and one of them looks at it.

    Within the hour a second press gives the same glass. Raises Lead.DoesNotExist when there is nothing this person may
    break, ReasonMissingError without a reason.
    """
    lead = leads_to_break_into(staff).select_for_update(of=("self",)).select_related("clinic").filter(id=lead_id).first()
    # Asked after the row is locked, and again when there was none: the press before this one may have come through at
    # any moment, and what it opened is hidden no longer.
    standing = _standing_glass(lead_id, staff)
    if standing is not None:
        return standing
    if lead is None:
        raise Lead.DoesNotExist
    if not reason.strip():
        raise ReasonMissingError
    glass = BreakGlass(clinic_id=lead.clinic_id, lead=lead, staff=staff, reason=reason.strip(), broken_at=now)
    glass.open_until = lease_until(GLASS_SECONDS)
    glass.task = _ask_for_review(lead, glass, staff, now)
    glass.save(force_insert=True)
    _note(lead, "glass.broken", staff, now, reason=glass.reason)
    ring("followup.late")
    glass.refresh_from_db()
    return glass


def _standing_glass(lead_id: UUID, staff: Staff) -> BreakGlass | None:
    return BreakGlass.objects.filter(lead=lead_id, staff=staff, open_until__gt=database_now()).first()


@whole
def review_glass(*, glass_id: UUID, was_right: bool, review: str, staff: Staff, now: datetime) -> BreakGlass:
    """A supervisor other than the one who opened says whether it was right; the first word counts.

    Raises BreakGlass.DoesNotExist for a glass that is not theirs to look at.
    """
    glasses = BreakGlass.objects.select_for_update(of=("self",)).select_related("lead", "task")
    glass = glasses.exclude(staff=staff).get(id=glass_id, clinic__in=staff.clinics_with_role(Role.SUPERVISOR))
    if glass.reviewed_at is not None:
        return glass
    glass.reviewed_by, glass.reviewed_at, glass.was_right, glass.review = staff, now, was_right, review.strip()
    glass.save(update_fields=["reviewed_by", "reviewed_at", "was_right", "review"])
    _note(glass.lead, "glass.reviewed", staff, now, facts={"was_right": was_right})
    if glass.task is not None:
        outcome = "right" if was_right else "not_right"
        end_task(task=glass.task, outcome=outcome, staff=staff, actor=Actor.of(staff), now=now)
    return glass


def _kept_lead(lead_id: UUID, staff: Staff) -> Lead:
    """A lead whose restriction this person may set: a supervisor of its clinic who can open it."""
    leads = leads_visible_to(staff).filter(clinic__in=staff.clinics_with_role(Role.SUPERVISOR))
    lead = leads.get(id=lead_id)
    lock_same_people(person for person in (lead.contact_person_id, lead.care_person_id) if person)
    return leads.select_for_update(of=("self",)).select_related("clinic").get(id=lead_id)


def _members(clinic_id: UUID, people: Collection[UUID]) -> set[UUID]:
    members = Staff.objects.filter(id__in=people, is_active=True, memberships__clinic=clinic_id, memberships__role__in=CARE_ROLES)
    return set(members.values_list("id", flat=True))


def _leads_with_the_same_people(lead: Lead) -> list[Lead]:
    people = same_people(person for person in (lead.contact_person_id, lead.care_person_id) if person)
    return list(Lead.objects.filter(Q(contact_person__in=people) | Q(care_person__in=people), clinic_id=lead.clinic_id))


def _restrict(lead: Lead, named: set[UUID], reason: str, staff: Staff, now: datetime) -> None:
    standing = Restriction.objects.filter(lead=lead, lifted_at=None).first()
    before = set(standing.accesses.values_list("staff_id", flat=True)) if standing else set()
    if standing is None:
        standing = Restriction(clinic_id=lead.clinic_id, lead=lead, placed_by=staff, placed_at=now)
    standing.reason = reason
    standing.save()
    standing.accesses.exclude(staff__in=named).delete()
    RestrictedAccess.objects.bulk_create(RestrictedAccess(restriction=standing, staff_id=one) for one in named - before)
    _take_back_work(lead, named, now)
    if named != before:
        _note(lead, "access.restricted", staff, now, facts={"named": sorted(str(one) for one in named)})


def _take_back_work(lead: Lead, named: set[UUID], now: datetime) -> None:
    work = Task.objects.filter(lead=lead, state=TaskState.OPEN)
    tell_again(work.exclude(acknowledged_by__in=named), now=now)
    held = Q(claimed_by__isnull=False) & ~Q(claimed_by__in=named)
    work.filter(held).update(claimed_by=None, claimed_until=None, version=F("version") + 1)
    work.filter(assignee__isnull=False).exclude(assignee__in=named).update(assignee=None, version=F("version") + 1)
    Lead.objects.filter(id=lead.id, owner__isnull=False).exclude(owner__in=named).update(owner=None)


def _ask_for_review(lead: Lead, glass: BreakGlass, staff: Staff, now: datetime) -> Task:
    """The task hangs on no lead, or the supervisors who are not named could not see it."""
    wish = TaskWish(
        kind=TaskKind.ACCESS_REVIEW,
        dedupe_key=f"access_review:{glass.id}",
        queue=default_queue(lead.clinic),
        reason="",
        severity=Severity.SOON,
        ready_at=now,
        due_at=now + REVIEW_WITHIN,
    )
    return open_task(wish=wish, clinic_id=lead.clinic_id, lead=None, actor=Actor.of(staff), now=now)


def _note(lead: Lead, kind: str, staff: Staff, now: datetime, *, facts: dict[str, object] | None = None, reason: str = "") -> None:
    actor = Actor.of(staff)
    write_event(lead=lead, kind=kind, actor=actor, now=now, facts=facts)
    audit.record(actor=actor, action=kind, object_type="lead", object_id=lead.id, clinic_id=lead.clinic_id, now=now, reason=reason)
