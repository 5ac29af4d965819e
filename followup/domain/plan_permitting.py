"""Plan permitting: whether a plan's message still may go at this moment, asked beside what holds for every message."""

from datetime import datetime
from zoneinfo import ZoneInfo

from followup.domain.exiting import exit_fact
from followup.domain.guards import facts_of, first_untrue
from followup.domain.permitting import Refusal
from followup.domain.plan_content import frame_of, step_content_of
from followup.domain.plan_mail import PLAN_KEY, why_held
from followup.domain.timing import Shift, into_hours
from followup.models import Message, Occurrence
from followup.states import AppointmentState, EnrolmentState, MessageState, PlanMode, WhyNot

_GONE = (AppointmentState.MOVED, AppointmentState.CANCELLED)
_RELATED = ("appointment", "step__version", "enrolment__plan", "enrolment__version", "enrolment__clinic", "enrolment__lead")


def plan_refusal(*, message: Message, now: datetime) -> Refusal | None:
    """Why a plan's message must not go now; None when it may, and for every message that no plan made."""
    if not message.dedupe_key.startswith(PLAN_KEY):
        return None
    occurrence = Occurrence.objects.select_related(*_RELATED).filter(message=message).first()
    if occurrence is None:
        return Refusal(MessageState.SKIPPED, WhyNot.PLAN_ENDED)
    why_not = _why_not(occurrence)
    if why_not is not None:
        return Refusal(MessageState.SKIPPED, why_not)
    mode = occurrence.enrolment.plan.mode
    held = WhyNot.NONE if mode == PlanMode.HOLD else why_held(mode=mode, message_to=message.to_address, clinic_id=message.clinic_id)
    return Refusal(MessageState.HELD, held) if held else _at_another_hour(occurrence, message, now)


def _why_not(occurrence: Occurrence) -> WhyNot | None:
    enrolment = occurrence.enrolment
    if enrolment.plan.mode == PlanMode.OFF:
        return WhyNot.PLAN_OFF
    if enrolment.state == EnrolmentState.PAUSED:
        return WhyNot.PAUSED
    if occurrence.appointment is not None and occurrence.appointment.state in _GONE:
        return WhyNot.SUPERSEDED
    # An enrolment that completed with this very message is no reason; whatever would have ended it before is.
    if enrolment.state == EnrolmentState.EXITED or exit_fact(enrolment):
        return WhyNot.PLAN_ENDED
    return None if _conditions_hold(occurrence) else WhyNot.NOT_TRUE


def _conditions_hold(occurrence: Occurrence) -> bool:
    """What its step asks: it was true when the message was written, which may be a day ago where a person looks at it first."""
    guards = occurrence.step.guards
    return not guards or first_untrue(guards, facts_of(occurrence.enrolment, occurrence.enrolment.lead, occurrence)) is None


def _at_another_hour(occurrence: Occurrence, message: Message, now: datetime) -> Refusal | None:
    """A message that waited, for a person or for a mail server, keeps to the hours too."""
    step = step_content_of(occurrence.step)
    holidays = frozenset(occurrence.enrolment.clinic.holidays.values_list("day", flat=True))
    hours = frame_of(occurrence.step.version).hours_for(step, holidays)
    moved = into_hours(now, hours=hours, zone=ZoneInfo(occurrence.enrolment.zone))
    if moved is not None and moved.shift == Shift.NONE:
        return None
    if moved is None or moved.at >= message.expires_at:
        return Refusal(MessageState.EXPIRED, WhyNot.TOO_LATE)
    return Refusal(MessageState.PENDING, WhyNot.NONE, moved.at)
