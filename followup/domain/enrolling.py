"""Enrolling: who gets into a plan, by rule or by hand, always as a row with its reason; pausing, and other dates and zones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction

from clinics.models import Staff
from core.audit import SYSTEM, Actor
from core.sql import whole
from followup.domain.occurrences import end_enrolment, move_enrolment, plan_steps
from followup.domain.places import Addresses, needs_a_look
from followup.domain.plan_content import REACHING_OUT
from followup.domain.zones import CLINIC, STAFF, zone_of_person
from followup.models import Enrolment, Plan, PlanVersion, Step
from followup.states import OPEN_ENROLMENTS, Anchor, EnrolmentState, ExitReason, PlanEntry, PlanMode
from intake.access import leads_visible_to
from intake.domain.leading import was_noted, write_note
from intake.domain.recording import write_event
from intake.models import Lead, LeadEvent
from intake.states import Relationship, Severity

BY_HAND = "by_hand"
_ENTRY_OF: Mapping[str, PlanEntry] = {Relationship.CARING: PlanEntry.FAMILY_INQUIRY}


class EnrolmentOverError(Exception):
    """The plan has ended for this person: there is nothing to pause or to go on with."""


class PlanNotReadyError(Exception):
    """The plan is off or was never published."""


class UnknownZoneError(ValueError):
    """There is no such time zone."""


@dataclass(frozen=True)
class Entry:
    """Whether somebody got into a plan; without an enrolment `why` is the code of the reason."""

    enrolment: Enrolment | None
    why: str = ""


@whole
def enrol_by_hand(*, lead_id: UUID, plan_id: UUID, staff: Staff, now: datetime) -> Enrolment:
    """Put somebody into a plan, or give the enrolment that stands; raises PlanNotReadyError.

    A person decides here, so coming back early is allowed; twice at once never is.
    """
    found = leads_visible_to(staff).select_for_update(of=("self",), no_key=True).select_related("clinic")
    lead = found.get(id=lead_id)
    plan = Plan.objects.select_related("current").get(id=plan_id, clinic_id=lead.clinic_id)
    return _enrol(lead, plan, _enrolments_of(lead, plan), _Reason(BY_HAND, Actor.of(staff), staff), now)


@whole
def enrol_by_rule(*, lead: Lead, entry: PlanEntry, now: datetime) -> Entry:
    """Put somebody into the clinic's plan for such people, unless a rule speaks against it."""
    locked = Lead.objects.select_for_update(of=("self",), no_key=True).select_related("clinic").get(id=lead.id)
    found = enrol_locked(lead=locked, addresses=Addresses(locked), entry=entry, now=now)
    lead.version = locked.version
    return found


def enrol_locked(*, lead: Lead, addresses: Addresses, entry: PlanEntry, now: datetime) -> Entry:
    """The same for a lead that was read with its clinic under its lock, in the caller's transaction."""
    plans = Plan.objects.filter(clinic_id=lead.clinic_id, entry=entry, current__isnull=False).exclude(mode=PlanMode.OFF)
    plan = plans.select_related("current").order_by("created_at", "id").first()
    if plan is None:
        return Entry(None, "no_plan")
    before = _enrolments_of(lead, plan)
    why = _why_not(lead, plan, before, addresses, now)
    if why:
        write_event(lead=lead, kind="plan.not_entered", actor=SYSTEM, now=now, facts={"plan": plan.code, "why": why})
        return Entry(None, why)
    return Entry(_enrol(lead, plan, before, _Reason(entry.value, SYSTEM), now))


def entry_of(lead: Lead) -> PlanEntry:
    """Which plans a new inquiry may get into."""
    return _ENTRY_OF.get(lead.relationship, PlanEntry.NEW_INQUIRY)


def _why_not(lead: Lead, plan: Plan, before: list[Enrolment], addresses: Addresses, now: datetime) -> str:
    if lead.severity <= Severity.URGENT and plan.entry != PlanEntry.APPOINTMENT:
        return "urgent"
    if needs_a_look(lead):
        return "needs_a_look"
    if _standing(before) is None and not _may_enter_again(before, plan, now):
        return "was_in_it"
    return "" if _has_other_than_mail(plan) else addresses.place_for(plan.purpose).why


def _has_other_than_mail(plan: Plan) -> bool:
    return plan.current_id is not None and _acts_otherwise(plan.current_id)


