"""Plans in words: the list, the editor's steps with what is wrong beside each field, the calendar, and what turning on means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinics.models import Clinic
from clinics.states import Weekday
from desk.forms.plan_editor import time_of
from desk.pages.text_names import text_name
from desk.wording import clock_text
from followup.domain.guards import PREDICATES
from followup.domain.plan_checking import Problem
from followup.domain.plan_content import OPTIONAL_STOPS, PlanContent, content_of
from followup.domain.rehearsing_plans import DryRun
from followup.domain.timing import Unit
from followup.models import Plan, PlanVersion, Template
from followup.states import OPEN_ENROLMENTS, Anchor, Because, ExitReason, OnMissed, PlanMode, StepAction, StepClass
from intake.states import TaskKind

_MINUTES_AN_HOUR = 60
UNIT_WORDS = {
    Unit.MINUTES: gettext_lazy("minutes"),
    Unit.HOURS: gettext_lazy("hours"),
    Unit.DAYS: gettext_lazy("days"),
    Unit.BUSINESS_DAYS: gettext_lazy("business days"),
    Unit.WEEKS: gettext_lazy("weeks"),
}
_WORK = (TaskKind.PLAN_STEP, TaskKind.CALLBACK, TaskKind.NURSE_CALL, TaskKind.REVIEW)


@dataclass(frozen=True)
class PlanRow:
    """One line of the list."""

    plan: Plan
    people: int
    has_draft: bool


@dataclass(frozen=True)
class EditorStep:
    """One step as it stands in the draft; `problems` by field."""

    place: int
    values: Mapping[str, Any]
    local: Any
    expires: Any
    problems: Mapping[str, str]
    is_first: bool
    is_last: bool

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def place_text(self) -> str:
        return str(self.place)


def plans_of(clinic: Clinic) -> list[PlanRow]:
    """The clinic's plans by name, with who is in each now, in one query."""
    inside = Count("enrolments", filter=Q(enrolments__state__in=OPEN_ENROLMENTS))
    rows = Plan.objects.filter(clinic=clinic).select_related("current", "draft").annotate(people=inside).order_by("name", "id")
    return [PlanRow(plan, vars(plan)["people"], hasattr(plan, "draft")) for plan in rows]


def plan_of(clinic: Clinic, code: str) -> Plan | None:
    """One plan of a clinic."""
    return Plan.objects.filter(clinic=clinic, code=code).select_related("current", "draft", "clinic").first()


def versions_of(plan: Plan) -> list[PlanVersion]:
    """Its versions, newest first."""
    return list(plan.versions.select_related("published_by").order_by("-number")[:20])


def body_of(plan: Plan) -> dict[str, Any]:
    """What the editor opens with: the draft, else the newest version, else nothing yet."""
    draft = getattr(plan, "draft", None)
    if draft is not None:
        return dict(draft.body)
    content = content_of(plan.current) if plan.current is not None else PlanContent(steps=())
    return content.as_dict()


def editor_context(plan: Plan, body: Mapping[str, Any], problems: list[Problem]) -> dict[str, Any]:
    """Everything the editor shows."""
    steps = [step for step in body.get("steps") or [] if isinstance(step, dict)]
    return {
        "plan": plan,
        "steps": [_step(place, step, len(steps), problems) for place, step in enumerate(steps)],
        "opens": time_of(body.get("opens_minute")),
        "closes": time_of(body.get("closes_minute")),
        "weekdays": [(day.value, day.label, day.value in (body.get("weekdays") or [])) for day in Weekday],
        "on_holidays": body.get("on_holidays") is True,
        "stops": [(stop.value, stop.label, stop.value in (body.get("stops_on") or [])) for stop in OPTIONAL_STOPS],
        "always": [ExitReason.OPTED_OUT.label, ExitReason.UNSAFE.label],
        "of_plan": {one.field: one.sentence for one in problems if one.step == 0},
        "problems": problems,
        "choices": _choices(plan),
    }


def _step(place: int, step: Mapping[str, Any], count: int, problems: list[Problem]) -> EditorStep:
    expires = step.get("expires_minutes")
    return EditorStep(
        place=place,
        values=step,
        local=time_of(step.get("local_minute")),
        expires=expires // _MINUTES_AN_HOUR if isinstance(expires, int) else expires,
        problems={one.field: str(one.sentence) for one in problems if one.step == place + 1},
        is_first=place == 0,
        is_last=place == count - 1,
    )


def _choices(plan: Plan) -> dict[str, Any]:
    return {
        "anchor": Anchor.choices,
        "unit": [(unit.value, words) for unit, words in UNIT_WORDS.items()],
        "action": StepAction.choices,
        "step_class": StepClass.choices,
        "on_missed": OnMissed.choices,
        "guards": [(code, one.label) for code, one in PREDICATES.items()],
        "task_kind": [(one.value, one.label) for one in _WORK],
        "template_code": [
            (one.code, one.name or text_name(one.code))
            for one in Template.objects.filter(clinic_id=plan.clinic_id, purpose=plan.purpose).order_by("code")
        ],
    }


def turning_on_words(run: DryRun, mode: str, *, zone: ZoneInfo, now: datetime) -> str:
    """The sentence on the page that asks before a plan's mode changes."""
    if mode == PlanMode.OFF:
        return ngettext(
            "%(count)d person stays in it; what comes due meanwhile is left out and never sent later.",
            "%(count)d people stay in it; what comes due meanwhile is left out and never sent later.",
            run.people,
        ) % {"count": run.people}
    words = ngettext(
        "This can message %(count)d person who is in it now.", "This can message %(count)d people who are in it now.", run.people_mailed
    ) % {"count": run.people_mailed}
    if run.first_at is not None:
        words += " " + _("First e-mail due: %(when)s") % {"when": clock_text(run.first_at, zone=zone, now=now)}
    return words


def not_mailed_words(run: DryRun) -> list[tuple[str, int]]:
    """Why people in the plan get no e-mail, and how many."""
    return [(str(Because(code).label) if code in Because.values else code, count) for code, count in sorted(run.not_mailed.items())]


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """The day it is in a zone."""
    return now.astimezone(zone or UTC).date()
