"""Previewing: what a plan would do for one person, step by step, with what is moved or left out and why. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followup.domain.capping import MOST_A_DAY, MOST_IN_SEVEN_DAYS
from followup.domain.guards import Facts, first_untrue
from followup.domain.plan_content import PlanContent
from followup.domain.planning import AnchorAt, Planned, Situation, plan_all
from followup.domain.timing import Shift, into_next_day, to_utc, wall_clock, wall_text
from followup.states import Anchor, Because, PlanEntry, StepAction
from intake.states import LeadStatus

_WEEK = timedelta(days=6)
# Where nothing else is said, the example's appointment is a week after the start, at ten.
_APPOINTMENT_AFTER, _APPOINTMENT_AT = timedelta(days=7), time(10)
NEW_PERSON = Facts(status=LeadStatus.NEW, was_reached=False, appointment="booked", has_booking=True)


def newcomer(entry: str) -> Facts:
    """Somebody made up who gets in by this door."""
    return replace(NEW_PERSON, status=LeadStatus.COULD_NOT_REACH) if entry == PlanEntry.COULD_NOT_REACH else NEW_PERSON


# Codes of followup.domain.timing.Shift in words; the editor shows them beside the time.
SHIFT_WORDS: Mapping[str, Promise] = {
    Shift.HOURS: _("Moved into the hours in which messages may arrive"),
    Shift.WEEKDAY: _("Moved to a day on which messages may arrive"),
    Shift.HOLIDAY: _("Moved past a holiday"),
    Shift.REPLY: _("Moved, because they wrote and nobody has read it yet"),
    Shift.CAP: _("Moved, because automatic e-mails to one address are kept apart"),
}


@dataclass(frozen=True)
class Sample:
    """A made-up person: when they get in, where they live, and the dates that steps may count from."""

    start: datetime
    zone: ZoneInfo
    anchors: Mapping[str, datetime] = field(default_factory=dict)
    facts: Facts = NEW_PERSON
    # Why no e-mail may go to them at all, if so: a code of followup.states.Because.
    no_mail: str = ""


@dataclass(frozen=True)
class Foreseen:
    """What happens to one step. `outcome` is send, task, moved (sent, but later than its rule says) or skipped."""

    step: str
    due_at: datetime
    due_local: str
    action: str
    outcome: str
    reason: str = ""

    def as_dict(self) -> dict[str, str]:
        """For `manage preview_plan --json`."""
        return {
            "step": self.step,
            "due_local": self.due_local,
            "due_utc": self.due_at.astimezone(UTC).isoformat(),
            "action": self.action,
            "outcome": self.outcome,
            "reason": self.reason,
        }

    @property
    def explanation(self) -> str:
        """The reason in words; empty when it comes as its rule says."""
        if self.reason in Because.values:
            return str(Because(self.reason).label)
        return str(SHIFT_WORDS.get(self.reason, self.reason))


def preview(content: PlanContent, sample: Sample, *, holidays: frozenset[date], without_words: Collection[str] = ()) -> list[Foreseen]:
    """Every step for this person, in the order of time. `without_words`: texts that have none in their language."""
    anchors = {
        anchor: [AnchorAt(at=_anchor_at(anchor, sample), set_at=sample.start, ends_at=_ends_at(anchor, sample))]
        for anchor in dict.fromkeys(step.anchor for step in content.steps)
    }
    situation = Situation(zone=sample.zone, since=sample.start, anchors=anchors, holidays=holidays)
    seen, mails = [], []
    for one in plan_all(content, situation):
        because = _why_skipped(one, sample, without_words)
        if because or one.step.action != StepAction.EMAIL:
            seen.append(_as(one, "skipped", because) if because else _as(one, "task"))
        else:
            mails.append(one)
    seen += _Outbox(content, situation).send(mails)
    places = {step.key: place for place, step in enumerate(content.steps)}
    return sorted(_until_stop(seen), key=lambda one: (one.due_at, places[one.step]))


def _anchor_at(anchor: str, sample: Sample) -> datetime:
    if anchor in sample.anchors:
        return sample.anchors[anchor]
    if anchor != Anchor.APPOINTMENT:
        return sample.start
    day = wall_clock(sample.start, sample.zone).date() + _APPOINTMENT_AFTER
    return to_utc(datetime.combine(day, _APPOINTMENT_AT), sample.zone)


def _ends_at(anchor: str, sample: Sample) -> datetime | None:
    return _anchor_at(Anchor.APPOINTMENT, sample) if anchor == Anchor.BOOKING else None


class _Outbox:
    """The e-mails of one plan on their way, as followup.domain.judging lets them go: the best of a moment, within the caps."""

    def __init__(self, content: PlanContent, situation: Situation) -> None:
        self.content, self.situation = content, situation
        self.places = {step.key: place for place, step in enumerate(content.steps)}
        self.days: list[date] = []

    def send(self, mails: Sequence[Planned]) -> list[Foreseen]:
        """What becomes of each."""
        seen, waiting = [], list(mails)
        while waiting:
            at = min(one.due_at for one in waiting)
            together = sorted(
                (one for one in waiting if one.due_at == at), key=lambda one: (one.step.is_critical, self.places[one.step.key])
            )
            waiting = [one for one in waiting if one.due_at != at]
            best = together.pop()
            seen += [_as(one, "skipped", Because.NEWER_STEP) for one in together]
            if best.step.is_critical or not self._is_full(at, waiting):
                self.days.append(self._day(at))
                seen.append(_as(best, "moved" if best.shift else "send", best.shift))
            elif (later := self._next_day(best)) is not None:
                waiting.append(later)
            else:
                seen.append(_as(best, "skipped", Because.CAP))
        return seen

    def _rank(self, one: Planned) -> tuple[bool, int]:
        return one.step.is_critical, self.places[one.step.key]

    def _is_full(self, at: datetime, waiting: Sequence[Planned]) -> bool:
        today = self._day(at)
        week = sum(today - _WEEK <= day <= today for day in self.days)
        is_taken = any(one.step.is_critical and self._day(one.due_at) == today for one in waiting)
        return is_taken or self.days.count(today) >= MOST_A_DAY or week >= MOST_IN_SEVEN_DAYS

    def _next_day(self, one: Planned) -> Planned | None:
        hours = self.content.hours_for(one.step, self.situation.holidays)
        moved = into_next_day(one.due_at, hours=hours, zone=self.situation.zone)
        if moved is None or moved.at >= one.expires_at:
            return None
        return replace(one, due_at=moved.at, due_local=wall_text(moved.at, self.situation.zone), shift=moved.shift)

    def _day(self, at: datetime) -> date:
        return wall_clock(at, self.situation.zone).date()


def _why_skipped(one: Planned, sample: Sample, without_words: Collection[str]) -> str:
    if one.because:
        return one.because
    if first_untrue(one.step.guards, sample.facts):
        return Because.NOT_TRUE
    if one.step.action != StepAction.EMAIL:
        return ""
    return sample.no_mail or (Because.NO_TEMPLATE if one.step.template_code in without_words else "")


def _as(one: Planned, outcome: str, reason: str = "") -> Foreseen:
    return Foreseen(one.step.key, one.due_at, one.due_local, one.step.action, outcome, str(reason))


def _until_stop(seen: Sequence[Foreseen]) -> list[Foreseen]:
    """Nothing happens after the step that stops the plan."""
    stops = [one.due_at for one in seen if one.action == StepAction.STOP and one.outcome != "skipped"]
    return [one for one in seen if not stops or one.due_at <= min(stops)]