# A published version never changes.
@lru_cache(maxsize=1024)
def _acts_otherwise(version_id: UUID) -> bool:
    return Step.objects.filter(version_id=version_id).exclude(action__in=[*REACHING_OUT, "stop"]).exists()


def _enrolments_of(lead: Lead, plan: Plan) -> list[Enrolment]:
    """Each time this person was put into the plan, the newest first."""
    return list(Enrolment.objects.filter(person_id=lead.contact_person_id, plan=plan).order_by("-episode"))


def _standing(before: list[Enrolment]) -> Enrolment | None:
    return next((enrolment for enrolment in before if enrolment.state in OPEN_ENROLMENTS), None)


def _may_enter_again(before: list[Enrolment], plan: Plan, now: datetime) -> bool:
    if not before or before[0].ended_at is None:
        return True
    return plan.may_reenter and now >= before[0].ended_at + timedelta(days=plan.cooldown_days)


@dataclass(frozen=True)
class _Reason:
    """Why somebody gets into a plan, and by whom."""

    code: str
    actor: Actor
    staff: Staff | None = None


def _enrol(lead: Lead, plan: Plan, before: list[Enrolment], reason: _Reason, now: datetime) -> Enrolment:
    """The one place that makes an enrolment. The caller holds the lead's lock."""
    if plan.current is None or plan.mode == PlanMode.OFF:
        raise PlanNotReadyError
    standing = _standing(before)
    if standing is not None:
        return standing
    try:
        with transaction.atomic():
            plan.current.plan = plan
            enrolment = _new_enrolment(lead, plan.current, before, reason, now)
    except IntegrityError:
        # The same person through another of their inquiries, at the same moment.
        return Enrolment.objects.get(person_id=lead.contact_person_id, plan=plan, state__in=OPEN_ENROLMENTS)
    _leave_others(lead, plan, now)
    facts = {"enrolment": str(enrolment.id), "plan": plan.code, "why": reason.code}
    write_event(lead=lead, kind="plan.entered", actor=reason.actor, now=now, facts=facts)
    plan_steps(enrolment=enrolment, now=now)
    return enrolment


def _new_enrolment(lead: Lead, version: PlanVersion, before: list[Enrolment], reason: _Reason, now: datetime) -> Enrolment:
    plan, zone = version.plan, zone_of_person(lead)
    return Enrolment.objects.create(
        clinic=lead.clinic,
        person_id=lead.contact_person_id,
        lead=lead,
        plan=plan,
        version=version,
        episode=before[0].episode + 1 if before else 1,
        reason=reason.code,
        entered_by=reason.staff,
        anchors=_first_anchors(lead, now),
        zone=zone.name,
        zone_source=zone.source,
        language=lead.language,
        created_at=now,
    )


def _first_anchors(lead: Lead, now: datetime) -> dict[str, dict[str, object]]:
    anchors = {Anchor.ENROLMENT.value: now, Anchor.ARRIVAL.value: lead.arrived_at}
    spoke = LeadEvent.objects.filter(lead=lead, kind="contact.made").order_by("-at").values_list("at", flat=True).first()
    if spoke is not None:
        anchors[Anchor.LAST_CONTACT.value] = spoke
    return {name: {"at": at.isoformat(), "set_at": now.isoformat(), "sequence": 0} for name, at in anchors.items()}


def _leave_others(lead: Lead, plan: Plan, now: datetime) -> None:
    """Whoever gets into a plan leaves those that end by another one."""
    others = Enrolment.objects.filter(lead=lead, state__in=OPEN_ENROLMENTS).exclude(plan=plan)
    for other in others.select_related("plan", "version", "lead"):
        if ExitReason.OTHER_PLAN in other.version.stops_on:
            end_enrolment(enrolment=other, reason=ExitReason.OTHER_PLAN, now=now, facts={"other": plan.code})


@whole
def set_anchor(*, enrolment_id: UUID, anchor: Anchor, at: datetime, now: datetime) -> Enrolment:
    """Count from another date: what hung on the old one is cancelled, and its steps are planned anew."""
    enrolment = lock_enrolment(enrolment_id)
    kept = enrolment.anchors.get(anchor.value)
    if enrolment.state not in OPEN_ENROLMENTS or (kept and datetime.fromisoformat(kept["at"]) == at):
        return enrolment
    sequence = kept["sequence"] + 1 if kept else 0
    enrolment.anchors = {**enrolment.anchors, anchor.value: {"at": at.isoformat(), "set_at": now.isoformat(), "sequence": sequence}}
    enrolment.save(update_fields=["anchors"])
    plan_steps(enrolment=enrolment, now=now)
    return enrolment


