"""Reports: numbers that add up, small groups hidden, and never a row of another clinic or another period."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clinics.models import Clinic
from followup.domain.aftercare.instruments import newest_version
from followup.domain.reporting import reports
from followup.domain.reporting.counting import Share, Times, times_of
from followup.domain.reporting.reports import Period
from followup.models import Aftercare, CheckIn, Course, Dose, Flag
from intake.models import Lead
from intake.states import Severity
from tests.factories import NOW, make_clinic, make_staff, receive

HOUR = timedelta(hours=1)


def period(clinic: Clinic) -> Period:
    return Period(clinic, NOW - timedelta(days=200), NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(0, 0, None), (2, 4, None), (10, 12, None), (1, 100, None), (11, 11, 100), (0, 11, 0), (12, 18, 67), (40, 41, 98)],
)
def test_a_share_that_could_point_at_somebody_is_hidden(part, whole, percent):
    assert Share(part, whole).percent == percent


@pytest.mark.parametrize(("part", "whole", "percent"), [(40, 41, None), (30, 41, 73), (41, 41, 100), (0, 41, 0), (11, 21, None)])
def test_what_leaves_the_clinic_tells_nothing_of_the_few_who_are_left_out(part, whole, percent):
    assert Share(part, whole, leaves=True).percent == percent


def test_a_clinic_says_from_how_many_on_a_group_is_shown():
    assert [Share(6, 7, smallest).percent for smallest in (5, 6, 7)] == [86, 86, None]


def test_times_say_half_and_nine_in_ten_and_nothing_about_a_few():
    assert times_of([HOUR] * 10, smallest=11) == Times(10, None, None)
    assert times_of((HOUR * number for number in range(1, 11)), smallest=5) == Times(10, 300, 540)


def enter(clinic: Clinic, *, weeks_ago: int, ended_after: int | None = None) -> Aftercare:
    lead = receive(clinic).lead
    entered = NOW - timedelta(weeks=weeks_ago)
    ended = ended_after is not None
    return Aftercare.objects.create(
        clinic=clinic,
        person=lead.contact_person,
        lead=lead,
        entry="by_hand",
        entered_at=entered,
        started_on=entered.date(),
        zone="America/New_York",
        language="en",
        asked_by="mail",
        instrument_code="three-questions",
        state="ended" if ended else "active",
        state_reason="asked" if ended else "",
        state_at=entered + timedelta(weeks=ended_after) if ended_after is not None else entered,
    )


@pytest.mark.django_db
def test_retention_counts_only_those_who_could_have_got_so_far():
    clinic, other = make_clinic(smallest_group=5), make_clinic(smallest_group=5)
    for ended_after in (None, None, None, None, None, 3, 6):
        enter(clinic, weeks_ago=10, ended_after=ended_after)
    enter(clinic, weeks_ago=1)
    enter(other, weeks_ago=10)

    found = reports.retention_by_week(period(clinic), now=NOW)

    assert found == [(1, Share(8, 8, 5)), (2, Share(7, 7, 5)), (4, Share(6, 7, 5)), (8, Share(5, 7, 5))]


def course(clinic: Clinic, *given: date) -> None:
    lead = receive(clinic).lead
    staff = make_staff(clinic, roles=("clinician",))
    row = Course.objects.create(
        clinic=clinic,
        person=lead.contact_person,
        lead=lead,
        medicine="injection",
        state="active",
        started_on=given[0],
        created_by=staff,
        created_at=NOW,
    )
    for number, day in enumerate(given, start=1):
        Dose.objects.create(
            clinic=clinic, course=row, number=number, state="given", due_on=day, given_on=day, covers_days=28, reversal_talk=True
        )


@pytest.mark.django_db
def test_retention_by_dose_leaves_out_doses_that_could_not_have_come():
    clinic = make_clinic(smallest_group=5)
    today = NOW.date()
    first = today - timedelta(days=70)
    for _one in range(5):
        course(clinic, first, first + timedelta(days=28), first + timedelta(days=56))
    course(clinic, first)
    course(make_clinic(smallest_group=5), first)

    assert reports.retention_by_dose(period(clinic), today=today) == [(1, Share(6, 6, 5)), (2, Share(5, 6, 5)), (3, Share(5, 6, 5))]


@pytest.mark.django_db
def test_flags_are_measured_to_the_first_talk_and_messages_are_no_flags():
    clinic = make_clinic(smallest_group=5)
    row = enter(clinic, weeks_ago=4)
    for number in range(7):
        Flag.objects.create(
            clinic=clinic,
            aftercare=row,
            kind="hard_time",
            severity=Severity.URGENT,
            dedupe_key=str(number),
            rule="r",
            rule_version="1",
            raised_at=NOW - timedelta(days=1),
            met_at=NOW - timedelta(days=1) + HOUR * number if number < 6 else None,
        )
    for kind, raised in (("address", NOW), ("hard_time", NOW - timedelta(days=900))):
        Flag.objects.create(
            clinic=clinic, aftercare=row, kind=kind, severity=Severity.SOON, dedupe_key=kind, rule="r", rule_version="1", raised_at=raised
        )

    (found,) = reports.flag_to_person(period(clinic))

    assert (found.severity, found.met, found.times) == (Severity.URGENT, Share(6, 7, 5), Times(6, 120, 300))


@pytest.mark.django_db
def test_the_reply_rate_counts_by_week_and_nobody_who_still_has_time():
    clinic, other = make_clinic(smallest_group=5), make_clinic(smallest_group=5)
    row = enter(clinic, weeks_ago=10)
    version = newest_version(clinic=clinic, code="three-questions", now=NOW)
    # Two weeks: 5 of 7 answered, then 6 of 6; one has time until tomorrow, one was taken back, one lies before the period.
    monday = datetime(2026, 10, 5, 14, tzinfo=UTC)
    asked = [(monday, state) for state in ["answered"] * 5 + ["missed", "sent"]] + [(monday + timedelta(days=9), "answered")] * 6
    asked += [(monday, "waiting"), (monday, "cancelled"), (NOW - timedelta(days=300), "missed")]
    for number, (at, state) in enumerate(asked):
        CheckIn.objects.create(
            clinic=clinic,
            aftercare=row,
            sequence=number,
            instrument_version=version,
            asked_by="phone" if state == "sent" else "email",
            due_on=at.date(),
            due_minute=600,
            zone="America/New_York",
            due_at=at,
            state="sent" if state == "waiting" else state,
            asked_at=at,
            missed_at=NOW + timedelta(days=1) if state == "waiting" else None,
        )
    enter(other, weeks_ago=10)

    assert reports.reply_rate(period(clinic)) == [(date(2026, 10, 5), Share(5, 7, 5)), (date(2026, 10, 12), Share(6, 6, 5))]
    assert reports.reply_total(period(clinic)) == Share(11, 13, 5)
    assert reports.reply_rate(period(other)) == []


@pytest.mark.django_db
def test_silence_says_what_came_of_it():
    clinic = make_clinic(smallest_group=5)
    row = enter(clinic, weeks_ago=4)
    for number in range(6):
        met = NOW + HOUR if number < 5 else None
        Flag.objects.create(
            clinic=clinic,
            aftercare=row,
            kind="silence",
            severity=Severity.SOON,
            dedupe_key=str(number),
            rule="r",
            rule_version="1",
            raised_at=NOW,
            met_at=met,
            ended_at=met,
        )

    # One answered by themselves after three hours, and of one nothing came but a review.
    for number, outcome in ((7, "answered"), (8, "not_reached")):
        Flag.objects.create(
            clinic=clinic,
            aftercare=row,
            kind="silence",
            severity=Severity.SOON,
            dedupe_key=str(number),
            rule="r",
            rule_version="1",
            raised_at=NOW,
            ended_at=NOW + 3 * HOUR,
            outcome=outcome,
        )

    found = reports.silence(period(clinic))

    assert (found.resolved, found.times, found.open_now) == (Share(6, 8, 5), Times(6, 60, 180), 1)


@pytest.mark.django_db
def test_inquiries_answered_in_time_are_counted_by_severity():
    clinic = make_clinic(smallest_group=5)
    for number in range(6):
        lead = receive(clinic, phone=f"(202) 555-02{number:02d}").lead
        Lead.objects.filter(id=lead.id).update(
            first_attempt_at=NOW + HOUR if number else datetime(2030, 1, 1, tzinfo=UTC), first_live_contact_at=NOW + 2 * HOUR
        )
    receive(make_clinic(smallest_group=5))

    (found,) = reports.answered_in_time(period(clinic))

    assert (found.severity, found.in_time, found.times) == (Severity.ROUTINE, Share(5, 6, 5), Times(6, 120, 120))
