"""Step work: what a step leaves for a person to do, also when it could not be done by itself."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from clinics.domain.hours import hours_of
from core.audit import SYSTEM
from core.sentences import Sentence
from followup.domain.judging import Case, LeaveOut
from followup.domain.occurrences import put_off
from followup.domain.timing import Shift
from followup.models import Occurrence
from followup.states import Because, OccurrenceState, OnMissed, StepAction
from intake.domain.routing import due_at
from intake.domain.tasking import TaskWish, open_task, queue_of
from intake.models import Lead, Task
from intake.states import Severity, TaskKind

# What nobody chose: somebody looks at it when the step asks for that.
_STEP = Sentence(gettext_noop("A step of the plan “%(plan)s” asks for a person."))
_DID_NOT_GO = Sentence(gettext_noop("A message of the plan “%(plan)s” did not go out. %(label)s. Reach them in another way."))
_UNWANTED = frozenset(
    {
        Because.OVERDUE,
        Because.CAP,
        Because.NO_HOURS,
        Because.NO_ADDRESS,
        Because.EMAIL_NOT_SAFE,
        Because.NOT_AGREED,
        Because.SUPPRESSED,
        Because.NO_TEMPLATE,
    }
)


@dataclass(frozen=True)
class Need:
    """What kind of work, why, and how soon."""

    kind: str
    reason: str
    severity: Severity


def open_step_task(case: Case) -> Task:
    """The work of a step that asks a person to do something."""
    step = case.occurrence.step
    reason = step.task_reason or _STEP.filled(plan=case.enrolment.plan.name)
    severity = Severity.SOON if case.step.is_critical else Severity.ROUTINE
    need = Need(step.task_kind or TaskKind.PLAN_STEP, reason, severity)
    return _open(case.lead, case.occurrence, need, case.now)


def follow_missed(case: Case, verdict: LeaveOut) -> Task | None:
    """What the step says about being missed. A critical one that came too late always becomes work for a person."""
    if verdict.because not in _UNWANTED:
        return None
    step = case.step
    is_lost = verdict.state == OccurrenceState.EXPIRED and step.is_critical
    if step.on_missed == OnMissed.TASK or is_lost:
        return _open_missed_task(case, verdict.because)
    if step.on_missed == OnMissed.NEXT:
        _bring_next(case)
    return None


def _open_missed_task(case: Case, because: Because) -> Task:
    if case.step.action == StepAction.TASK:
        return open_step_task(case)
    reason = _DID_NOT_GO.filled(plan=case.enrolment.plan.name, label=because.label)
    severity = Severity.SOON if case.step.is_critical else Severity.ROUTINE
    return _open(case.lead, case.occurrence, Need(TaskKind.PLAN_STEP, reason, severity), case.now)


def _bring_next(case: Case) -> None:
    """Let the next step of this enrolment come now; its own hours and the caps hold for it as always."""
    planned = Occurrence.objects.filter(enrolment=case.enrolment, state=OccurrenceState.PLANNED)
    following = planned.filter(sequence=case.occurrence.sequence, step__position__gt=case.occurrence.step.position)
    found = following.order_by("step__position").first()
    if found is not None and found.due_at > case.now:
        put_off(occurrence=found, until=case.now, shift=Shift.NONE)


def open_failed_task(*, occurrence: Occurrence, lead: Lead, now: datetime) -> Task:
    """After the last try a person looks after this step."""
    reason = gettext_noop("A step of a follow-up plan failed again and again. Look at the plan of this person and do it yourself.")
    return _open(lead, occurrence, Need(TaskKind.REVIEW, reason, Severity.SOON), now)


def _open(lead: Lead, occurrence: Occurrence, need: Need, now: datetime) -> Task:
    wish = TaskWish(
        kind=need.kind,
        dedupe_key=f"plan_step:{occurrence.id}",
        queue=queue_of(lead),
        reason=need.reason,
        severity=need.severity,
        ready_at=now,
        due_at=due_at(clinic=lead.clinic, hours=hours_of(lead.clinic), severity=need.severity, rule_minutes=None, now=now),
        language=lead.language,
        assignee=lead.owner,
    )
    return open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=SYSTEM, now=now)
