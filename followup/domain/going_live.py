"""Going live: what would happen to the messages there are, in numbers. Nothing is changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q

from followup.models import Message, Plan
from followup.states import EnrolmentState, MessageState, OccurrenceState, PlanMode, StepAction, WhyNot


@dataclass(frozen=True)
class PlanAhead:
    """A plan whose messages would leave, or wait for a person's yes, and the e-mails planned for who is in it now."""

    plan: Plan
    people: int
    emails: int
    first_at: datetime | None


@dataclass(frozen=True)
class Foresight:
    """What waits and what would come. What practice mode holds never goes: it ends by itself."""

    held_by_practice: int
    for_review: int
    plans: tuple[PlanAhead, ...]


def foresee_going_live(*, clinic_ids: Collection[UUID], now: datetime) -> Foresight:
    """Count it for these clinics, in two queries."""
    held = Message.objects.filter(clinic_id__in=clinic_ids, state=MessageState.HELD, expires_at__gt=now)
    counts = held.aggregate(
        held_by_practice=Count("id", filter=Q(why_not=WhyNot.PRACTICE_MODE)), for_review=Count("id", filter=Q(why_not=WhyNot.FOR_REVIEW))
    )
    return Foresight(**counts, plans=tuple(_plans(clinic_ids)))


def _plans(clinic_ids: Collection[UUID]) -> list[PlanAhead]:
    inside = Q(enrolments__state=EnrolmentState.ACTIVE)
    to_come = inside & Q(enrolments__occurrences__state=OccurrenceState.PLANNED, enrolments__occurrences__step__action=StepAction.EMAIL)
    plans = Plan.objects.filter(clinic_id__in=clinic_ids, mode__in=[PlanMode.LIVE, PlanMode.HOLD]).select_related("clinic")
    found = plans.annotate(
        people=Count("enrolments", filter=inside, distinct=True),
        emails=Count("enrolments__occurrences", filter=to_come, distinct=True),
        first_at=Min("enrolments__occurrences__due_at", filter=to_come),
    ).order_by("clinic__discreet_name", "name", "id")
    return [PlanAhead(one, vars(one)["people"], vars(one)["emails"], vars(one)["first_at"]) for one in found]
