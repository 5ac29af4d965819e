"""Rehearsing plans: previews for a clinic's plan, what turning it on would do, and what happens if somebody changes it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from clinics.models import Clinic
from followup.domain.enrolling import entry_of
from followup.domain.finding_plans import Found
from followup.domain.guards import facts_of
from followup.domain.places import place_to_write
from followup.domain.plan_content import PlanContent, content_of
from followup.domain.plan_previewing import Foreseen, Sample, newcomer, preview
from followup.domain.texts import newest_published
from followup.domain.zones import zone_of_person
from followup.models import Appointment, Enrolment, Occurrence, Plan
from followup.states import Anchor, AppointmentState, EnrolmentState, OccurrenceState, PlanEntry, StepAction
from intake.models import Lead, LeadEvent
from intake.states import LeadStatus

_LOOK_BACK = timedelta(days=30)
# A rehearsal looks at so many people one by one and says so when there are more.
MOST_PEOPLE = 2000


@dataclass(frozen=True)
class DryRun:
    """What a plan would do to everyone in it now, and how many would have got in lately. Nothing is changed."""

    people: int
    people_mailed: int
    emails: int
    tasks: int
    # Code of followup.states.Because → people who get no e-mail for that reason.
    not_mailed: Mapping[str, int]
    first_at: datetime | None
    entered_lately: int
    is_cut: bool


def words_missing(*, clinic: Clinic, content: PlanContent, language: str, is_private: bool = False) -> set[str]:
    """The texts of a plan that have no approved words in this language."""
    return {
        code
        for code in content.template_codes
        if newest_published(clinic_id=clinic.id, code=code, language=language, is_private=is_private) is None
    }


def preview_for_sample(*, clinic: Clinic, content: PlanContent, sample: Sample, language: str) -> list[Foreseen]:
    """What a plan of this clinic would do for a made-up person."""
    holidays = frozenset(clinic.holidays.values_list("day", flat=True))
    missing = words_missing(clinic=clinic, content=content, language=language)
    return preview(content, sample, holidays=holidays, without_words=missing)


def preview_found(*, found: Found, sample: Sample, language: str) -> list[Foreseen]:
    """What a plan that was found by its code would do for a made-up person, who stands where those stand whom it takes."""
    sample = replace(sample, facts=newcomer(found.entry))
    if found.clinic is None:
        return preview(found.content, sample, holidays=frozenset())
    return preview_for_sample(clinic=found.clinic, content=found.content, sample=sample, language=language)


def preview_for_lead(*, plan: Plan, content: PlanContent, lead: Lead, now: datetime) -> list[Foreseen]:
    """What a plan would do for this person from now on. The caller shows it to those who may see the lead."""
    place = place_to_write(lead=lead, purpose=plan.purpose)
    enrolment = Enrolment(lead=lead, plan=plan)
    sample = Sample(
        start=now,
        zone=ZoneInfo(zone_of_person(lead).name),
        anchors=_dates_of(lead),
        facts=facts_of(enrolment, lead, None),
        no_mail=place.why,
    )
    is_private = place.reachable is not None and place.reachable.rules.is_private
    holidays = frozenset(lead.clinic.holidays.values_list("day", flat=True))
    missing = words_missing(clinic=lead.clinic, content=content, language=lead.language, is_private=is_private)
    return preview(content, sample, holidays=holidays, without_words=missing)


def _dates_of(lead: Lead) -> dict[str, datetime]:
    dates = {Anchor.ARRIVAL.value: lead.arrived_at}
    booked = Appointment.objects.filter(lead=lead, state=AppointmentState.BOOKED).order_by("starts_at").first()
    if booked is not None:
        dates[Anchor.APPOINTMENT.value] = booked.starts_at
        dates[Anchor.BOOKING.value] = booked.created_at
    return dates


def dry_run(*, plan: Plan, now: datetime) -> DryRun:
    """Count what the plan would do to everyone it touches; the newest published version counts."""
    enrolments = Enrolment.objects.filter(plan=plan, state=EnrolmentState.ACTIVE)
    people = enrolments.count()
    planned = Occurrence.objects.filter(enrolment__in=enrolments, state=OccurrenceState.PLANNED)
    emails = planned.filter(step__action=StepAction.EMAIL)
    mailed, not_mailed = _mailed(plan, list(emails.values_list("enrolment_id", flat=True).distinct()[:MOST_PEOPLE]))
    return DryRun(
        people=people,
        people_mailed=mailed,
        emails=emails.count(),
        tasks=planned.filter(step__action=StepAction.TASK).count(),
        not_mailed=not_mailed,
        first_at=emails.order_by("due_at").values_list("due_at", flat=True).first(),
        entered_lately=_entered_lately(plan, now),
        is_cut=people > MOST_PEOPLE,
    )


def _mailed(plan: Plan, enrolment_ids: Sequence[UUID]) -> tuple[int, Counter[str]]:
    why: Counter[str] = Counter()
    mailed = 0
    for enrolment in Enrolment.objects.filter(id__in=enrolment_ids).select_related("lead"):
        place = place_to_write(lead=enrolment.lead, purpose=plan.purpose)
        mailed += place.reachable is not None
        why.update([place.why] if place.why else [])
    return mailed, why


def _entered_lately(plan: Plan, now: datetime) -> int:
    """How many people a rule would have put into it in the last 30 days, whatever the mode was."""
    since = now - _LOOK_BACK
    if plan.entry == PlanEntry.APPOINTMENT:
        return Appointment.objects.filter(clinic_id=plan.clinic_id, created_at__gte=since).values("person_id").distinct().count()
    if plan.entry == PlanEntry.COULD_NOT_REACH:
        moved = LeadEvent.objects.filter(clinic_id=plan.clinic_id, kind="lead.moved", at__gte=since)
        return len({event.lead_id for event in moved if event.facts.get("to") == LeadStatus.COULD_NOT_REACH})
    if plan.entry == PlanEntry.BY_HAND:
        return 0
    leads = Lead.objects.filter(clinic_id=plan.clinic_id, arrived_at__gte=since).only("relationship")
    return sum(entry_of(lead) == plan.entry for lead in leads)


def current_content(plan: Plan) -> PlanContent | None:
    """What the newest published version says; None before the first."""
    return content_of(plan.current) if plan.current is not None else None
