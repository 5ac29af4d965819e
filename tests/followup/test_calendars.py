"""The calendar link of a mail: the time as it stands, a neutral file, nothing for strangers, and nothing where mail may not go."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from core import clock
from followup.domain.appointments import Wish, book_appointment, cancel_appointment, keep_appointment, move_appointment
from followup.domain.calendar_links import calendar_token, forget_old_calendar_links
from followup.domain.leaving import leaver_of, stop_messages
from followup.domain.suppressing import suppress
from followup.models import Appointment, CalendarLink, Message
from intake.domain.consenting import change_safe_contact
from intake.models import Lead
from tests.factories import NOW, make_staff
from tests.followup.builders import email_point, make_lead
from tests.followup.plan_builders import email, make_live_clinic, make_plan, make_text, rows, run, tick
from tests.followup.test_views import rows as every_row

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FRIDAY_TEN, MONDAY_TEN = datetime(2026, 11, 20, 10, 0), datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001  wall clocks have no zone
STANDS = {"guards": ("appointment_booked",), "template_code": "agreed"}
AGREED = email("agreed", 10, unit="minutes", local_minute=None, anchor="booking", expires_minutes=1440, **STANDS)
REMINDER = email("day-before", -1, anchor="appointment", expires_minutes=720, **STANDS)
NOT_FOR_OTHERS = ("Oak", "Maria", "DESCRIPTION", "LOCATION", "ORGANIZER")


@pytest.fixture
def lead(monkeypatch) -> Lead:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=1))
    clinic = make_live_clinic(public_name="Oak Place", discreet_name="Oak Street")
    make_text(clinic, "agreed", body="It is {when}. Calendar: {calendar_link} {stop_link}")
    # Somebody else may see this mailbox: other words.
    clinic.template_versions.filter(code="agreed-private").update(body="It is {when}. {stop_link}")
    make_plan(clinic, AGREED, REMINDER, entry="appointment", stops_on=("urgent", "closed"))
    return make_lead(clinic, name="Maria")


def book(lead: Lead, at: datetime = FRIDAY_TEN) -> Appointment:
    staff = make_staff(lead.clinic)
    return book_appointment(lead_id=lead.id, wish=Wish(at, note="Bring the lab results"), staff=staff, idempotency_key="1", now=NOW)


def mailed(lead: Lead) -> tuple[Appointment, Message]:
    """Booked, and the mail about it written."""
    appointment = book(lead)
    tick(NOW + timedelta(minutes=11))
    return appointment, Message.objects.get(occurrence__step_key="agreed")


def say(lead: Lead, rules: dict[str, bool]) -> None:
    """What they told us of their mailbox."""
    change_safe_contact(
        contact_point_id=email_point(lead).id, changes=rules, staff=make_staff(lead.clinic), spoke_with_person=True, now=NOW
    )


def path_of(message: Message, *, language: str = "en") -> str:
    (token,) = re.findall(r"/w/v/([0-9a-f]{32})/en/", message.body)
    return f"/w/v/{token}/{language}/"


def read(path: str) -> tuple[int, str]:
    answer = Client(enforce_csrf_checks=True).get(path)
    assert not answer.cookies
    return answer.status_code, answer.content.decode()


def test_a_mail_about_a_booking_leads_to_the_time_and_to_a_file_that_names_nobody(lead: Lead) -> None:
    _appointment, message = mailed(lead)
    before = every_row()

    status, page = read(path_of(message))
    kept = Client().get(f"{path_of(message)}calendar.ics")

    assert (status, "Friday, November 20, 10:00 AM" in page, 'href="calendar.ics"' in page) == (200, True, True)
    assert (kept["Content-Type"], "DTSTART:20261120T150000Z" in kept.content.decode()) == ("text/calendar; charset=utf-8", True)
    assert [word for word in NOT_FOR_OTHERS if word in page or word in kept.content.decode()] == []
    assert every_row() == before
    assert "Viernes 20 de noviembre, 10:00 a. m." in read(path_of(message, language="es"))[1]
    assert "SUMMARY:Cita" in read(f"{path_of(message, language='es')}calendar.ics")[1]


def test_an_older_mail_shows_the_new_time_and_a_cancelled_one_takes_the_entry_out(lead: Lead) -> None:
    appointment, message = mailed(lead)
    staff = make_staff(lead.clinic)
    for _time in range(2):
        moved = move_appointment(appointment_id=appointment.id, wish=Wish(MONDAY_TEN), staff=staff, now=NOW + timedelta(minutes=30))
    assert "Monday, November 23" in read(path_of(message))[1]
    kept = read(f"{path_of(message)}calendar.ics")[1]
    assert [line in kept for line in ("DTSTART:20261123T150000Z", "SEQUENCE:1", f"UID:{appointment.calendar_uid.hex}@")] == [True] * 3

    cancel_appointment(appointment_id=moved.id, staff=staff, now=NOW + timedelta(minutes=40))

    page, kept = read(path_of(message))[1], read(f"{path_of(message)}calendar.ics")[1]
    assert ("This time no longer stands." in page, "delete the entry “Appointment”" in page) == (True, True)
    assert [line in kept for line in ("METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:2")] == [True] * 3


def test_moving_is_told_by_a_mail_of_its_own_and_a_slip_that_was_put_right_by_none(lead: Lead) -> None:
    appointment, staff = book(lead), make_staff(lead.clinic)
    moved = move_appointment(appointment_id=appointment.id, wish=Wish(MONDAY_TEN), staff=staff, now=NOW + timedelta(minutes=5))
    tick(NOW + timedelta(minutes=20))
    assert list(Message.objects.filter(occurrence__step_key="agreed").values_list("occurrence__appointment", flat=True)) == [moved.id]
    again = move_appointment(appointment_id=moved.id, wish=Wish(FRIDAY_TEN), staff=staff, now=NOW + timedelta(hours=2))
    run(NOW + timedelta(hours=2), NOW + timedelta(hours=26))
    told = Message.objects.filter(occurrence__step_key="agreed").order_by("created_at")
    assert list(told.values_list("occurrence__appointment", flat=True)) == [moved.id, again.id]
    assert len({path_of(one) for one in told}) == 2


@pytest.mark.parametrize("end", ["unknown", "unsafe", "private", "stopped", "bounced", "paused", "over", "came"])
def test_whatever_ends_it_the_page_and_the_file_are_those_of_a_link_we_never_gave(lead: Lead, monkeypatch, end: str) -> None:
    appointment, message = mailed(lead)
    staff, path = make_staff(lead.clinic), path_of(message)
    ended = read(f"/w/v/{'u' * 32}/en/")
    assert (ended[0], "This link has ended" in ended[1]) == (410, True)
    if end == "unknown":
        path = f"/w/v/{calendar_token('another stop token')}/en/"
    elif end in {"unsafe", "private"}:
        say(lead, {"may_email": False} if end == "unsafe" else {"is_private": True})
    elif end == "stopped":
        stop_messages(token=message.unsubscribe_token, now=NOW)
    elif end == "bounced":
        suppress(point=email_point(lead), purpose="", reason="bounced", now=NOW)
    elif end == "paused":
        Lead.objects.update(messages_paused_at=NOW)
    elif end == "over":
        monkeypatch.setattr(clock, "now", lambda: NOW + 5 * DAY)
    else:
        keep_appointment(appointment_id=appointment.id, staff=staff, now=NOW + DAY)
    assert read(path) == ended
    assert read(f"{path}calendar.ics") == ended


def test_the_link_is_worth_nothing_elsewhere_and_is_asked_by_get_alone(lead: Lead) -> None:
    _appointment, message = mailed(lead)
    token = calendar_token(message.unsubscribe_token)
    assert token in path_of(message)
    assert leaver_of(token) is None
    assert Client().post(path_of(message)).status_code == 405
    assert CalendarLink.objects.get().token_hash not in message.body


def test_a_mailbox_that_others_see_gets_no_link(lead: Lead) -> None:
    say(lead, {"is_private": True})
    _appointment, message = mailed(lead)
    assert ("/w/v/" in message.body, message.missing, CalendarLink.objects.count()) == (False, "", 0)


def test_a_booking_for_this_afternoon_is_told_at_once_and_not_after_it_began(lead: Lead) -> None:
    book(lead, datetime(2026, 11, 17, 14, 0))  # noqa: DTZ001
    (told, reminder) = rows(lead.enrolments.get())[::-1]
    assert {told, reminder} == {("agreed", "planned", ""), ("day-before", "skipped", "in_the_past")}
    run(datetime(2026, 11, 17, 19, 30, tzinfo=UTC), datetime(2026, 11, 17, 22, 0, tzinfo=UTC))
    assert ("agreed", "expired", "overdue") in rows(lead.enrolments.get())


def test_links_of_what_is_long_over_are_forgotten(lead: Lead) -> None:
    mailed(lead)
    assert [forget_old_calendar_links(now=NOW + days * DAY) for days in (62, 64, 64)] == [0, 1, 0]
