"""Made-up people who get messages: in plans whose next e-mail waits for somebody's eyes, with a visit tomorrow; and a rota."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from clinics.domain.rostering import add_shifts
from clinics.domain.rota import Shift
from clinics.models import Clinic, RotaShift, Staff
from clinics.states import Role
from core.audit import COMMAND
from desk.sample.people import WEEKDAYS
from followup.domain.appointments import Wish, book_appointment
from followup.domain.due import make_due
from followup.domain.enrolling import enrol_by_hand
from followup.models import Appointment, Message, Occurrence, Plan
from followup.states import MessageState, OccurrenceState
from intake.models import Lead
from intake.states import LeadStatus

_MORNING, _EVENING, _NIGHT = 8 * 60, 20 * 60, 12 * 60
# Their only way to be reached is the telephone: the visit itself is all there is to see.
_VISITOR = "sample-visit"
_WAITS = timedelta(days=3)


def follow_up(*, clinic: Clinic, now: datetime) -> None:
    """Book a visit tomorrow, put two people on the waiting list, and let what is due by now be written. Once."""
    if Appointment.objects.filter(clinic=clinic, lead__is_sample=True).exists():
        return
    staff = Staff.objects.filter(is_sample=True, memberships__clinic=clinic, memberships__role=Role.STAFF).order_by("name")[0]
    booked = _callers(clinic, LeadStatus.BOOKED)
    tomorrow = now.astimezone(ZoneInfo(clinic.time_zone)).date() + timedelta(days=1)
    for number, lead in enumerate(booked[:2]):
        wish = Wish(starts_local=datetime.combine(tomorrow + timedelta(days=5 * number), time(10 + number)))
        book_appointment(lead_id=lead.id, wish=wish, staff=staff, idempotency_key=f"{_VISITOR}-{number}", now=now)
    waiting = Plan.objects.filter(clinic=clinic, code="waiting-list").first()
    undecided = Lead.objects.filter(clinic=clinic, is_sample=True, status=LeadStatus.IN_TOUCH, preferred_channel="call").order_by(
        "arrived_at"
    )
    if waiting is not None:
        for lead in undecided[:2]:
            enrol_by_hand(lead_id=lead.id, plan_id=waiting.id, staff=staff, now=now)
    # Each step at its time, as the clock would have had it: what comes days late would wait as a backlog instead.
    past = Occurrence.objects.filter(clinic=clinic, state=OccurrenceState.PLANNED, due_at__lte=now).order_by("due_at")
    for at in sorted(set(past.values_list("due_at", flat=True))):
        make_due(now=at)
    # Days in which nobody was there to look at them: whoever tries the product out finds them waiting, not ended.
    held = Message.objects.filter(clinic=clinic, lead__is_sample=True, occurrence__isnull=False, state=MessageState.HELD)
    held.filter(expires_at__lt=now + _WAITS).update(expires_at=now + _WAITS)


def _callers(clinic: Clinic, status: LeadStatus) -> QuerySet[Lead]:
    return Lead.objects.filter(clinic=clinic, is_sample=True, status=status, preferred_channel="call").order_by("arrived_at")


def add_rota(*, clinic: Clinic, now: datetime) -> None:
    """Weekdays by day and the nights of the week, so that the page shows the weekend as a gap. Once."""
    if RotaShift.objects.filter(clinic=clinic).exists():
        return
    by_name = dict(Staff.objects.filter(is_sample=True, memberships__clinic=clinic).values_list("name", "id"))
    days = [Shift(by_name["Luis Ortega"], day, _MORNING, _EVENING - _MORNING) for day in WEEKDAYS]
    nights = [Shift(by_name["Lee Moreno"], day, _EVENING, _NIGHT) for day in WEEKDAYS]
    backup = [Shift(by_name["Priya Nair"], day, _MORNING, _EVENING - _MORNING, is_backup=True) for day in (0, 2, 4)]
    add_shifts(clinic_id=clinic.id, shifts=[*days, *nights, *backup], actor=COMMAND, now=now)
