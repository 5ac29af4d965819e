"""Plan editing: drafts, published versions and modes. A published version never changes; people follow the newest one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.models import Clinic, Staff
from core import audit
from core.audit import SYSTEM, Actor
from core.doorbell import ring
from core.sql import whole
from core.standing import StillStands, always, check_standing
from followup.domain.plan_checking import PlanProblemsError, Problem, problems_in
from followup.domain.plan_content import PlanContent, StepContent, content_from
from followup.domain.purposes import texts_of_other_purpose
from followup.domain.texts import newest_published, places_of_text
from followup.models import Enrolment, Plan, PlanDraft, PlanVersion, Step, Template
from followup.states import EnrolmentState, PlanEntry, PlanMode

# Modes in which something may reach somebody.
REACHING = frozenset({PlanMode.TEAM, PlanMode.HOLD, PlanMode.LIVE})


@dataclass(frozen=True)
class Settings:
    """What a plan is, apart from its steps."""

    name: str
    purpose: str
    entry: PlanEntry = PlanEntry.BY_HAND
    may_reenter: bool = False
    cooldown_days: int = 90


@whole
def create_plan(*, clinic: Clinic, code: str, settings: Settings, staff: Staff | None, now: datetime) -> Plan:
    """A plan without steps that is off; the plan that stands when the clinic has one under this code."""
    columns = {
        "name": settings.name,
        "purpose": settings.purpose,
        "entry": settings.entry,
        "may_reenter": settings.may_reenter,
        "cooldown_days": settings.cooldown_days,
        "created_at": now,
    }
    plan, is_new = Plan.objects.get_or_create(clinic=clinic, code=code, defaults=columns)
    if is_new:
        _record(plan, "plan.created", staff, now)
    return plan


@whole
def change_plan(*, plan: Plan, settings: Settings, staff: Staff, now: datetime, still_stands: StillStands = always) -> Plan:
    """Change name, purpose, who gets in and whether they may come back; people who are in it stay in it.

    Raises OutdatedError, and PlanProblemsError while the plan is on and its texts are for another purpose.
    """
    locked = Plan.objects.select_for_update(of=("self",)).select_related("current").get(id=plan.id)
    check_standing(still_stands)
    if settings.purpose != locked.purpose and locked.mode != PlanMode.OFF and (problems := _of_other_purpose(locked, settings.purpose)):
        raise PlanProblemsError(problems)
    locked.name, locked.purpose, locked.entry = settings.name, settings.purpose, settings.entry
    locked.may_reenter, locked.cooldown_days = settings.may_reenter, settings.cooldown_days
    locked.save(update_fields=["name", "purpose", "entry", "may_reenter", "cooldown_days"])
    _record(locked, "plan.changed", staff, now)
    return locked


@whole
def save_draft(*, plan: Plan, body: Mapping[str, Any], staff: Staff, now: datetime) -> list[Problem]:
    """Keep what was typed, right or wrong; what is still wrong with it."""
    values = {"body": dict(body), "saved_by": staff, "saved_at": now}
    PlanDraft.objects.update_or_create(plan=plan, defaults=values)
    return problems_in(body, templates=texts_of(plan))


@whole
def drop_draft(*, plan: Plan, staff: Staff, now: datetime) -> bool:
    """Throw a draft away; whether there was one."""
    return bool(PlanDraft.objects.filter(plan=plan).delete()[0])


def texts_of(plan: Plan) -> dict[str, list[str]]:
    """The texts a step of this plan may send, those for its purpose, and the places of their words. Each purpose is agreed to by itself."""
    texts = Template.objects.filter(clinic_id=plan.clinic_id, purpose=plan.purpose)
    return {code: places_of_text(clinic_id=plan.clinic_id, code=code) for code in texts.values_list("code", flat=True)}


def publish_body(*, plan: Plan, body: Mapping[str, Any], staff: Staff | None, note: str = "", now: datetime) -> PlanVersion:
    """Publish what was typed; raises PlanProblemsError with everything that is wrong."""
    problems = problems_in(body, templates=texts_of(plan))
    if problems:
        raise PlanProblemsError(problems)
    return publish_version(plan=plan, content=content_from(body), staff=staff, note=note, now=now)


@whole
def publish_version(*, plan: Plan, content: PlanContent, staff: Staff | None, note: str = "", now: datetime) -> PlanVersion:
    """Make this the newest version, unless it says what the newest one says already.

    Whoever is in the plan follows it in the steps they have not reached; nothing that was sent or left out is done again.
    """
    locked = Plan.objects.select_for_update(of=("self",)).select_related("current").get(id=plan.id)
    PlanDraft.objects.filter(plan=locked).delete()
    if locked.current is not None and locked.current.fingerprint == content.fingerprint:
        return locked.current
    newest = locked.versions.order_by("-number").first()
    version = _write_version(locked, content, newest.number + 1 if newest else 1, staff, note, now)
    locked.current = plan.current = version
    locked.save(update_fields=["current"])
    Enrolment.objects.filter(plan=locked, state=EnrolmentState.ACTIVE).update(next_plan_at=now)
    _record(locked, "plan.published", staff, now, reason=f"v{version.number}")
    ring("followup.plan")
    return version


def _write_version(plan: Plan, content: PlanContent, number: int, staff: Staff | None, note: str, now: datetime) -> PlanVersion:  # noqa: PLR0917
    version = PlanVersion.objects.create(
        clinic_id=plan.clinic_id,
        plan=plan,
        number=number,
        opens_minute=content.opens_minute,
        closes_minute=content.closes_minute,
        weekdays=sorted(content.weekdays),
        on_holidays=content.on_holidays,
        stops_on=list(content.stops_on),
        fingerprint=content.fingerprint,
        note=note[:200],
        published_by=staff,
        published_at=now,
    )
    Step.objects.bulk_create(_step_row(version, place, step) for place, step in enumerate(content.steps))
    return version


def _step_row(version: PlanVersion, position: int, step: StepContent) -> Step:
    return Step(
        clinic_id=version.clinic_id,
        version=version,
        key=step.key,
        position=position,
        anchor=step.anchor,
        offset_amount=step.amount,
        offset_unit=step.unit,
        local_minute=step.local_minute,
        opens_minute=step.opens_minute,
        closes_minute=step.closes_minute,
        expires_minutes=step.expires_minutes,
        step_class=step.step_class,
        guards=list(step.guards),
        action=step.action,
        template_code=step.template_code,
        task_kind=step.task_kind,
        task_reason=step.task_reason,
        on_missed=step.on_missed,
    )


@whole
def set_mode(*, plan: Plan, mode: PlanMode, staff: Staff | None, now: datetime) -> Plan:
    """Change how far what a plan makes may go; raises PlanProblemsError when it is not ready for that.

    Turning a plan off leaves people in it: what comes due meanwhile is left out with that reason, never sent later.
    """
    locked = Plan.objects.select_for_update(of=("self",)).select_related("current", "clinic").get(id=plan.id)
    problems = problems_of_mode(locked, mode)
    if problems:
        raise PlanProblemsError(problems)
    if locked.mode != mode:
        locked.mode, locked.mode_changed_at = mode, now
        locked.save(update_fields=["mode", "mode_changed_at"])
        _record(locked, "plan.mode_changed", staff, now, reason=mode.value)
    return locked


def problems_of_mode(plan: Plan, mode: PlanMode) -> list[Problem]:
    """What stands between a plan and a mode: it needs a version, and approved words in every language of the clinic."""
    if mode == PlanMode.OFF:
        return []
    if plan.current is None:
        return [Problem(0, "steps", _("Publish the plan first."))]
    missing = [Problem(0, code, sentence) for code, sentence in _missing_words(plan, plan.current)] if mode in REACHING else []
    return [*_of_other_purpose(plan, plan.purpose), *missing]


def _of_other_purpose(plan: Plan, purpose: str) -> list[Problem]:
    sentence = _("The text “%(code)s” is for another purpose, which people agree to by itself.")
    return [Problem(0, "purpose", sentence % {"code": code}) for code in texts_of_other_purpose(plan=plan, purpose=purpose)]


def _missing_words(plan: Plan, version: PlanVersion) -> list[tuple[str, str | Promise]]:
    codes = dict.fromkeys(version.steps.exclude(template_code="").order_by("position").values_list("template_code", flat=True))
    return [
        (code, _("The text “%(code)s” has no approved words in %(language)s.") % {"code": code, "language": language})
        for code in codes
        for language in plan.clinic.languages
        if any(_has_no_words(plan, code, language, is_private=is_private) for is_private in (False, True))
    ]


def _has_no_words(plan: Plan, code: str, language: str, *, is_private: bool) -> bool:
    return newest_published(clinic_id=plan.clinic_id, code=code, language=language, is_private=is_private) is None


def _record(plan: Plan, action: str, staff: Staff | None, now: datetime, *, reason: str = "") -> None:
    audit.record(
        actor=Actor.of(staff) if staff else SYSTEM,
        action=action,
        object_type="plan",
        object_id=plan.id,
        clinic_id=plan.clinic_id,
        now=now,
        reason=reason,
    )
