"""Stepping: what staff do with one planned step of one person: leave it out, or let it come now. The reason is kept."""

from datetime import datetime
from uuid import UUID

from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from followup.domain.due import make_one_due
from followup.domain.enrolling import keep_reason, lock_enrolment
from followup.domain.occurrences import complete_if_done, put_off, settle
from followup.domain.timing import Shift
from followup.models import Enrolment, Occurrence
from followup.states import Because, OccurrenceState
from intake.domain.recording import write_event

_LEFT_OUT = (OccurrenceState.SKIPPED, OccurrenceState.EXPIRED)


class StepOverError(Exception):
    """The step was done, left out or cancelled before."""


class NotNowError(Exception):
    """The step would be left out if it came now; it stays planned for its time. `because` says why."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


@whole
def skip_occurrence(*, occurrence_id: UUID, staff: Staff, reason: str, now: datetime) -> Occurrence:
    """Leave one planned step out; raises StepOverError. Doing it twice does it once."""
    occurrence, enrolment = _locked(occurrence_id, staff)
    if occurrence.reason == Because.BY_STAFF:
        return occurrence
    if occurrence.state != OccurrenceState.PLANNED:
        raise StepOverError
    settle(occurrence=occurrence, state=OccurrenceState.SKIPPED, because=Because.BY_STAFF, now=now, settled_by=staff)
    _tell(occurrence, enrolment, "plan.step_skipped", staff, now)
    keep_reason(enrolment=enrolment, staff=staff, reason=reason, now=now)
    complete_if_done(enrolment=enrolment, now=now)
    return occurrence


@whole
def send_now(*, occurrence_id: UUID, staff: Staff, reason: str, now: datetime) -> Occurrence:
    """Let one planned step come now instead of later; every guard holds as always, so read the state it is in afterwards.

    Outside the person's hours, or over a cap, it waits for the next moment that is allowed. Raises StepOverError; NotNowError when
    it may not come now but still has its own time ahead, and then nothing has changed.
    """
    occurrence, enrolment = _locked(occurrence_id, staff)
    if occurrence.state != OccurrenceState.PLANNED:
        raise StepOverError
    _tell(occurrence, enrolment, "plan.step_hurried", staff, now)
    keep_reason(enrolment=enrolment, staff=staff, reason=reason, now=now)
    is_ahead = occurrence.due_at > now
    if is_ahead:
        put_off(occurrence=occurrence, until=now, shift=Shift.NONE)
    make_one_due(occurrence_id=occurrence.id, now=now)
    occurrence.refresh_from_db()
    if is_ahead and occurrence.state in _LEFT_OUT:
        raise NotNowError(occurrence.reason)
    return occurrence


def _locked(occurrence_id: UUID, staff: Staff) -> tuple[Occurrence, Enrolment]:
    enrolment_id = Occurrence.objects.values_list("enrolment_id", flat=True).get(id=occurrence_id)
    enrolment = lock_enrolment(enrolment_id, staff)
    return Occurrence.objects.select_related("step", "appointment").get(id=occurrence_id), enrolment


def _tell(occurrence: Occurrence, enrolment: Enrolment, kind: str, staff: Staff, now: datetime) -> None:
    facts = {"occurrence": str(occurrence.id), "step": occurrence.step_key, "plan": enrolment.plan.code}
    write_event(lead=enrolment.lead, kind=kind, actor=Actor.of(staff), now=now, facts=facts)
