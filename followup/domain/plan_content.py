"""What a plan says: its steps and hours as plain values, whichever row, draft or ready plan they come from. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from followup.domain.timing import EVERY_DAY, Offset, SendingHours, Unit
from followup.models import PlanVersion, Step
from followup.states import ExitReason, OnMissed, StepAction, StepClass

# What a clinic may choose to end a plan; safety and a wish for no more messages end every plan.
OPTIONAL_STOPS = (ExitReason.REPLIED, ExitReason.REACHED, ExitReason.BOOKED, ExitReason.URGENT, ExitReason.CLOSED, ExitReason.OTHER_PLAN)
# These arrive in somebody's hands, so they keep to the sending hours.
REACHING_OUT = frozenset({StepAction.EMAIL})


@dataclass(frozen=True)
class StepContent:
    """One step. Times of day are minutes of the person's own day."""

    key: str
    anchor: str
    amount: int
    unit: str
    action: str
    local_minute: int | None = None
    opens_minute: int | None = None
    closes_minute: int | None = None
    expires_minutes: int = 24 * 60
    step_class: str = StepClass.ROUTINE.value
    guards: tuple[str, ...] = ()
    template_code: str = ""
    task_kind: str = ""
    task_reason: str = ""
    on_missed: str = OnMissed.SKIP.value

    @property
    def offset(self) -> Offset:
        """How long after its anchor."""
        return Offset(self.amount, Unit(self.unit))

    @property
    def keeps_hours(self) -> bool:
        """Whether it may only happen in the sending hours."""
        return self.action in REACHING_OUT

    @property
    def is_critical(self) -> bool:
        """Exempt from the caps, and work for a person when it is missed."""
        return self.step_class == StepClass.CRITICAL


@dataclass(frozen=True)
class PlanContent:
    """One version of a plan."""

    steps: tuple[StepContent, ...]
    opens_minute: int = 9 * 60
    closes_minute: int = 19 * 60
    weekdays: frozenset[int] = EVERY_DAY
    on_holidays: bool = False
    stops_on: tuple[str, ...] = field(default=tuple(stop.value for stop in OPTIONAL_STOPS))

    def hours_for(self, step: StepContent, holidays: frozenset[date]) -> SendingHours:
        """When this step may arrive."""
        return SendingHours(
            opens_minute=self.opens_minute if step.opens_minute is None else step.opens_minute,
            closes_minute=self.closes_minute if step.closes_minute is None else step.closes_minute,
            weekdays=self.weekdays,
            holidays=frozenset() if self.on_holidays else holidays,
        )

    def step(self, key: str) -> StepContent | None:
        """The step with this key."""
        return next((step for step in self.steps if step.key == key), None)

    def as_dict(self) -> dict[str, Any]:
        """For a draft's row."""
        body = asdict(self)
        body["weekdays"] = sorted(self.weekdays)
        body["stops_on"] = list(self.stops_on)
        body["steps"] = [{**step, "guards": list(step["guards"])} for step in body["steps"]]
        return body

    @property
    def fingerprint(self) -> str:
        """The same content has the same one."""
        body = {**self.as_dict(), "stops_on": sorted(self.stops_on)}
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()

    @property
    def template_codes(self) -> list[str]:
        """The texts it sends, each once, in order."""
        return list(dict.fromkeys(step.template_code for step in self.steps if step.template_code))


def content_of(version: PlanVersion) -> PlanContent:
    """What a published version says; its steps are read in one query unless they were prefetched."""
    steps = sorted(version.steps.all(), key=lambda step: step.position)
    return replace(frame_of(version), steps=tuple(step_content_of(step) for step in steps))


def frame_of(version: PlanVersion) -> PlanContent:
    """What a published version says about all of its steps, without reading them."""
    return PlanContent(
        steps=(),
        opens_minute=version.opens_minute,
        closes_minute=version.closes_minute,
        weekdays=frozenset(version.weekdays),
        on_holidays=version.on_holidays,
        stops_on=tuple(version.stops_on),
    )


def step_content_of(step: Step) -> StepContent:
    """What one published step says."""
    return StepContent(
        key=step.key,
        anchor=step.anchor,
        amount=step.offset_amount,
        unit=step.offset_unit,
        action=step.action,
        local_minute=step.local_minute,
        opens_minute=step.opens_minute,
        closes_minute=step.closes_minute,
        expires_minutes=step.expires_minutes,
        step_class=step.step_class,
        guards=tuple(step.guards),
        template_code=step.template_code,
        task_kind=step.task_kind,
        task_reason=step.task_reason,
        on_missed=step.on_missed,
    )


def content_from(body: Mapping[str, Any]) -> PlanContent:
    """What a draft says; only for a draft that `plan_checking.problems_in` found no fault with."""
    steps = [StepContent(**{**step, "guards": tuple(step.get("guards", ()))}) for step in body["steps"]]
    rest = {name: body[name] for name in ("opens_minute", "closes_minute", "on_holidays") if name in body}
    return PlanContent(
        steps=tuple(steps),
        weekdays=frozenset(body.get("weekdays", EVERY_DAY)),
        stops_on=tuple(body.get("stops_on", [stop.value for stop in OPTIONAL_STOPS])),
        **rest,
    )
