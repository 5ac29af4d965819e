"""Finding a plan by its code, in a clinic or among those that come with the product."""

from dataclasses import dataclass

from clinics.models import Clinic
from followup.domain.plan_content import PlanContent, content_of
from followup.domain.ready_plans.plans import READY_PLANS
from followup.models import Plan


class PlanNotFoundError(LookupError):
    """No clinic has a published plan of this code, and none comes with the product."""


@dataclass(frozen=True)
class Found:
    """A plan's content and who gets in, with its clinic; without one it is a ready plan as it comes."""

    content: PlanContent
    entry: str
    clinic: Clinic | None


def find_plan(*, code: str, clinic_slug: str = "") -> Found:
    """The published plan of this code: the named clinic's, else the first clinic's by name; raises PlanNotFoundError."""
    wanted = code.strip().lower().replace("_", "-")
    plans = Plan.objects.filter(code=wanted, current__isnull=False).select_related("current", "clinic").order_by("clinic__slug")
    plan = (plans.filter(clinic__slug=clinic_slug) if clinic_slug else plans).first()
    if plan is not None and plan.current is not None:
        return Found(content_of(plan.current), plan.entry, plan.clinic)
    ready = next((one for one in READY_PLANS if one.code == wanted), None)
    if ready is None or clinic_slug:
        raise PlanNotFoundError(f"There is no such plan. There are: {', '.join(_known())}.")
    return Found(ready.content, ready.settings.entry, None)


def _known() -> list[str]:
    published = Plan.objects.filter(current__isnull=False).values_list("code", flat=True)
    return sorted({*published, *(one.code for one in READY_PLANS)})
