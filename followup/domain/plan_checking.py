"""Plan checking: everything that is wrong with a plan as somebody typed it, each with its place and what to do. Pure."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followup.domain.guards import PREDICATES
from followup.domain.plan_content import OPTIONAL_STOPS, StepContent
from followup.domain.timing import DAY_MINUTES, Unit
from followup.domain.variables import OF_APPOINTMENT, OF_PLAN, is_known
from followup.states import Anchor, OnMissed, StepAction, StepClass
from intake.states import TaskKind

MOST_STEPS = 60
LEAST_EXPIRY, MOST_EXPIRY = 15, 30 * DAY_MINUTES
# Two years, in each unit.
MOST_AMOUNT = {
    Unit.MINUTES: 2 * 366 * DAY_MINUTES,
    Unit.HOURS: 2 * 366 * 24,
    Unit.DAYS: 2 * 366,
    Unit.WEEKS: 105,
    Unit.BUSINESS_DAYS: 520,
}
REASON_MOST = 200
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_STEP_FIELDS = frozenset(StepContent.__dataclass_fields__)
_BODY_FIELDS = frozenset({"steps", "opens_minute", "closes_minute", "weekdays", "on_holidays", "stops_on"})
# Only these lie ahead of somebody, so only they have a "before".
_AHEAD = frozenset({Anchor.APPOINTMENT, Anchor.DOSE, Anchor.DISCHARGE})
# Steps that hang on one appointment, and can say when it is.
_OF_APPOINTMENT = frozenset({Anchor.APPOINTMENT, Anchor.BOOKING})
_CLOCK_UNITS = frozenset({Unit.MINUTES, Unit.HOURS})


@dataclass(frozen=True)
class Problem:
    """One thing to put right. `step` is the place of the step from 1, 0 for the plan itself."""

    step: int
    field: str
    sentence: str | Promise


class PlanProblemsError(ValueError):
    """The plan can't be published as it is; `problems` say why."""

    def __init__(self, problems: Collection[Problem]) -> None:
        super().__init__("The plan has problems.")
        self.problems = list(problems)


# Code of a text → the places its words have.
Texts = Mapping[str, Collection[str]]


def problems_in(body: Mapping[str, Any], *, templates: Texts) -> list[Problem]:
    """What is wrong; nothing when it can be published. `templates` are the texts that the plan may send."""
    steps = body.get("steps")
    if not isinstance(steps, list) or not steps:
        return [Problem(0, "steps", _("Add at least one step."))]
    if len(steps) > MOST_STEPS:
        return [Problem(0, "steps", _("A plan has at most 60 steps. Split it in two."))]
    found = list(_of_body(body))
    for place, step in enumerate(steps, start=1):
        found += _of_step(place, step, templates) if isinstance(step, dict) else [Problem(place, "", _("This is not a step."))]
    keys = [step.get("key") for step in steps if isinstance(step, dict) and isinstance(step.get("key"), str)]
    twice = [place for place, key in enumerate(keys, start=1) if key in keys[: place - 1]]
    return found + [Problem(place, "key", _("Another step has this name already. Choose a new one.")) for place in twice]


def _of_body(body: Mapping[str, Any]) -> Iterator[Problem]:
    for name in sorted(set(body) - _BODY_FIELDS):
        yield Problem(0, name, _("A plan has no such setting."))
    if not _are_hours(body.get("opens_minute", 540), body.get("closes_minute", 1140)):
        yield Problem(0, "opens_minute", _("The hours must begin before they end, within one day."))
    weekdays = body.get("weekdays", [0])
    if not isinstance(weekdays, list) or not weekdays or not all(_is_int(day, 0, 6) for day in weekdays):
        yield Problem(0, "weekdays", _("Choose at least one day of the week."))
    if not isinstance(body.get("on_holidays", False), bool):
        yield Problem(0, "on_holidays", _("Say yes or no."))
    stops = body.get("stops_on", [])
    if not isinstance(stops, list) or not set(map(str, stops)) <= {stop.value for stop in OPTIONAL_STOPS}:
        yield Problem(0, "stops_on", _("Choose from the list of what ends a plan."))


def _are_hours(opens: Any, closes: Any) -> bool:
    return _is_int(opens, 0, DAY_MINUTES) and _is_int(closes, 0, DAY_MINUTES) and opens < closes


