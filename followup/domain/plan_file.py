"""Plan file: what a lead's page shows of follow-up: which plans somebody is or was in, what comes, what came, and why not."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from followup.models import Enrolment, Occurrence
from followup.states import Because, OccurrenceState
from intake.models import Lead


@dataclass(frozen=True)
class StepLine:
    """One step of one plan. `why` says in words why it was not done; empty for what is done or still ahead."""

    occurrence: Occurrence
    due_at: datetime
    is_ahead: bool
    why: str


@dataclass(frozen=True)
class PlanOfLead:
    """One plan with its steps, soonest first."""

    enrolment: Enrolment
    steps: list[StepLine]


def plans_of_lead(lead: Lead) -> list[PlanOfLead]:
    """The lead's plans, newest first, in two queries however many steps there are."""
    steps = Occurrence.objects.select_related("step", "message", "appointment").order_by("due_at", "step__position")
    found = Enrolment.objects.filter(lead=lead).select_related("plan", "version").order_by("-created_at", "-id")
    enrolments = found.prefetch_related(Prefetch("occurrences", queryset=steps))
    return [PlanOfLead(enrolment, [_line(row) for row in enrolment.occurrences.all()]) for enrolment in enrolments]


def _line(row: Occurrence) -> StepLine:
    why = str(Because(row.reason).label) if row.reason else ""
    return StepLine(row, row.due_at, row.state == OccurrenceState.PLANNED, why)
