"""What the ready texts and plans have that a clinic's own never had. It is shown to the clinic and taken over by its own hand only."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from clinics.models import Staff
from core.sql import whole
from followup.domain import approving, drafting
from followup.domain.permitting import PRIVATE_SUFFIX
from followup.domain.plan_content import PlanContent, StepContent, content_of
from followup.domain.plan_editing import save_draft
from followup.domain.ready_plans.plans import READY_PLANS
from followup.domain.ready_texts import READY_TEXTS, publish_ready_texts
from followup.domain.variables import places_in
from followup.domain.wording import ReadyText, Words
from followup.models import Plan, PlanDraft, Step, Template, TemplateDraft, TemplateVersion
from followup.states import StepAction


@dataclass(frozen=True)
class TextNews:
    """The ready words, and the places of theirs that no version of the clinic's ever had."""

    words: Mapping[str, Words]
    places: list[str]


def news_of_text(template: Template) -> TextNews | None:
    """What the ready text has to offer; None when there is nothing.

    New are places, and other words as long as the clinic wrote none of its own: beside its own words they are no news.
    """
    ready = _ready_text(template.code)
    if ready is None:
        return None
    codes = [template.code, template.code + PRIVATE_SUFFIX]
    versions = list(TemplateVersion.objects.filter(clinic_id=template.clinic_id, code__in=codes))
    draft = TemplateDraft.objects.filter(template=template).first()
    theirs = [Words(row.subject, row.body, row.preview) for row in versions] + list(drafting.words_of(draft).values())
    fresh = [place for place in _places(ready.words.values()) if place not in _places(theirs)]
    is_reworded = draft is None and all(row.published_by_id is None for row in versions) and _differ(template, ready)
    return TextNews(ready.words, fresh) if theirs and (fresh or is_reworded) else None


@whole
def take_ready_words(*, template: Template, staff: Staff, now: datetime) -> TemplateDraft:
    """Make a draft of the ready words, to be looked at and published like any other; twice is once.

    Raises ChangedMeanwhileError where another draft stands, NothingToPublishError for a text that does not come with the product.
    """
    ready = _ready_text(template.code)
    if ready is None:
        raise approving.NothingToPublishError
    locked = Template.objects.select_for_update().get(pk=template.pk)
    draft = TemplateDraft.objects.filter(template=locked).first()
    if draft is not None and drafting.words_of(draft) != dict(ready.words):
        raise approving.ChangedMeanwhileError(draft)
    locked.variables = list(dict.fromkeys([*locked.variables, *ready.variables]))
    locked.save(update_fields=["variables"])
    seen = approving.revision_now(draft, number=drafting.newest_number(locked))
    return drafting.save_draft(template=locked, words=ready.words, seen_revision=seen, staff=staff, now=now)


def news_of_plan(plan: Plan) -> list[StepContent]:
    """The steps of the ready plan that no version of the clinic's ever had; none for a plan of the clinic's own."""
    ready = ready_plan(plan.code)
    if ready is None or plan.current_id is None:
        return []
    before = Step.objects.filter(version__plan=plan).values_list("key", "template_code", "task_reason")
    known = {*before, *(_marks(step) for step in _body_of(plan)["steps"] if isinstance(step, dict))}
    return [step for step in ready.steps if not _is_known(step, known)]


@whole
def take_ready_steps(*, plan: Plan, staff: Staff, now: datetime) -> PlanDraft | None:
    """Put the new steps of the ready plan into the draft, each in its place, with the texts they send; None when there is none.

    What stands in the draft stays. Twice is once.
    """
    locked = Plan.objects.select_for_update(of=("self",)).select_related("current", "clinic").get(id=plan.id)
    fresh = news_of_plan(locked)
    if not fresh:
        return None
    publish_ready_texts(clinic=locked.clinic, now=now, codes=[step.template_code for step in fresh])
    save_draft(plan=locked, body=_with_steps(_body_of(locked), fresh, ready=ready_plan(locked.code)), staff=staff, now=now)
    return PlanDraft.objects.get(plan=locked)


def ready_plan(code: str) -> PlanContent | None:
    """The steps of the plan that comes with the product under this code."""
    return next((ready.content for ready in READY_PLANS if ready.code == code), None)


def _ready_text(code: str) -> ReadyText | None:
    return next((text for text in READY_TEXTS if text.code == code), None)


def _places(words: Any) -> list[str]:
    return places_in(*(text for one in words for text in (one.subject, one.body, one.preview)))


def _differ(template: Template, ready: ReadyText) -> bool:
    in_use = drafting.words_in_use(template)
    return any(in_use.get(variant) != words for variant, words in ready.words.items() if variant in in_use)


def _body_of(plan: Plan) -> dict[str, Any]:
    """What the editor would open with: the draft, else the newest version."""
    draft = PlanDraft.objects.filter(plan=plan).first()
    if draft is not None:
        return {"steps": [], **draft.body}
    return content_of(plan.current).as_dict() if plan.current is not None else {"steps": []}


def _marks(step: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(step.get("key", "")), str(step.get("template_code", "")), str(step.get("task_reason", ""))


def _is_known(step: StepContent, known: set[tuple[str, str, str]]) -> bool:
    """Whether a step under this key, or one that does the same, stood there at any time: taking one out was the clinic's choice."""
    is_mail = step.action == StepAction.EMAIL
    return any(key == step.key or (text == step.template_code if is_mail else reason == step.task_reason) for key, text, reason in known)


def _with_steps(body: dict[str, Any], fresh: Sequence[StepContent], *, ready: PlanContent | None) -> dict[str, Any]:
    """Each new step before the first that comes after it in the ready plan, else at the end."""
    order = [step.key for step in ready.steps] if ready else []
    steps = list(body["steps"])
    for step in fresh:
        later = set(order[order.index(step.key) + 1 :])
        place = next((number for number, one in enumerate(steps) if isinstance(one, dict) and one.get("key") in later), len(steps))
        steps.insert(place, {**asdict(step), "guards": list(step.guards)})
    return {**body, "steps": steps}
