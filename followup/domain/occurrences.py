"""Occurrences: the steps of one enrolment as rows, made, moved, cancelled and settled. The caller holds the lead's lock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from core.audit import SYSTEM
from core.doorbell import ring
from followup.domain.outbox import move
from followup.domain.plan_content import content_of
from followup.domain.planning import AnchorAt, Planned, Situation, plan_all, within_horizon
from followup.models import Appointment, Enrolment, Message, Occurrence, PlanVersion, Step
from followup.states import (
    LEGAL_ENROLMENT_MOVES,
    Anchor,
    AppointmentState,
    Because,
    EnrolmentState,
    ExitReason,
    MessageState,
    OccurrenceState,
    WhyNot,
)
from intake.domain.recording import write_event

# Steps beyond the horizon are looked at again this often; five times before the first of them is due.
_AGAIN_AFTER = timedelta(days=7)
_STILL_HERE = (MessageState.HELD, MessageState.PENDING, MessageState.CLAIMED)
_GONE = (AppointmentState.MOVED, AppointmentState.CANCELLED)


class IllegalEnrolmentMoveError(Exception):
    """The code asked for a move that the table of states does not have."""


def situation_of(enrolment: Enrolment, version: PlanVersion) -> Situation:
    """What planning knows of this person now."""
    anchors = {name: [_anchor_of(kept)] for name, kept in enrolment.anchors.items()}
    appointments = list(_appointments_of(enrolment))
    anchors[Anchor.APPOINTMENT.value] = [_anchor_at(found.starts_at, found) for found in appointments]
    anchors[Anchor.BOOKING.value] = [_anchor_at(found.created_at, found) for found in appointments]
    return Situation(
        zone=ZoneInfo(enrolment.zone),
        since=max(enrolment.created_at, version.published_at),
        anchors=anchors,
        holidays=frozenset(enrolment.clinic.holidays.values_list("day", flat=True)),
    )


def _anchor_at(at: datetime, found: Appointment) -> AnchorAt:
    return AnchorAt(at=at, set_at=found.created_at, sequence=found.number, appointment_id=found.id, ends_at=found.starts_at)


def _anchor_of(kept: dict[str, Any]) -> AnchorAt:
    at = datetime.fromisoformat(kept["at"])
    return AnchorAt(at=at, set_at=datetime.fromisoformat(kept["set_at"]), sequence=kept["sequence"])


def _appointments_of(enrolment: Enrolment) -> QuerySet[Appointment]:
    """Those ahead when they got into the plan, and every later one, unless it was moved or cancelled."""
    found = Appointment.objects.filter(lead_id=enrolment.lead_id, starts_at__gte=enrolment.created_at)
    return found.exclude(state__in=_GONE).order_by("number")


@dataclass(frozen=True)
class _Rows:
    """The enrolment's rows and the steps of the version that counts."""

    enrolment: Enrolment
    steps: dict[str, Step]
    have: dict[tuple[str, int], Occurrence]
    now: datetime


def plan_steps(*, enrolment: Enrolment, now: datetime) -> None:
    """Make, move and cancel rows until they say what the newest version says. Doing it twice changes nothing."""
    version = enrolment.plan.current or enrolment.version
    content, situation = content_of(version), situation_of(enrolment, version)
    steps = {step.key: step for step in version.steps.all()}
    have = {(row.step_key, row.sequence): row for row in enrolment.occurrences.select_related("step")}
    rows = _Rows(enrolment, steps, have, now)
    planned = plan_all(content, situation)
    _cancel_others(rows, planned)
    soon = list(within_horizon(planned, now))
    fresh = [_new_row(rows, one) for one in soon if (one.step.key, one.sequence) not in have]
    Occurrence.objects.bulk_create(fresh, ignore_conflicts=True)
    if any(row.state == OccurrenceState.PLANNED and row.due_at <= now for row in fresh):
        ring("followup.plan")
    for one in planned:
        _follow(rows, one)
    enrolment.version = version
    enrolment.next_plan_at = now + _AGAIN_AFTER if len(soon) < len(planned) else None
    enrolment.save(update_fields=["version", "next_plan_at"])
    complete_if_done(enrolment=enrolment, now=now)


def _cancel_others(rows: _Rows, planned: Iterable[Planned]) -> None:
    wanted = {(one.step.key, one.sequence) for one in planned}
    for key, row in rows.have.items():
        if row.state == OccurrenceState.PLANNED and key not in wanted:
            because = Because.ANCHOR_MOVED if row.step_key in rows.steps else Because.STEP_REMOVED
            settle(occurrence=row, state=OccurrenceState.CANCELLED, because=because, now=rows.now)


def _new_row(rows: _Rows, one: Planned) -> Occurrence:
    row = Occurrence(
        clinic_id=rows.enrolment.clinic_id,
        enrolment=rows.enrolment,
        step_key=one.step.key,
        sequence=one.sequence,
        appointment_id=one.appointment_id,
        created_at=rows.now,
    )
    _fill(row, rows, one)
    if one.because == Because.IN_THE_PAST:
        row.state, row.reason, row.settled_at = OccurrenceState.SKIPPED, one.because, rows.now
    return row


