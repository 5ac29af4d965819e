"""Judging: what becomes of one step that is due now. Every guard is asked again; nothing is done here.

The order matters: whoever is no longer in the plan comes before lateness, lateness before conditions, and only a step
that should happen is asked whether it may happen at this hour and to this address.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from followup.domain.capping import is_over_cap
from followup.domain.exiting import exit_fact
from followup.domain.guards import facts_of, first_untrue
from followup.domain.holding import LOOK_AGAIN, reply_waits
from followup.domain.places import place_to_write
from followup.domain.plan_content import PlanContent, StepContent, frame_of, step_content_of
from followup.domain.timing import Moved, Shift, day_bounds, into_hours, into_next_day
from followup.models import Enrolment, Occurrence
from followup.states import Because, EnrolmentState, ExitReason, OccurrenceState, PlanMode, StepAction, StepClass
from intake.domain.safe_contact import ReachableAt
from intake.models import Lead


@dataclass(frozen=True)
class Do:
    """Do it now; an e-mail goes to this place."""

    place: ReachableAt | None = None


@dataclass(frozen=True)
class PutOff:
    """Ask again then."""

    until: datetime
    shift: Shift


@dataclass(frozen=True)
class LeaveOut:
    """End it undone, with the reason."""

    state: OccurrenceState
    because: Because


@dataclass(frozen=True)
class Leave:
    """End the whole enrolment."""

    reason: ExitReason


@dataclass(frozen=True)
class Replan:
    """The plan or the zone has changed since this was planned."""


Verdict = Do | PutOff | LeaveOut | Leave | Replan


@dataclass(frozen=True)
class Case:
    """One due step with all that was locked for it. `addresses`: every row of the address its plan would write to."""

    occurrence: Occurrence
    enrolment: Enrolment
    lead: Lead
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The person's."""
        return ZoneInfo(self.enrolment.zone)

    @property
    def step(self) -> StepContent:
        """What is due."""
        return step_content_of(self.occurrence.step)

    @property
    def frame(self) -> PlanContent:
        """What the version it belongs to says about all of its steps."""
        return frame_of(self.enrolment.version)


def judge(case: Case) -> Verdict:
    """What becomes of it, apart from the address, which `judge_mail` asks about."""
    return _by_enrolment(case) or _by_time(case) or _by_condition(case) or Do()


def judge_mail(case: Case, point_ids: list) -> Verdict:
    """What becomes of an e-mail that should go now: hours, address, caps. The caller holds the address."""
    closed = _outside_hours(case)
    if closed is not None:
        return closed
    place = place_to_write(lead=case.lead, purpose=case.enrolment.plan.purpose)
    if place.reachable is None:
        return LeaveOut(OccurrenceState.SKIPPED, Because(place.why))
    if case.step.is_critical:
        return Do(place.reachable)
    if reply_waits(case.lead.id):
        # Nobody who has written gets a routine letter before somebody has read theirs.
        return _until(case, Moved(case.now + LOOK_AGAIN, Shift.REPLY), Because.REPLY_WAITS)
    if is_over_cap(point_ids=point_ids, at=case.now, zone=case.zone) or _something_critical_today(case):
        return _to_next_day(case)
    return Do(place.reachable)


def _by_enrolment(case: Case) -> Verdict | None:
    enrolment = case.enrolment
    if enrolment.state == EnrolmentState.PAUSED:
        return LeaveOut(OccurrenceState.SKIPPED, Because.PAUSED)
    if enrolment.state != EnrolmentState.ACTIVE:
        return LeaveOut(OccurrenceState.CANCELLED, Because.ENDED)
    fact = exit_fact(enrolment)
    if fact is not None:
        return Leave(fact)
    follows_clinic = enrolment.zone_source == "clinic" and enrolment.zone != enrolment.clinic.time_zone
    is_newest = enrolment.plan.current_id in {None, enrolment.version_id}
    return None if is_newest and not follows_clinic else Replan()


def _by_time(case: Case) -> Verdict | None:
    if case.now >= case.occurrence.expires_at:
        return LeaveOut(OccurrenceState.EXPIRED, Because.OVERDUE)
    if case.enrolment.plan.mode == PlanMode.OFF:
        return LeaveOut(OccurrenceState.SKIPPED, Because.PLAN_OFF)
    if case.step.action == StepAction.EMAIL and _has_better(case):
        return LeaveOut(OccurrenceState.SKIPPED, Because.NEWER_STEP)
    return None


def _has_better(case: Case) -> bool:
    """Of several e-mails of one plan that wait, one goes: the most important, and of those the newest."""
    waiting = Occurrence.objects.filter(
        enrolment=case.enrolment, state=OccurrenceState.PLANNED, due_at__lte=case.now, expires_at__gt=case.now, step__action="email"
    ).exclude(id=case.occurrence.id)
    mine = _rank(case.occurrence)
    return any(_rank(other) > mine for other in waiting.select_related("step"))


def _rank(occurrence: Occurrence) -> tuple[bool, datetime, int, int]:
    step = occurrence.step
    return step.step_class == StepClass.CRITICAL, occurrence.due_at, step.position, occurrence.sequence


def _by_condition(case: Case) -> Verdict | None:
    if not case.step.guards:
        return None
    facts = facts_of(case.enrolment, case.lead, case.occurrence)
    return LeaveOut(OccurrenceState.SKIPPED, Because.NOT_TRUE) if first_untrue(case.step.guards, facts) else None


def is_in_hours(occurrence: Occurrence, now: datetime) -> bool:
    """Whether an e-mail could go at this hour, holidays aside. Where it could not, no address has to be looked for nor held."""
    hours = frame_of(occurrence.enrolment.version).hours_for(step_content_of(occurrence.step), frozenset())
    moved = into_hours(now, hours=hours, zone=ZoneInfo(occurrence.enrolment.zone))
    return moved is not None and moved.shift == Shift.NONE


def _outside_hours(case: Case) -> Verdict | None:
    holidays = frozenset(case.enrolment.clinic.holidays.values_list("day", flat=True))
    moved = into_hours(case.now, hours=case.frame.hours_for(case.step, holidays), zone=case.zone)
    return None if moved is not None and moved.shift == Shift.NONE else _until(case, moved, Because.NO_HOURS)


def _to_next_day(case: Case) -> Verdict:
    holidays = frozenset(case.enrolment.clinic.holidays.values_list("day", flat=True))
    return _until(case, into_next_day(case.now, hours=case.frame.hours_for(case.step, holidays), zone=case.zone), Because.CAP)


def _until(case: Case, moved: Moved | None, because: Because) -> Verdict:
    if moved is None or moved.at >= case.occurrence.expires_at:
        return LeaveOut(OccurrenceState.EXPIRED, because)
    return PutOff(moved.at, moved.shift)


def _something_critical_today(case: Case) -> bool:
    """Whether something more important waits for this person today, in whichever plan."""
    end = day_bounds(case.now, case.zone)[1]
    waiting = Occurrence.objects.filter(
        enrolment__person_id=case.enrolment.person_id,
        enrolment__state=EnrolmentState.ACTIVE,
        state=OccurrenceState.PLANNED,
        due_at__lt=end,
        expires_at__gt=case.now,
        step__action=StepAction.EMAIL,
        step__step_class=StepClass.CRITICAL,
    )
    return waiting.exclude(id=case.occurrence.id).exists()
