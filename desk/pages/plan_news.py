"""What the ready plan has that a clinic's own never had: the steps of both side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.pages.plan_calendar import what_of
from desk.pages.plans import UNIT_WORDS
from followup.domain.plan_content import StepContent, content_of
from followup.domain.ready_news import news_of_plan, ready_plan
from followup.models import Plan
from followup.states import Anchor


@dataclass(frozen=True)
class StepBeside:
    """One step in words: what it does, and when, counted from what."""

    what: str
    when: str
    is_new: bool


@dataclass(frozen=True)
class PlanNews:
    """The clinic's published steps and the ready ones; those that are new are marked."""

    theirs: list[StepBeside]
    ready: list[StepBeside]


def news_of(plan: Plan) -> PlanNews | None:
    """None when the ready plan has nothing new."""
    fresh, ready = news_of_plan(plan), ready_plan(plan.code)
    if not fresh or ready is None or plan.current is None:
        return None
    keys = {step.key for step in fresh}
    return PlanNews(_beside(content_of(plan.current).steps, set()), _beside(ready.steps, keys))


def _beside(steps: Iterable[StepContent], new_keys: set[str]) -> list[StepBeside]:
    return [StepBeside(what_of(step), _when(step), step.key in new_keys) for step in steps]


def _when(step: StepContent) -> str:
    anchor = str(Anchor(step.anchor).label)
    return f"{anchor}: {step.amount:+d} {UNIT_WORDS[step.offset.unit]}" if step.amount else anchor
