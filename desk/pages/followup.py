"""A person's follow-up in words: what comes when on their own clock, what came, and why something did not."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from clinics.models import Staff
from core.sentences import in_words
from desk.forms.followup import AppointmentForm, EnrolForm, ZoneForm
from desk.pages.mail_words import mail_note
from desk.pages.plan_calendar import becomes_words
from desk.pages.text_names import text_name
from desk.wording import clock_text
from followup.domain.lead_followup import LeadFollowUp, Round, lead_followup, next_steps_of
from followup.domain.plan_content import StepContent
from followup.domain.plan_previewing import SHIFT_WORDS, Foreseen
from followup.domain.rehearsing_plans import current_content, preview_for_lead
from followup.domain.zones import Zone, zone_of_person
from followup.models import Appointment, Enrolment, Message, Occurrence, Plan
from followup.states import AppointmentState, EnrolmentState, OccurrenceState, StepAction, WhyNot
from intake.models import Lead


@dataclass(frozen=True)
class StepLine:
    """One step: what it is, when, and how it stands. `may_act` while it is still planned in a running plan."""

    id: UUID
    what: str
    when: str
    state: str
    why: str
    may_act: bool


@dataclass(frozen=True)
class RoundPart:
    """One plan somebody is or was in."""

    id: UUID
    name: str
    state: str
    reason: str
    is_active: bool
    is_paused: bool
    steps: tuple[StepLine, ...]


@dataclass(frozen=True)
class AppointmentLine:
    """One appointment on the clinic's clock."""

    id: UUID
    when: str
    kind: str
    state: str
    note: str
    is_booked: bool
    is_cancelled: bool
    has_begun: bool


@dataclass(frozen=True)
class Rehearsal:
    """What a plan would do for this person from now on: when on their clock, what, what becomes of it, and why."""

    plan: Plan
    lines: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class FollowUpPage:
    """The page; `forms` hold what was typed when something has to be put right."""

    file: LeadFollowUp
    rounds: tuple[RoundPart, ...]
    appointments: tuple[AppointmentLine, ...]
    messages: tuple[tuple[str, str, str], ...]
    forms: dict[str, Any]
    zone: Zone
    is_in_a_plan: bool
    rehearsal: Rehearsal | None = None
    key: str = field(default_factory=lambda: str(uuid4()))


def followup_page(
    *, staff: Staff, lead_id: UUID, now: datetime, sent_back: dict[str, Any] | None = None, plan_id: str = ""
) -> FollowUpPage:
    """Read and word it; raises Lead.DoesNotExist for a lead out of sight. `plan_id`: the plan to rehearse, if one of theirs."""
    file = lead_followup(staff=staff, lead_id=lead_id)
    zone = ZoneInfo(file.lead.clinic.time_zone)
    theirs = zone_of_person(file.lead)
    ready = {
        "enrol": EnrolForm(plans=file.plans),
        "book": AppointmentForm(),
        "move": AppointmentForm(prefix="move"),
        "zone": ZoneForm(initial={"zone": theirs.name}),
    }
    return FollowUpPage(
        file=file,
        rounds=tuple(_round(one, now) for one in file.rounds),
        appointments=tuple(_appointment(one, now) for one in file.appointments),
        messages=tuple(_message(one, zone, now) for one in file.messages),
        forms=ready | (sent_back or {}),
        zone=theirs,
        is_in_a_plan=any(one.is_open for one in file.rounds),
        rehearsal=next((_rehearse(plan, file.lead, now) for plan in file.plans if str(plan.id) == plan_id), None),
    )


def planned_words(lead: Lead, now: datetime) -> list[tuple[str, str]]:
    """The next steps for the lead's own page: when on the person's clock, and what."""
    return [(clock_text(row.due_at, zone=ZoneInfo(row.zone), now=now), _what(row)) for row in next_steps_of(lead)]


def _rehearse(plan: Plan, lead: Lead, now: datetime) -> Rehearsal:
    content = current_content(plan)
    if content is None:
        return Rehearsal(plan, ())
    steps = {step.key: step for step in content.steps}
    zone = ZoneInfo(zone_of_person(lead).name)
    foreseen = preview_for_lead(plan=plan, content=content, lead=lead, now=now)
    return Rehearsal(plan, tuple(_foreseen(one, steps[one.step], zone, now) for one in foreseen))


def _foreseen(one: Foreseen, step: StepContent, zone: ZoneInfo, now: datetime) -> tuple[str, str, str, str]:
    what = (
        _("E-mail “%(text)s”") % {"text": text_name(step.template_code)}
        if step.action == StepAction.EMAIL
        else in_words(step.task_reason) or str(StepAction(step.action).label)
    )
    return clock_text(one.due_at, zone=zone, now=now), what, becomes_words(one.outcome), one.explanation


def _round(one: Round, now: datetime) -> RoundPart:
    enrolment = one.enrolment
    return RoundPart(
        id=enrolment.id,
        name=enrolment.plan.shown_name,
        state=str(enrolment.get_state_display()),
        reason=_why_it_stands(enrolment, now),
        is_active=enrolment.state == EnrolmentState.ACTIVE,
        is_paused=enrolment.state == EnrolmentState.PAUSED,
        steps=tuple(_step(step, now, is_open=one.is_open) for step in one.steps),
    )


def _why_it_stands(enrolment: Enrolment, now: datetime) -> str:
    """Why it ended, or since when it is paused."""
    if enrolment.state == EnrolmentState.PAUSED and enrolment.paused_at is not None:
        return _("Paused since %(since)s") % {"since": clock_text(enrolment.paused_at, zone=ZoneInfo(enrolment.zone), now=now)}
    return str(enrolment.get_exit_reason_display()) if enrolment.exit_reason else ""


def _step(row: Occurrence, now: datetime, *, is_open: bool) -> StepLine:
    state = str(row.get_state_display())
    if row.message is not None:
        state = f"{state}: {row.message.get_state_display()}"
    return StepLine(
        id=row.id,
        what=_what(row),
        when=clock_text(row.due_at, zone=ZoneInfo(row.zone), now=now),
        state=state,
        why=_why(row),
        may_act=is_open and row.state == OccurrenceState.PLANNED,
    )


def _what(row: Occurrence) -> str:
    """What a step does, in words."""
    words = {
        StepAction.EMAIL: _("E-mail “%(text)s”") % {"text": text_name(row.step.template_code)},
        StepAction.TASK: in_words(row.step.task_reason),
    }
    return words.get(StepAction(row.step.action), str(row.step.get_action_display()))


def _why(row: Occurrence) -> str:
    if row.reason:
        return str(row.get_reason_display())
    if row.state == OccurrenceState.PLANNED:
        return str(SHIFT_WORDS.get(row.shift, ""))
    if row.message is not None and row.message.why_not != WhyNot.NONE:
        return str(row.message.get_why_not_display())
    return ""


def _appointment(row: Appointment, now: datetime) -> AppointmentLine:
    return AppointmentLine(
        id=row.id,
        when=clock_text(row.starts_at, zone=ZoneInfo(row.zone), now=now),
        kind=str(row.get_kind_display()),
        state=str(row.get_state_display()),
        note=row.note,
        is_booked=row.state == AppointmentState.BOOKED,
        is_cancelled=row.state == AppointmentState.CANCELLED,
        has_begun=row.starts_at <= now,
    )


def _message(row: Message, zone: ZoneInfo, now: datetime) -> tuple[str, str, str]:
    note = mail_note(row)
    state = str(row.get_state_display())
    return clock_text(row.sent_at or row.created_at, zone=zone, now=now), row.subject, f"{state}: {note}" if note else state
