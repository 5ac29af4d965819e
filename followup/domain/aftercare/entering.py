"""Entering: who is looked after from now on, since when, and how they are asked."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clinics.models import Staff
from core.audit import SYSTEM, Actor
from core.due_rows import due_ids
from core.sql import whole
from followup.domain.aftercare.planning import plan_next
from followup.domain.aftercare.rhythm import local_day
from followup.domain.aftercare.rules import rules_of
from followup.domain.attempting import attempt_each
from followup.domain.reaching import email_place
from followup.models import Aftercare, AftercareRules
from followup.states import AftercareEntry, AftercareState, AskedBy
from intake.access import leads_visible_to
from intake.domain.consenting import Evidence, record_contact_consent
from intake.domain.recording import write_event
from intake.models import Lead, LeadEvent, Person
from intake.states import LeadStatus, Purpose

_WORDING = "staff-spoken-1"


@dataclass(frozen=True)
class Entry:
    """What staff know when somebody enters. `agrees` None: check-ins by e-mail were not talked about."""

    how: AftercareEntry
    started_on: date
    what_next: str = ""
    agrees: bool | None = None


class AlreadyInError(Exception):
    """The person is being looked after already; `aftercare` is the row."""

    def __init__(self, aftercare: Aftercare) -> None:
        super().__init__("This person is in aftercare already.")
        self.aftercare = aftercare


@whole
def enter_aftercare(*, lead_id: UUID, entry: Entry, staff: Staff, now: datetime) -> Aftercare:
    """Look after somebody from now on; raises AlreadyInError, and Lead.DoesNotExist out of sight."""
    lead = leads_visible_to(staff).select_for_update(of=("self",)).select_related("clinic", "contact_person", "care_person").get(id=lead_id)
    person = person_of(lead)
    standing = _standing(person)
    if standing is not None:
        raise AlreadyInError(standing)
    if entry.agrees is not None:
        record_contact_consent(
            person=person,
            contact_point=None,
            purpose=Purpose.CHECK_INS,
            channel="email",
            granted=entry.agrees,
            wording=_WORDING,
            language=lead.language,
            evidence=Evidence(kind="staff", id=lead.id, recorded_by=staff),
            now=now,
        )
    return _enter(lead, person, entry, staff, now)


def enter_who_started(*, now: datetime) -> int:
    """Enter people whose care has started since their clinic wants that; how many. The sweep calls it."""
    settings = AftercareRules.objects.filter(enters_from__isnull=False)
    waiting = [_who_started(rules) for rules in settings]
    return sum(attempt_each(due_ids(leads, by="started_at"), lambda found: _enter_started(found, now)) for leads in waiting)


def _who_started(rules: AftercareRules) -> QuerySet[Lead]:
    """Leads whose care started, and whose person is not looked after and was not let go since: that was somebody's decision."""
    started = LeadEvent.objects.filter(lead=OuterRef("pk"), kind="lead.moved", facts__to=LeadStatus.STARTED_CARE).order_by("-at")
    leads = Lead.objects.filter(clinic_id=rules.clinic_id, status=LeadStatus.STARTED_CARE)
    whose = leads.annotate(whose=Coalesce("care_person", "contact_person"), started_at=Subquery(started.values("at")[:1]))
    theirs = Aftercare.objects.filter(Q(state_at__gte=OuterRef("started_at")) | ~Q(state=AftercareState.ENDED), person=OuterRef("whose"))
    own = Aftercare.objects.filter(lead=OuterRef("pk"))
    return whose.filter(~Exists(own), ~Exists(theirs), started_at__gte=rules.enters_from)


@whole
def _enter_started(lead_id: UUID, now: datetime) -> bool:
    lead = Lead.objects.select_for_update(of=("self",)).select_related("clinic", "contact_person", "care_person").get(id=lead_id)
    person = person_of(lead)
    if _standing(person) is not None or Aftercare.objects.filter(lead=lead).exists():
        return False
    entry = Entry(AftercareEntry.START_OF_CARE, local_day(now, zone=lead.clinic.time_zone))
    _enter(lead, person, entry, None, now)
    return True


def person_of(lead: Lead) -> Person:
    """Who is looked after: the one who needs care, who need not be the one who reached out."""
    return lead.care_person or lead.contact_person


def _standing(person: Person) -> Aftercare | None:
    return Aftercare.objects.filter(person=person).exclude(state=AftercareState.ENDED).first()


def _enter(lead: Lead, person: Person, entry: Entry, staff: Staff | None, now: datetime) -> Aftercare:
    place = email_place(person=person, purpose=Purpose.CHECK_INS, lead=lead)
    row = Aftercare(
        clinic=lead.clinic,
        person=person,
        lead=lead,
        entry=entry.how,
        entered_by=staff,
        entered_at=now,
        started_on=entry.started_on,
        what_next=entry.what_next.strip(),
        zone=lead.clinic.time_zone,
        language=lead.language,
        counselor=lead.owner,
        asked_by=AskedBy.EMAIL if place.point is not None else AskedBy.PHONE,
        state_at=now,
    )
    row.instrument_code = rules_of(row).instrument_code
    kept = _keep(row)
    if kept is row:
        actor = Actor.of(staff) if staff else SYSTEM
        facts = {"aftercare": str(row.id), "entry": row.entry, "asked_by": row.asked_by}
        write_event(lead=lead, kind="aftercare.entered", actor=actor, now=now, facts=facts)
        plan_next(aftercare=row, last=max(row.started_on, local_day(now, zone=row.zone)), now=now)
    return kept


def _keep(row: Aftercare) -> Aftercare:
    """Write the row, or find the one that another process wrote for the same person."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Aftercare.objects.exclude(state=AftercareState.ENDED).get(person_id=row.person_id)
    return row
