"""Purposes: people agree to each kind of message by itself, so a plan sends texts of its own purpose.

Publishing and turning on refuse anything else. A plan that was on before they did may still have such a step: what it
writes waits for a person, and the screens say so.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from followup.models import Message, Plan, Step, Template
from followup.states import PlanMode


def texts_of_other_purpose(*, plan: Plan, purpose: str) -> list[str]:
    """Codes of the texts in the plan's newest version that people agree to under another purpose than this one."""
    codes = plan.current.steps.exclude(template_code="").values_list("template_code", flat=True) if plan.current else []
    others = Template.objects.filter(clinic_id=plan.clinic_id, code__in=list(codes)).exclude(purpose=purpose)
    return list(others.order_by("code").values_list("code", flat=True))


def is_of_other_purpose(*, plan: Plan, code: str) -> bool:
    """Whether people agree to this text under another purpose than the plan's."""
    return Template.objects.filter(clinic_id=plan.clinic_id, code=code).exclude(purpose=plan.purpose).exists()


def purposes_of_texts(messages: Collection[Message]) -> Mapping[UUID, str]:
    """Message id → what its text is for, for messages of plans whose text is for something else than they are; in one query."""
    wanted = {
        one.id: (one.clinic_id, one.occurrence.step.template_code) for one in messages if getattr(one, "occurrence", None) is not None
    }
    rows = Template.objects.filter(
        clinic_id__in={clinic for clinic, _code in wanted.values()}, code__in={code for _, code in wanted.values()}
    )
    kept = {(row.clinic_id, row.code): row.purpose for row in rows}
    found = {one.id: kept.get(wanted[one.id], one.purpose) for one in messages if one.id in wanted}
    return {one.id: found[one.id] for one in messages if one.id in found and found[one.id] != one.purpose}


def plans_with_other_texts() -> QuerySet[Plan]:
    """Plans that are on and whose newest version sends a text of another purpose."""
    others = Template.objects.filter(clinic_id=OuterRef("clinic_id"), code=OuterRef("template_code")).exclude(
        purpose=OuterRef("version__plan__purpose")
    )
    steps = Step.objects.filter(Exists(others), version=OuterRef("current"))
    return Plan.objects.filter(Exists(steps)).exclude(mode=PlanMode.OFF).select_related("clinic").order_by(F("clinic__slug"), "code")
