"""Planning: when each step of a plan is due for one person, by rule, and why one is moved or left out. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from followup.domain.plan_content import PlanContent, StepContent
from followup.domain.timing import Moved, Shift, into_hours, step_due_at, wall_text
from followup.states import Because

# How far ahead steps become rows.
HORIZON = timedelta(days=35)
# A step with this condition is about what lies ahead, whatever hour of that day it was given.
AHEAD_ONLY = "appointment_booked"
# Routine mail never arrives later than this after its time, whatever its step says.
MOST_OVERDUE = timedelta(hours=48)


@dataclass(frozen=True)
class AnchorAt:
    """One moment that steps are counted from. `set_at`: when it became known; steps due before that had no chance.

    `ends_at`: when what it speaks of begins, where that is not this moment.
    """

    at: datetime
    set_at: datetime
    sequence: int = 0
    appointment_id: UUID | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Situation:
    """What planning knows of a person. `since`: when they got into the plan, or this version of it was published."""

    zone: ZoneInfo
    since: datetime
    anchors: Mapping[str, Sequence[AnchorAt]]
    holidays: frozenset[date] = field(default=frozenset())


@dataclass(frozen=True)
class Planned:
    """One step for one anchor. `because` is set when it will not be done, and then `due_at` is what the rule alone says."""

    step: StepContent
    sequence: int
    appointment_id: UUID | None
    due_at: datetime
    due_local: str
    expires_at: datetime
    shift: Shift
    because: Because


def plan_all(content: PlanContent, situation: Situation) -> list[Planned]:
    """Every step for every anchor there is, in the order in which they are due."""
    found = [plan_step(content, step, anchor, situation) for step in content.steps for anchor in situation.anchors.get(step.anchor, ())]
    places = {step.key: place for place, step in enumerate(content.steps)}
    return sorted(found, key=lambda planned: (planned.due_at, places[planned.step.key]))


def plan_step(content: PlanContent, step: StepContent, anchor: AnchorAt, situation: Situation) -> Planned:
    """When one step is due for one anchor."""
    rule = step_due_at(anchor.at, offset=step.offset, local_minute=step.local_minute, zone=situation.zone, holidays=situation.holidays)
    moved = _moved(content, step, rule, situation)
    expires_at = _expiry(step, anchor, rule, moved)
    because = _because(moved, expires_at, since=max(situation.since, anchor.set_at))
    due = moved.at if moved is not None and because in {Because.NONE, Because.IN_THE_PAST} else rule
    return Planned(
        step=step,
        sequence=anchor.sequence,
        appointment_id=anchor.appointment_id,
        due_at=due,
        due_local=wall_text(due, situation.zone),
        expires_at=max(expires_at, due),
        shift=moved.shift if moved is not None and because == Because.NONE else Shift.NONE,
        because=because,
    )


def _expiry(step: StepContent, anchor: AnchorAt, rule: datetime, moved: Moved | None) -> datetime:
    """What comes before its anchor, or what that speaks of, makes no sense after it, and routine mail is never later than two days."""
    expires_at = rule + timedelta(minutes=step.expires_minutes)
    ends_at = anchor.ends_at or anchor.at
    if rule < ends_at or AHEAD_ONLY in step.guards:
        expires_at = min(expires_at, ends_at)
    if step.keeps_hours and not step.is_critical and moved is not None:
        expires_at = min(expires_at, moved.at + MOST_OVERDUE)
    return expires_at


def _moved(content: PlanContent, step: StepContent, rule: datetime, situation: Situation) -> Moved | None:
    if not step.keeps_hours:
        return Moved(rule, Shift.NONE)
    return into_hours(rule, hours=content.hours_for(step, situation.holidays), zone=situation.zone)


def _because(moved: Moved | None, expires_at: datetime, *, since: datetime) -> Because:
    if moved is None:
        return Because.NO_HOURS
    if moved.at < since:
        return Because.IN_THE_PAST
    return Because.NO_HOURS if moved.at >= expires_at else Because.NONE


def within_horizon(planned: Sequence[Planned], now: datetime) -> Iterator[Planned]:
    """Those that become rows now."""
    return (one for one in planned if one.due_at <= now + HORIZON)
