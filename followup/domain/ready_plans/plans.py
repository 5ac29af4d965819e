"""The plans themselves, and giving a clinic those it lacks. The days are proposals: a clinic looks at them before it turns one on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from clinics.models import Clinic
from core.sql import whole
from followup.domain.plan_content import PlanContent, StepContent
from followup.domain.plan_editing import Settings, create_plan, publish_version
from followup.domain.ready_texts import publish_ready_texts
from followup.models import Plan
from followup.states import Anchor, ExitReason, OnMissed, PlanEntry, StepAction, StepClass
from intake.states import Purpose, TaskKind

_NINE, _TEN = 9 * 60, 10 * 60
_DAY = 24 * 60
_SAFETY_STOPS = (ExitReason.URGENT.value, ExitReason.CLOSED.value)


@dataclass(frozen=True)
class ReadyPlan:
    """A plan that comes with the product."""

    code: str
    settings: Settings
    content: PlanContent


def _email(key: str, amount: int, text: str, **columns: Any) -> StepContent:
    """At ten in the morning so many days after they got in; a long weekend may put it off, an outage ends it after two days."""
    values = {"anchor": Anchor.ENROLMENT.value, "unit": "days", "local_minute": _TEN, "expires_minutes": 5 * _DAY, **columns}
    return StepContent(key=key, amount=amount, action=StepAction.EMAIL.value, template_code=text, **values)


def _work(key: str, amount: int, reason: str, **columns: Any) -> StepContent:
    values = {"anchor": Anchor.ENROLMENT.value, "unit": "days", "local_minute": _NINE, "expires_minutes": 7 * _DAY, **columns}
    return StepContent(key=key, amount=amount, action=StepAction.TASK.value, task_reason=reason, **values)


READY_PLANS: tuple[ReadyPlan, ...] = (
    ReadyPlan(
        "new-inquiry",
        Settings(gettext_noop("New inquiry"), Purpose.HELPFUL, PlanEntry.NEW_INQUIRY),
        PlanContent(
            steps=(
                _email("day-1", 1, "inquiry-day-1"),
                _email("day-3", 3, "inquiry-day-3"),
                _email("day-7", 7, "inquiry-day-7"),
                _email("day-14", 14, "inquiry-day-14"),
            ),
        ),
    ),
    ReadyPlan(
        "could-not-reach",
        Settings(gettext_noop("Could not reach you"), Purpose.INQUIRY, PlanEntry.COULD_NOT_REACH, may_reenter=True, cooldown_days=30),
        PlanContent(
            steps=(
                _email("day-1", 1, "unreached-1", guards=("could_not_reach",)),
                _work(
                    "look-again",
                    14,
                    gettext_noop("Two weeks without a word. Look whether there is another way to reach them."),
                    guards=("not_reached",),
                ),
                _email("day-21", 21, "unreached-2", guards=("could_not_reach",)),
            ),
        ),
    ),
    ReadyPlan(
        "appointment",
        Settings(gettext_noop("Appointment"), Purpose.APPOINTMENTS, PlanEntry.APPOINTMENT, may_reenter=True, cooldown_days=0),
        PlanContent(
            steps=(
                # Ten minutes leave time to put a slip right: a move takes it back.
                _email(
                    "booked",
                    10,
                    "appointment-booked",
                    anchor=Anchor.BOOKING.value,
                    unit="minutes",
                    local_minute=None,
                    expires_minutes=_DAY,
                    guards=("appointment_booked",),
                ),
                _email(
                    "day-before",
                    -1,
                    "appointment-day-before",
                    anchor=Anchor.APPOINTMENT.value,
                    expires_minutes=10 * 60,
                    step_class=StepClass.CRITICAL.value,
                    guards=("appointment_booked",),
                ),
                _email(
                    "morning",
                    0,
                    "appointment-morning",
                    anchor=Anchor.APPOINTMENT.value,
                    local_minute=7 * 60 + 30,
                    opens_minute=7 * 60,
                    closes_minute=12 * 60,
                    expires_minutes=4 * 60,
                    guards=("appointment_booked",),
                ),
                _email(
                    "offer",
                    1,
                    "appointment-missed",
                    anchor=Anchor.APPOINTMENT.value,
                    guards=("appointment_missed", "no_booking"),
                    on_missed=OnMissed.TASK.value,
                ),
                _work(
                    "call",
                    3,
                    gettext_noop("They did not come and have no new time. Call them."),
                    anchor=Anchor.APPOINTMENT.value,
                    task_kind=TaskKind.CALLBACK.value,
                    guards=("appointment_missed", "no_booking"),
                ),
            ),
            on_holidays=True,
            stops_on=_SAFETY_STOPS,
        ),
    ),
    ReadyPlan(
        "waiting-list",
        Settings(gettext_noop("Waiting list"), Purpose.INQUIRY, PlanEntry.BY_HAND, may_reenter=True, cooldown_days=0),
        PlanContent(
            steps=(
                _email("week-1", 7, "waiting"),
                _work("call-2", 14, gettext_noop("They wait for a place. Call and ask how they are.")),
                _email("week-3", 21, "waiting"),
                _work("call-5", 35, gettext_noop("They wait for a place. Call and ask how they are.")),
                _email("week-7", 49, "waiting"),
                _work("look-9", 63, gettext_noop("Nine weeks on the list. Decide with them what comes next.")),
            ),
            stops_on=(ExitReason.BOOKED.value, *_SAFETY_STOPS),
        ),
    ),
    ReadyPlan(
        "family",
        Settings(gettext_noop("Family member"), Purpose.HELPFUL, PlanEntry.FAMILY_INQUIRY),
        PlanContent(
            steps=(_email("day-1", 1, "family-1"), _email("day-4", 4, "family-2"), _email("day-10", 10, "family-3")),
        ),
    ),
)


@whole
def publish_ready_plans(*, clinic: Clinic, now: datetime) -> int:
    """Give a clinic every ready plan it lacks, with its texts, off; how many were added."""
    publish_ready_texts(clinic=clinic, now=now)
    have = set(Plan.objects.filter(clinic=clinic, current__isnull=False).values_list("code", flat=True))
    missing = [ready for ready in READY_PLANS if ready.code not in have]
    for ready in missing:
        plan = create_plan(clinic=clinic, code=ready.code, settings=ready.settings, staff=None, now=now)
        publish_version(plan=plan, content=ready.content, staff=None, now=now)
    return len(missing)
