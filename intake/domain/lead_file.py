"""One lead as its page shows it: how to reach the person, what is next, why it is here, and what happened so far."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from clinics.domain.hours import hours_of
from clinics.models import Staff
from intake.access import leads_visible_to
from intake.domain.claiming import working_order
from intake.domain.clocks import Waited, waited
from intake.domain.safe_contact import ReachableAt, rules_for_lead
from intake.models import Call, ContactConsent, ContactPoint, Lead, LeadEvent, MaybeSame, Note, RoutingDecision, Task, TriageFlag
from intake.states import TaskKind, TaskState

# What a page shows of a long history; the newest comes first.
_MOST_LINES = 200


@dataclass(frozen=True)
class MaybeSamePerson:
    """A suggestion that somebody else is the same person, with the newest lead of that other one and no name."""

    id: UUID
    reason: str
    other_lead_id: UUID
    arrived_at: datetime


@dataclass(frozen=True)
class LeadFile:
    """Everything a member of staff may see of one lead. Lists are newest first."""

    lead: Lead
    zone: ZoneInfo
    ways: tuple[ReachableAt, ...]
    flags: tuple[TriageFlag, ...]
    tasks: tuple[Task, ...]
    decision: RoutingDecision | None
    events: tuple[LeadEvent, ...]
    notes: tuple[Note, ...]
    calls: tuple[Call, ...]
    consents: tuple[ContactConsent, ...]
    maybe_same: tuple[MaybeSamePerson, ...]
    names: dict[UUID, str]
    first_attempt: Waited
    first_live_contact: Waited

    @property
    def next_task(self) -> Task | None:
        """The one next step for whoever looks: the open task that comes first."""
        return self.tasks[0] if self.tasks else None


def lead_page(*, staff: Staff, lead_id: UUID, now: datetime) -> LeadFile:
    """The lead with its history; raises Lead.DoesNotExist when this member of staff may not see it."""
    lead = visible_lead(staff=staff, lead_id=lead_id)
    hours = hours_of(lead.clinic)
    events = tuple(lead.events.order_by("-at", "-id")[:_MOST_LINES])
    return LeadFile(
        lead=lead,
        zone=hours.zone,
        ways=tuple(rules_for_lead(lead)),
        flags=tuple(lead.flags.order_by("severity", "-at", "id")),
        tasks=_open_tasks(lead, staff, now),
        decision=lead.routing_decisions.select_related("rulebook").order_by("-decided_at", "-id").first(),
        events=events,
        notes=tuple(lead.notes.select_related("author").order_by("-at", "-id")[:_MOST_LINES]),
        calls=tuple(lead.calls.select_related("agent", "line").order_by("-started_at", "-id")[:_MOST_LINES]),
        consents=tuple(
            ContactConsent.objects.filter(person_id=lead.contact_person_id)
            .select_related("recorded_by")
            .order_by("-at", "-id")[:_MOST_LINES]
        ),
        maybe_same=_maybe_same(staff, lead),
        names=_names_in(events),
        first_attempt=waited(hours=hours, since=lead.arrived_at, until=lead.first_attempt_at, now=now),
        first_live_contact=waited(hours=hours, since=lead.arrived_at, until=lead.first_live_contact_at, now=now),
    )


def visible_lead(*, staff: Staff, lead_id: UUID) -> Lead:
    """The lead with its clinic and people; raises Lead.DoesNotExist when this member of staff may not see it."""
    leads = leads_visible_to(staff).select_related("clinic", "contact_person", "care_person", "owner")
    return leads.get(id=lead_id)


def visible_contact_point(*, staff: Staff, contact_point_id: UUID) -> tuple[ContactPoint, Lead]:
    """A number or address with its person's newest lead; raises Lead.DoesNotExist when this person may not see it."""
    leads = leads_visible_to(staff).filter(contact_person__contact_points=contact_point_id).select_related("clinic")
    lead = leads.order_by("-arrived_at", "-id")[:1].get()
    return ContactPoint.objects.get(id=contact_point_id), lead


def colleagues_of(*, staff: Staff, clinic_id: UUID) -> list[Staff]:
    """Who work of this clinic can be given to, by name; nobody when this member of staff does not serve the clinic."""
    if clinic_id not in staff.care_clinics:
        return []
    members = Staff.objects.filter(memberships__clinic=clinic_id, is_active=True)
    return list(members.filter(memberships__role__in=["staff", "clinician", "supervisor"]).distinct().order_by("name", "id"))


def _open_tasks(lead: Lead, staff: Staff, now: datetime) -> tuple[Task, ...]:
    tasks = lead.tasks.filter(state=TaskState.OPEN).select_related("queue", "assignee", "claimed_by", "acknowledged_by")
    return tuple(sorted(tasks, key=lambda task: (_place(task, staff), working_order(task, now))))


def _place(task: Task, staff: Staff) -> int:
    """An emergency that nobody took comes first, then what this member of staff holds, then the rest."""
    if task.kind == TaskKind.ESCALATION and task.acknowledged_at is None:
        return 0
    return 1 if task.claimed_by_id == staff.id else 2


def _maybe_same(staff: Staff, lead: Lead) -> tuple[MaybeSamePerson, ...]:
    me = lead.contact_person_id
    rows = list(MaybeSame.objects.filter(Q(person=me) | Q(other=me), clinic_id=lead.clinic_id, state="open"))
    others = {row.id: row.other_id if row.person_id == me else row.person_id for row in rows}
    newest: dict[UUID, Lead] = {}
    for found in leads_visible_to(staff).filter(contact_person__in=others.values()).order_by("-arrived_at", "-id"):
        newest.setdefault(found.contact_person_id, found)
    # Somebody out of sight is not hinted at either.
    return tuple(_suggestion(row, newest[others[row.id]]) for row in rows if others[row.id] in newest)


def _suggestion(row: MaybeSame, other: Lead) -> MaybeSamePerson:
    return MaybeSamePerson(row.id, row.reason, other.id, other.arrived_at)


def _names_in(events: tuple[LeadEvent, ...]) -> dict[UUID, str]:
    wanted = {event.actor_id for event in events if event.actor_kind == "staff" and event.actor_id}
    wanted |= {UUID(event.facts[key]) for event in events for key in ("to", "held_by") if _is_id(event.facts.get(key))}
    return dict(Staff.objects.filter(id__in=wanted).values_list("id", "name"))


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
