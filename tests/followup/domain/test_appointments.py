"""Appointments: booked once, moved with all that hung on them, kept, missed or cancelled; and their neutral calendar file."""

from datetime import UTC, datetime, timedelta

import pytest

from followup.domain.appointments import (
    AppointmentOverError,
    InThePastError,
    Wish,
    book_appointment,
    cancel_appointment,
    keep_appointment,
    miss_appointment,
    move_appointment,
)
from followup.domain.calendar_file import calendar_file
from followup.domain.delivering import first_refusal
from followup.models import Appointment, Enrolment, Message, Occurrence
from intake.models import ContactConsent, Lead, LeadEvent
from tests.factories import NOW, make_clinic, make_staff
from tests.followup.builders import make_lead
from tests.followup.plan_builders import email, enrol, make_live_clinic, make_plan, rows, run, tick

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001  a wall clock has no zone


FRIDAY_TEN = wall(2026, 11, 20, 10, 0)
MONDAY_TEN = wall(2026, 11, 23, 10, 0)
REMINDERS = (
    email("day-before", -1, anchor="appointment", guards=("appointment_booked",), expires_minutes=720),
    email("morning", 0, anchor="appointment", local_minute=480, opens_minute=420, closes_minute=720, guards=("appointment_booked",)),
    email("missed", 1, anchor="appointment", guards=("appointment_missed", "no_booking")),
)


@pytest.fixture
def world():
    clinic = make_live_clinic()
    staff = make_staff(clinic)
    plan = make_plan(clinic, *REMINDERS, entry="appointment", stops_on=("urgent", "closed"))
    return clinic, staff, plan, make_lead(clinic)


def book(world, at=FRIDAY_TEN, *, key="1", now=NOW, **wish) -> Appointment:
    _clinic, staff, _plan, lead = world
    return book_appointment(lead_id=lead.id, wish=Wish(at, **wish), staff=staff, idempotency_key=key, now=now)


def test_booking_twice_with_one_key_is_one_appointment(world) -> None:
    assert book(world) == book(world)
    lead = Lead.objects.get()
    assert (lead.status, Appointment.objects.get().starts_at) == ("booked", datetime(2026, 11, 20, 15, 0, tzinfo=UTC))
    assert LeadEvent.objects.filter(kind="appointment.booked").count() == 1


def test_reminders_come_the_day_before_and_in_the_morning(world) -> None:
    book(world)
    run(NOW, NOW + 3 * DAY)
    enrolment = Enrolment.objects.get()
    assert rows(enrolment) == [("day-before", "done", ""), ("morning", "done", ""), ("missed", "planned", "")]
    assert [message.due_at.isoformat() for message in Message.objects.order_by("due_at")] == [
        "2026-11-19T14:00:00+00:00",
        "2026-11-20T13:00:00+00:00",
    ]


def test_moving_cancels_what_hung_on_the_old_time_and_plans_anew(world) -> None:
    _clinic, staff, _plan, _lead = world
    old = book(world)
    tick(datetime(2026, 11, 19, 14, 0, tzinfo=UTC))
    moved = [
        move_appointment(appointment_id=old.id, wish=Wish(MONDAY_TEN), staff=staff, now=datetime(2026, 11, 19, 14, 5, tzinfo=UTC))
        for _time in range(2)
    ]
    assert moved[0] == moved[1]
    old.refresh_from_db()
    assert (old.state, old.replaced_by, moved[0].calendar_uid, moved[0].changes) == ("moved", moved[0], old.calendar_uid, 1)
    message = Message.objects.get()
    assert (message.state, message.why_not) == ("skipped", "superseded")
    found = Occurrence.objects.order_by("sequence", "step__position").values_list("sequence", "step_key", "state", "due_local")
    assert list(found) == [
        (1, "day-before", "done", "2026-11-19T09:00"),
        (1, "morning", "cancelled", "2026-11-20T08:00"),
        (1, "missed", "cancelled", "2026-11-21T09:00"),
        (2, "day-before", "planned", "2026-11-22T09:00"),
        (2, "morning", "planned", "2026-11-23T08:00"),
        (2, "missed", "planned", "2026-11-24T09:00"),
    ]


def test_after_a_no_show_there_is_a_kind_offer_and_after_a_visit_none(world) -> None:
    clinic, staff, plan, _lead = world
    missed = book(world)
    miss_appointment(appointment_id=missed.id, staff=staff, now=NOW + 4 * DAY)
    other = make_lead(clinic, email="kept@example.org")
    kept = book_appointment(lead_id=other.id, wish=Wish(FRIDAY_TEN), staff=staff, idempotency_key="2", now=NOW)
    for _time in range(2):
        keep_appointment(appointment_id=kept.id, staff=staff, now=NOW + 4 * DAY)
    tick(datetime(2026, 11, 21, 14, 0, tzinfo=UTC))
    states = {row.appointment_id: (row.state, row.reason) for row in Occurrence.objects.filter(step_key="missed")}
    assert states == {missed.id: ("done", ""), kept.id: ("skipped", "not_true")}
    assert set(Enrolment.objects.filter(plan=plan).values_list("state", "exit_reason")) == {("completed", "finished")}