def _is_int(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _one_of(values: Collection[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in values


# Field → whether its value may stand, and what to do when it may not. Fields with a default may be left out.
_CHECKS: Mapping[str, tuple[Callable[[Any], bool], Promise]] = {
    "key": (
        lambda value: isinstance(value, str) and bool(_KEY.fullmatch(value)),
        _("Give the step a short name: letters, digits, dashes."),
    ),
    "anchor": (_one_of(Anchor.values), _("Choose what the step is counted from.")),
    "unit": (_one_of([unit.value for unit in Unit]), _("Choose minutes, hours, days, business days or weeks.")),
    "action": (_one_of(StepAction.values), _("Choose what the step does.")),
    "local_minute": (lambda value: value is None or _is_int(value, 0, DAY_MINUTES - 1), _("Give a time of day.")),
    "expires_minutes": (lambda value: _is_int(value, LEAST_EXPIRY, MOST_EXPIRY), _("Give between 15 minutes and 30 days.")),
    "step_class": (_one_of(StepClass.values), _("Choose routine or critical.")),
    "guards": (
        lambda value: isinstance(value, list | tuple) and all(isinstance(code, str) and code in PREDICATES for code in value),
        _("Choose conditions from the list."),
    ),
    "template_code": (lambda value: isinstance(value, str), _("Choose a text.")),
    "task_kind": (_one_of(["", *TaskKind.values]), _("Choose a kind of work.")),
    "task_reason": (lambda value: isinstance(value, str) and len(value) <= REASON_MOST, _("Say it in 200 characters.")),
    "on_missed": (_one_of(OnMissed.values), _("Choose what happens when it is missed.")),
}
_NEEDED = ("key", "anchor", "amount", "unit", "action")


def _of_step(place: int, step: Mapping[str, Any], templates: Texts) -> list[Problem]:
    found = [Problem(place, name, _("A step has no such setting.")) for name in sorted(set(step) - _STEP_FIELDS)]
    for name, (may_stand, sentence) in _CHECKS.items():
        if (name in step or name in _NEEDED) and not may_stand(step.get(name)):
            found.append(Problem(place, name, sentence))
    return found or [*_of_time(place, step), *_of_action(place, step, templates)]


def _of_time(place: int, step: Mapping[str, Any]) -> Iterator[Problem]:
    unit, amount = Unit(step["unit"]), step.get("amount")
    if not isinstance(amount, int) or not _is_int(amount, -MOST_AMOUNT[unit], MOST_AMOUNT[unit]):
        yield Problem(place, "amount", _("Give a whole number of at most two years."))
    elif amount < 0 and step["anchor"] not in _AHEAD:
        yield Problem(place, "amount", _("Only an appointment, a dose or the end of care has a time before it."))
    if step.get("local_minute") is not None and unit in _CLOCK_UNITS:
        yield Problem(place, "local_minute", _("A time of day goes with days and weeks. Leave it empty for minutes and hours."))
    opens, closes = step.get("opens_minute"), step.get("closes_minute")
    if (opens, closes) != (None, None) and not _are_hours(opens, closes):
        yield Problem(place, "opens_minute", _("The hours must begin before they end, within one day."))


def _of_action(place: int, step: Mapping[str, Any], templates: Texts) -> Iterator[Problem]:
    code = step.get("template_code", "")
    if step["action"] == StepAction.EMAIL and code not in templates:
        yield Problem(place, "template_code", _("Choose the text that is sent."))
    elif unfilled := _unfilled(step, templates.get(code, ())):
        sentence = _("This text has the place “%(place)s”, which this step can’t fill. Choose another one.")
        yield Problem(place, "template_code", str(sentence) % {"place": unfilled})
    if step["action"] != StepAction.EMAIL and code:
        yield Problem(place, "template_code", _("Only an e-mail has a text. Leave it empty."))
    if step["action"] == StepAction.TASK and not str(step.get("task_reason", "")).strip():
        yield Problem(place, "task_reason", _("Say what the person is to do."))


def _unfilled(step: Mapping[str, Any], places: Collection[str]) -> str:
    """A place that would stay empty, so that each message would be held; "" when there is none."""
    filled = OF_PLAN | OF_APPOINTMENT if step["anchor"] in _OF_APPOINTMENT else OF_PLAN
    return next((name for name in places if not is_known(name, filled)), "")
