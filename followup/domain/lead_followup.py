"""One person's follow-up as its page shows it: plans with each step and why, appointments, and what they may get into."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from clinics.models import Staff
from followup.models import Appointment, Enrolment, Message, Occurrence, Plan
from followup.states import OPEN_ENROLMENTS, PlanMode
from intake.access import leads_visible_to
from intake.models import Lead

MOST_ROUNDS = 20


@dataclass(frozen=True)
class Round:
    """Somebody's time in one plan with its steps, the next one first when it is still running."""

    enrolment: Enrolment
    steps: tuple[Occurrence, ...]

    @property
    def is_open(self) -> bool:
        return self.enrolment.state in OPEN_ENROLMENTS


@dataclass(frozen=True)
class LeadFollowUp:
    """Everything of one lead's follow-up. `plans` are those somebody may be put into by hand."""

    lead: Lead
    rounds: tuple[Round, ...]
    appointments: tuple[Appointment, ...]
    plans: tuple[Plan, ...]
    messages: tuple[Message, ...]


def lead_followup(*, staff: Staff, lead_id: UUID) -> LeadFollowUp:
    """Read it in six queries; raises Lead.DoesNotExist for a lead this person may not see."""
    lead = leads_visible_to(staff).select_related("clinic", "contact_person").get(id=lead_id)
    rounds = _rounds(lead)
    plans = Plan.objects.filter(clinic_id=lead.clinic_id, current__isnull=False).exclude(mode=PlanMode.OFF).order_by("name")
    messages = Message.objects.filter(lead=lead).select_related("template_version", "written_by").order_by("-created_at", "-id")
    return LeadFollowUp(
        lead=lead,
        rounds=rounds,
        appointments=tuple(Appointment.objects.filter(lead=lead).select_related("replaced_by").order_by("-starts_at")[:MOST_ROUNDS]),
        plans=tuple(plans),
        messages=tuple(messages[:MOST_ROUNDS]),
    )


def next_steps_of(lead: Lead, *, limit: int = 3) -> list[Occurrence]:
    """The next planned steps of a lead, soonest first."""
    planned = Occurrence.objects.filter(enrolment__lead=lead, enrolment__state__in=OPEN_ENROLMENTS, state="planned")
    return list(planned.select_related("step", "enrolment__plan").order_by("due_at", "id")[:limit])


def appointment_visible_to(staff: Staff, appointment_id: UUID) -> Appointment:
    """One appointment; raises Appointment.DoesNotExist when this person may not see its lead."""
    return Appointment.objects.select_related("lead").get(id=appointment_id, lead__in=leads_visible_to(staff))


def check_of_lead(
    *, staff: Staff, lead_id: UUID, enrolment_id: UUID | None = None, occurrence_id: UUID | None = None, appointment_id: UUID | None = None
) -> None:
    """Raise DoesNotExist unless this person may see the lead and what is named beside it is the lead's own."""
    lead = leads_visible_to(staff).only("id").get(id=lead_id)
    if enrolment_id is not None:
        Enrolment.objects.only("id").get(id=enrolment_id, lead=lead)
    if occurrence_id is not None:
        Occurrence.objects.only("id").get(id=occurrence_id, enrolment__lead=lead)
    if appointment_id is not None:
        Appointment.objects.only("id").get(id=appointment_id, lead=lead)


def _rounds(lead: Lead) -> tuple[Round, ...]:
    enrolments = list(Enrolment.objects.filter(lead=lead).select_related("plan", "entered_by").order_by("-created_at", "-id")[:MOST_ROUNDS])
    steps: dict[UUID, list[Occurrence]] = defaultdict(list)
    rows = Occurrence.objects.filter(enrolment__in=enrolments).select_related("step", "message", "appointment", "settled_by")
    for row in rows.order_by("due_at", "id"):
        steps[row.enrolment_id].append(row)
    return tuple(Round(enrolment, tuple(steps[enrolment.id])) for enrolment in enrolments)
