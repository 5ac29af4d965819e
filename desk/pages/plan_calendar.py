"""What a plan would do for a made-up person: a calendar of months, and the same as lines."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from core.sentences import in_words
from desk.pages.text_names import text_name
from followup.domain.plan_content import PlanContent, StepContent
from followup.domain.plan_previewing import Foreseen, Sample, newcomer
from followup.domain.rehearsing_plans import preview_for_sample
from followup.domain.timing import to_utc
from followup.models import Plan
from followup.states import StepAction

_SUNDAY = 6


@dataclass(frozen=True)
class Mark:
    """One step on a day of the calendar: its number, and its time of day (empty when it is left out)."""

    number: int
    time: str


@dataclass(frozen=True)
class DayCell:
    """One day of the calendar with what happens on it."""

    day: date
    is_outside: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Month:
    """One month as weeks of days, under the names of the days."""

    name: str
    weeks: tuple[tuple[DayCell, ...], ...]

    @property
    def weekdays(self) -> list[str]:
        return [date_format(cell.day, "D") for cell in self.weeks[0]]


@dataclass(frozen=True)
class Line:
    """One step in words: when, which, what becomes of it and why."""

    when: str
    number: int
    what: str
    becomes: str
    why: str


def foreseen_for(*, plan: Plan, content: PlanContent, start: date, zone: ZoneInfo, language: str) -> list[Foreseen]:
    """What a plan would do for somebody who gets in at ten in the morning of a day."""
    sample = Sample(start=to_utc(datetime.combine(start, time(10)), zone), zone=zone, facts=newcomer(plan.entry))
    return preview_for_sample(clinic=plan.clinic, content=content, sample=sample, language=language)


def lines_of(found: Sequence[Foreseen], content: PlanContent) -> list[Line]:
    """Every step in the order of time."""
    numbers = _numbers(content)
    steps = {step.key: step for step in content.steps}
    return [
        Line(
            when=date_format(datetime.fromisoformat(one.due_local), "DATETIME_FORMAT"),
            number=numbers[one.step],
            what=what_of(steps[one.step]),
            becomes=becomes_words(one.outcome),
            why=one.explanation,
        )
        for one in found
    ]


def becomes_words(outcome: str) -> str:
    """What becomes of a foreseen step."""
    words = {"send": _("E-mail goes out"), "moved": _("E-mail goes out later"), "task": _("Work for a person")}
    return words.get(outcome, _("Left out"))


def months_of(found: Sequence[Foreseen], content: PlanContent) -> list[Month]:
    """The months in which something happens, six at most."""
    numbers = _numbers(content)
    by_day: dict[date, list[Mark]] = defaultdict(list)
    for one in found:
        local = datetime.fromisoformat(one.due_local)
        by_day[local.date()].append(Mark(numbers[one.step], "" if one.outcome == "skipped" else time_format(local.time())))
    months = sorted({(day.year, day.month) for day in by_day})[:6]
    return [Month(date_format(date(year, month, 1), "F Y"), _weeks(year, month, by_day)) for year, month in months]


def _numbers(content: PlanContent) -> dict[str, int]:
    return {step.key: number for number, step in enumerate(content.steps, start=1)}


def what_of(step: StepContent) -> str:
    """What a step does, in words."""
    if step.action == StepAction.EMAIL:
        return text_name(step.template_code)
    return in_words(step.task_reason) or str(StepAction(step.action).label)


def _weeks(year: int, month: int, by_day: Mapping[date, list[Mark]]) -> tuple[tuple[DayCell, ...], ...]:
    return tuple(
        tuple(DayCell(day, day.month != month, tuple(by_day.get(day, ())) if day.month == month else ()) for day in week)
        for week in Calendar(firstweekday=_SUNDAY).monthdatescalendar(year, month)
    )