def test_cancelling_ends_all_that_hung_on_it(world) -> None:
    _clinic, staff, _plan, _lead = world
    appointment = book(world)
    for _time in range(2):
        cancel_appointment(appointment_id=appointment.id, staff=staff, now=NOW + DAY)
    run(NOW + DAY, NOW + 5 * DAY)
    assert Message.objects.count() == 0
    assert set(Occurrence.objects.values_list("state", "reason")) == {("cancelled", "anchor_moved")}


def test_a_booking_ends_the_plan_for_inquiries_at_once(world) -> None:
    clinic, _staff, _plan, lead = world
    inquiry = enrol(make_plan(clinic), lead=lead)
    book(world, now=NOW + timedelta(minutes=5))
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.exit_reason) == ("exited", "booked")


def test_an_appointment_that_is_soon_leaves_out_what_has_passed(world) -> None:
    book(world, wall(2026, 11, 17, 14, 0))
    assert rows(Enrolment.objects.get()) == [
        ("day-before", "skipped", "in_the_past"),
        ("morning", "skipped", "in_the_past"),
        ("missed", "planned", ""),
    ]


def test_what_they_said_about_mails_is_kept_with_who_heard_it(world) -> None:
    appointment = book(world, may_email=True)
    answer = ContactConsent.objects.get(purpose="appointments")
    assert (answer.granted, answer.evidence_id, answer.recorded_by) == (True, appointment.id, world[1])


def test_times_that_have_passed_and_appointments_that_ended_are_refused(world) -> None:
    _clinic, staff, _plan, _lead = world
    with pytest.raises(InThePastError):
        book(world, wall(2026, 11, 17, 9, 0))
    appointment = book(world)
    cancel_appointment(appointment_id=appointment.id, staff=staff, now=NOW)
    with pytest.raises(AppointmentOverError):
        keep_appointment(appointment_id=appointment.id, staff=staff, now=NOW)


def test_nobody_books_or_moves_in_another_clinic(world) -> None:
    stranger = make_staff(make_clinic())
    appointment = book(world)
    for act in (keep_appointment, miss_appointment, cancel_appointment):
        with pytest.raises(Lead.DoesNotExist):
            act(appointment_id=appointment.id, staff=stranger, now=NOW)
    with pytest.raises(Lead.DoesNotExist):
        book_appointment(lead_id=world[3].id, wish=Wish(FRIDAY_TEN), staff=stranger, idempotency_key="9", now=NOW)


def test_an_appointment_before_its_morning_e_mail_gets_none_after_it_began(world) -> None:
    book(world, wall(2026, 11, 20, 7, 30))
    run(datetime(2026, 11, 19, 13, 0, tzinfo=UTC), datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    found = {row.step_key: (row.state, row.reason) for row in Occurrence.objects.exclude(step_key="missed")}
    assert found == {"day-before": ("done", ""), "morning": ("expired", "overdue")}
    assert Message.objects.filter(dedupe_key__startswith="plan:").count() == 1


def test_an_offer_that_waits_for_a_reader_is_not_sent_once_they_have_a_new_time(world) -> None:
    staff = world[1]
    missed = book(world)
    miss_appointment(appointment_id=missed.id, staff=staff, now=NOW + 4 * DAY)
    run(datetime(2026, 11, 21, 13, 30, tzinfo=UTC), datetime(2026, 11, 21, 14, 30, tzinfo=UTC))
    offer = Message.objects.get(occurrence__step_key="missed")
    assert first_refusal(offer, datetime(2026, 11, 21, 15, 0, tzinfo=UTC)) is None
    book(world, MONDAY_TEN, key="2", now=datetime(2026, 11, 21, 15, 0, tzinfo=UTC))
    refusal = first_refusal(offer, datetime(2026, 11, 21, 15, 5, tzinfo=UTC))
    assert refusal is not None
    assert (refusal.state, refusal.why_not) == ("skipped", "not_true")


def test_the_calendar_file_says_appointment_and_nothing_else(world) -> None:
    appointment = book(world, note="Bring the lab results")
    text = calendar_file(appointment, language="es", now=NOW)
    assert text.split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Calendar//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{appointment.calendar_uid.hex}@localhost",
        "SEQUENCE:0",
        "DTSTAMP:20261117T150000Z",
        "DTSTART:20261120T150000Z",
        "DTEND:20261120T160000Z",
        "SUMMARY:Cita",
        "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_cancelled_appointment_is_taken_out_of_calendars(world) -> None:
    _clinic, staff, _plan, _lead = world
    appointment = book(world)
    text = calendar_file(cancel_appointment(appointment_id=appointment.id, staff=staff, now=NOW), language="en", now=NOW)
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"} <= set(text.split("\r\n"))