def _fill(row: Occurrence, rows: _Rows, one: Planned) -> None:
    row.step = rows.steps[one.step.key]
    row.due_local, row.zone = one.due_local, rows.enrolment.zone
    row.due_at, row.expires_at, row.shift = one.due_at, one.expires_at, one.shift


def _follow(rows: _Rows, one: Planned) -> None:
    """A row that is still planned follows a new version, or another zone."""
    row = rows.have.get((one.step.key, one.sequence))
    if row is None or row.state != OccurrenceState.PLANNED:
        return
    if row.step_id == rows.steps[one.step.key].id and row.zone == rows.enrolment.zone:
        return
    _fill(row, rows, one)
    row.save(update_fields=["step", "due_local", "zone", "due_at", "expires_at", "shift"])
    if one.because == Because.IN_THE_PAST:
        settle(occurrence=row, state=OccurrenceState.SKIPPED, because=one.because, now=rows.now)


def settle(*, occurrence: Occurrence, state: OccurrenceState, because: str = "", now: datetime, **columns: Any) -> bool:
    """End a planned occurrence with its result; False when it had ended. The only function that ends one."""
    ended = Occurrence.objects.filter(id=occurrence.id, state=OccurrenceState.PLANNED).update(
        state=state, reason=because, settled_at=now, **columns
    )
    if ended:
        occurrence.state, occurrence.reason, occurrence.settled_at = state, because, now
    return bool(ended)


def put_off(*, occurrence: Occurrence, until: datetime, shift: str) -> None:
    """Let a planned occurrence come later, with the reason."""
    local = until.astimezone(ZoneInfo(occurrence.zone)).strftime("%Y-%m-%dT%H:%M")
    Occurrence.objects.filter(id=occurrence.id, state=OccurrenceState.PLANNED).update(due_at=until, due_local=local, shift=shift)


def end_enrolment(*, enrolment: Enrolment, reason: ExitReason, now: datetime, facts: dict[str, str] | None = None) -> None:
    """Complete or exit an open enrolment: what is planned is cancelled, what waits in the outbox is not sent."""
    to = EnrolmentState.COMPLETED if reason == ExitReason.FINISHED else EnrolmentState.EXITED
    move_enrolment(enrolment=enrolment, to=to, exit_reason=reason, ended_at=now, next_plan_at=None)
    planned = Occurrence.objects.filter(enrolment=enrolment, state=OccurrenceState.PLANNED)
    planned.update(state=OccurrenceState.CANCELLED, reason=Because.ENDED, settled_at=now)
    if to == EnrolmentState.EXITED:
        drop_messages(Message.objects.filter(occurrence__enrolment=enrolment), why_not=WhyNot.PLAN_ENDED)
    said = {"enrolment": str(enrolment.id), "plan": enrolment.plan.code, "why": reason.value, **(facts or {})}
    write_event(lead=enrolment.lead, kind="plan.left", actor=SYSTEM, now=now, facts=said)


def move_enrolment(*, enrolment: Enrolment, to: EnrolmentState, **columns: Any) -> None:
    """Move an enrolment to another state; the only function that does."""
    if to not in LEGAL_ENROLMENT_MOVES[enrolment.state]:
        raise IllegalEnrolmentMoveError(f"{enrolment.state} to {to}")
    enrolment.state = to
    for name, value in columns.items():
        setattr(enrolment, name, value)
    enrolment.save(update_fields=["state", *columns])


def drop_messages(messages: QuerySet[Message], *, why_not: WhyNot) -> int:
    """Let nothing of this go out any more; how many. What is going out at this moment is not called back."""
    ids = list(messages.filter(state__in=_STILL_HERE).values_list("id", flat=True))
    rows = Message.objects.filter(id__in=ids)
    return sum(move(rows, of=state, to=MessageState.SKIPPED, why_not=why_not) for state in _STILL_HERE)


def complete_if_done(*, enrolment: Enrolment, now: datetime) -> None:
    """Complete an enrolment when nothing is planned and nothing will be."""
    if enrolment.state != EnrolmentState.ACTIVE or enrolment.next_plan_at is not None:
        return
    if not enrolment.occurrences.filter(state=OccurrenceState.PLANNED).exists() and not _waits_for_date(enrolment):
        end_enrolment(enrolment=enrolment, reason=ExitReason.FINISHED, now=now)


def _waits_for_date(enrolment: Enrolment) -> bool:
    """Whether a step hangs on a date that may still come: the next dose, the end of care."""
    anchors = set(enrolment.version.steps.values_list("anchor", flat=True))
    return bool(anchors & {Anchor.DISCHARGE, Anchor.DOSE} - set(enrolment.anchors)) or Anchor.DOSE in anchors


def cancel_hung_on(*, appointment: Appointment, because: Because, now: datetime) -> int:
    """Cancel what was planned for an appointment that no longer stands, and what of it waits in the outbox; how many steps."""
    drop_messages(Message.objects.filter(occurrence__appointment=appointment), why_not=WhyNot.SUPERSEDED)
    planned = Occurrence.objects.filter(appointment=appointment, state=OccurrenceState.PLANNED)
    return planned.update(state=OccurrenceState.CANCELLED, reason=because, settled_at=now)
