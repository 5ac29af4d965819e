"""Appointments: booked, moved, kept, missed, cancelled. What hung on an old time is cancelled and planned anew."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from clinics.models import Staff
from core.audit import Actor
from core.ids import new_id
from core.sql import whole
from followup.domain.calendar_links import follow_move
from followup.domain.enrolling import enrol_by_rule
from followup.domain.exiting import leave_by_facts
from followup.domain.occurrences import cancel_hung_on, plan_steps
from followup.domain.timing import to_utc
from followup.models import Appointment, Enrolment
from followup.states import OPEN_ENROLMENTS, AppointmentState, Because, EnrolmentState, PlanEntry
from intake.access import leads_visible_to
from intake.domain.consenting import Evidence, record_contact_consent
from intake.domain.leading import apply_move
from intake.domain.recording import write_event
from intake.models import ContactPoint, Lead, Person
from intake.states import LEGAL_MOVES, ContactKind, LeadStatus, Purpose

NOTE_MOST = 500
MOST_MINUTES = 24 * 60
MOST_YEARS = 5
_WORDING = "staff-spoken-1"


class InThePastError(ValueError):
    """An appointment begins later than now."""


class TooFarError(ValueError):
    """Further off than any appointment: a slip of the year."""


class AppointmentOverError(Exception):
    """It was moved, kept, missed or cancelled already; `state` says which."""

    def __init__(self, state: str) -> None:
        super().__init__("This appointment has ended.")
        self.state = state


@dataclass(frozen=True)
class Wish:
    """What was agreed. `starts_local` is the clock on the wall at the clinic, without a zone."""

    starts_local: datetime
    minutes: int = 60
    kind: str = "visit"
    note: str = ""
    # Whether they want e-mails about it; None: not asked, and an earlier answer stays.
    may_email: bool | None = None


@whole
def book_appointment(*, lead_id: UUID, wish: Wish, staff: Staff, idempotency_key: str, now: datetime) -> Appointment:
    """Agree on a time: the lead is booked, its other plans end, and the plan for appointments begins.

    The same key twice is one appointment. Raises InThePastError, TooFarError; Lead.DoesNotExist for a lead this person may not see.
    """
    lead = _locked_lead(lead_id, staff)
    key = f"{staff.id.hex}:{idempotency_key}"[:64]
    standing = Appointment.objects.filter(clinic_id=lead.clinic_id, idempotency_key=key, lead=lead).first()
    if standing is not None:
        return standing
    appointment = _new(lead, wish, staff, now, key=key)
    appointment.save(force_insert=True)
    _keep_answer(lead, appointment, wish, staff, now)
    if lead.status != LeadStatus.BOOKED and LeadStatus.BOOKED in LEGAL_MOVES[lead.status]:
        apply_move(lead=lead, to=LeadStatus.BOOKED, staff=staff, reason="", now=now)
    _tell(appointment, lead, "booked", staff, now)
    _plan_around(lead, now)
    return appointment


@whole
def move_appointment(*, appointment_id: UUID, wish: Wish, staff: Staff, now: datetime) -> Appointment:
    """Agree on another time: the new appointment. Moving to the same time again changes nothing.

    Raises AppointmentOverError, InThePastError and TooFarError.
    """
    old, lead = _locked(appointment_id, staff)
    new = _new(lead, wish, staff, now, key=f"moved:{old.id}:{old.changes + 1}"[:64])
    if old.state == AppointmentState.MOVED and old.replaced_by is not None and old.replaced_by.starts_at == new.starts_at:
        return old.replaced_by
    _check_booked(old)
    if new.starts_at == old.starts_at:
        return old
    new.calendar_uid, new.changes = old.calendar_uid, old.changes + 1
    new.note = wish.note or old.note
    new.save(force_insert=True)
    _end(old, AppointmentState.MOVED, now, replaced_by=new)
    cancel_hung_on(appointment=old, because=Because.ANCHOR_MOVED, now=now)
    follow_move(old=old, new=new)
    _keep_answer(lead, new, wish, staff, now)
    _tell(new, lead, "moved", staff, now)
    _plan_around(lead, now)
    return new


@whole
def keep_appointment(*, appointment_id: UUID, staff: Staff, now: datetime) -> Appointment:
    """They came."""
    return _finish(appointment_id, AppointmentState.KEPT, "kept", staff, now)


@whole
def miss_appointment(*, appointment_id: UUID, staff: Staff, now: datetime) -> Appointment:
    """They did not come; the plan may offer another time, kindly."""
    return _finish(appointment_id, AppointmentState.MISSED, "missed", staff, now)


@whole
def cancel_appointment(*, appointment_id: UUID, staff: Staff, now: datetime) -> Appointment:
    """It will not take place: nothing is sent about it any more."""
    appointment = _finish(appointment_id, AppointmentState.CANCELLED, "cancelled", staff, now)
    cancel_hung_on(appointment=appointment, because=Because.ANCHOR_MOVED, now=now)
    _plan_around(appointment.lead, now)
    return appointment


def cancel_all_of(*, person: Person, now: datetime) -> int:
    """Cancel what is booked for somebody who is not expected any more; how many. Part of stopping everything and of erasing."""
    booked = Appointment.objects.filter(person=person, state=AppointmentState.BOOKED)
    return booked.update(state=AppointmentState.CANCELLED, ended_at=now)


def _finish(appointment_id: UUID, state: AppointmentState, word: str, staff: Staff, now: datetime) -> Appointment:
    appointment, lead = _locked(appointment_id, staff)
    if appointment.state == state:
        return appointment
    _check_booked(appointment)
    _end(appointment, state, now)
    _tell(appointment, lead, word, staff, now)
    return appointment


def _locked_lead(lead_id: UUID, staff: Staff) -> Lead:
    found = leads_visible_to(staff).select_for_update(of=("self",), no_key=True).select_related("clinic", "contact_person")
    return found.get(id=lead_id)


def _locked(appointment_id: UUID, staff: Staff) -> tuple[Appointment, Lead]:
    lead_id = Appointment.objects.values_list("lead_id", flat=True).get(id=appointment_id)
    lead = _locked_lead(lead_id, staff)
    appointment = Appointment.objects.select_for_update(of=("self",)).select_related("replaced_by", "lead").get(id=appointment_id)
    return appointment, lead


def _check_booked(appointment: Appointment) -> None:
    if appointment.state != AppointmentState.BOOKED:
        raise AppointmentOverError(appointment.state)


def _new(lead: Lead, wish: Wish, staff: Staff, now: datetime, *, key: str) -> Appointment:
    if wish.starts_local.year > now.year + MOST_YEARS:
        raise TooFarError
    starts_at = to_utc(wish.starts_local, ZoneInfo(lead.clinic.time_zone))
    if starts_at <= now:
        raise InThePastError
    last = Appointment.objects.filter(person_id=lead.contact_person_id).order_by("-number").first()
    return Appointment(
        clinic_id=lead.clinic_id,
        person_id=lead.contact_person_id,
        lead=lead,
        number=last.number + 1 if last else 1,
        starts_at=starts_at,
        starts_local=wish.starts_local.isoformat(timespec="minutes"),
        zone=lead.clinic.time_zone,
        minutes=min(max(wish.minutes, 5), MOST_MINUTES),
        kind=wish.kind,
        note=wish.note[:NOTE_MOST],
        calendar_uid=new_id(),
        booked_by=staff,
        created_at=now,
        idempotency_key=key,
    )


def _end(appointment: Appointment, state: AppointmentState, now: datetime, *, replaced_by: Appointment | None = None) -> None:
    """End a booked appointment; the only function that does."""
    appointment.state, appointment.ended_at, appointment.replaced_by = state, now, replaced_by
    appointment.save(update_fields=["state", "ended_at", "replaced_by"])


def _keep_answer(lead: Lead, appointment: Appointment, wish: Wish, staff: Staff, now: datetime) -> None:
    if wish.may_email is None:
        return
    points = ContactPoint.objects.filter(person_id=lead.contact_person_id, kind=ContactKind.EMAIL, replaced_by=None)
    record_contact_consent(
        person=lead.contact_person,
        contact_point=points.order_by("-created_at", "-id").first(),
        purpose=Purpose.APPOINTMENTS,
        channel="email",
        granted=wish.may_email,
        wording=_WORDING,
        language=lead.language,
        evidence=Evidence(kind="appointment", id=appointment.id, recorded_by=staff),
        now=now,
    )


def _tell(appointment: Appointment, lead: Lead, word: str, staff: Staff, now: datetime) -> None:
    facts = {"appointment": str(appointment.id)}
    write_event(lead=lead, kind=f"appointment.{word}", actor=Actor.of(staff), now=now, facts=facts)


def _plan_around(lead: Lead, now: datetime) -> None:
    """End the plans that a booking ends, let the others follow it, and put the lead into the one for appointments."""
    leave_by_facts(lead_id=lead.id, now=now)
    enrolments = Enrolment.objects.filter(lead=lead, state=EnrolmentState.ACTIVE)
    for enrolment in enrolments.select_for_update(of=("self",), no_key=True).select_related("clinic", "lead", "plan__current", "version"):
        plan_steps(enrolment=enrolment, now=now)
    is_in_one = Enrolment.objects.filter(lead=lead, plan__entry=PlanEntry.APPOINTMENT, state__in=OPEN_ENROLMENTS).exists()
    if not is_in_one and Appointment.objects.filter(lead=lead, state=AppointmentState.BOOKED, starts_at__gt=now).exists():
        enrol_by_rule(lead=lead, entry=PlanEntry.APPOINTMENT, now=now)