@whole
def change_zone(*, enrolment_id: UUID, zone: str, staff: Staff | None, now: datetime) -> Enrolment:
    """Write at the hours of another zone from now on; raises UnknownZoneError. None of what was done is done again."""
    if zone not in available_timezones():
        raise UnknownZoneError
    enrolment = lock_enrolment(enrolment_id, staff)
    if enrolment.state in OPEN_ENROLMENTS and enrolment.zone != zone:
        # Back at the clinic's own, they follow it again wherever it goes.
        enrolment.zone, enrolment.zone_source = zone, STAFF if staff and zone != enrolment.clinic.time_zone else CLINIC
        enrolment.save(update_fields=["zone", "zone_source"])
        plan_steps(enrolment=enrolment, now=now)
        if staff is not None:
            _tell(enrolment, "plan.zone_changed", staff, now)
    return enrolment


@whole
def change_zone_of_plans(*, lead_id: UUID, zone: str, staff: Staff, now: datetime) -> int:
    """Let every plan somebody is in keep to the clock where they live; how many there are. Later plans keep to it too.

    Raises UnknownZoneError, Lead.DoesNotExist for an inquiry out of sight.
    """
    lead = leads_visible_to(staff).only("id").get(id=lead_id)
    ids = list(Enrolment.objects.filter(lead=lead, state__in=OPEN_ENROLMENTS).order_by("id").values_list("id", flat=True))
    for found in ids:
        change_zone(enrolment_id=found, zone=zone, staff=staff, now=now)
    return len(ids)


@whole
def pause_enrolment(*, enrolment_id: UUID, staff: Staff, reason: str, now: datetime) -> Enrolment:
    """Let nothing of this plan happen until somebody resumes it. Raises EnrolmentOverError.

    The reason is kept, also of somebody who finds it paused already: `paused_at` says since when. The same press twice keeps it once.
    """
    enrolment = _locked_open(enrolment_id, staff)
    if enrolment.state == EnrolmentState.ACTIVE:
        move_enrolment(enrolment=enrolment, to=EnrolmentState.PAUSED, paused_at=now)
        _tell(enrolment, "plan.paused", staff, now)
    if not was_noted(lead_id=enrolment.lead_id, staff=staff, text=reason, since=enrolment.paused_at or now):
        keep_reason(enrolment=enrolment, staff=staff, reason=reason, now=now)
    return enrolment


@whole
def resume_enrolment(*, enrolment_id: UUID, staff: Staff, now: datetime) -> Enrolment:
    """Go on from here: what came due meanwhile stays undone, what lies ahead is as it was. Raises EnrolmentOverError."""
    enrolment = _locked_open(enrolment_id, staff)
    if enrolment.state == EnrolmentState.PAUSED:
        move_enrolment(enrolment=enrolment, to=EnrolmentState.ACTIVE, paused_at=None, next_plan_at=now)
        _tell(enrolment, "plan.resumed", staff, now)
    return enrolment


def _locked_open(enrolment_id: UUID, staff: Staff) -> Enrolment:
    enrolment = lock_enrolment(enrolment_id, staff)
    if enrolment.state not in OPEN_ENROLMENTS:
        raise EnrolmentOverError
    return enrolment


def keep_reason(*, enrolment: Enrolment, staff: Staff, reason: str, now: datetime) -> None:
    """Keep why staff changed what a plan does for somebody: a note, since events hold codes only."""
    if reason.strip():
        write_note(lead=enrolment.lead, staff=staff, text=reason.strip(), kind="note", now=now)


def lock_enrolment(enrolment_id: UUID, staff: Staff | None = None) -> Enrolment:
    """The enrolment under its lead's lock and its own, in this order everywhere; only one this person may see."""
    lead_id = Enrolment.objects.values_list("lead_id", flat=True).get(id=enrolment_id)
    leads = leads_visible_to(staff) if staff is not None else Lead.objects.all()
    leads.select_for_update(of=("self",), no_key=True).get(id=lead_id)
    related = ("clinic", "lead__clinic", "plan__current", "version")
    return Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related(*related).get(id=enrolment_id)


def _tell(enrolment: Enrolment, kind: str, staff: Staff, now: datetime) -> None:
    facts = {"enrolment": str(enrolment.id), "plan": enrolment.plan.code}
    write_event(lead=enrolment.lead, kind=kind, actor=Actor.of(staff), now=now, facts=facts)
