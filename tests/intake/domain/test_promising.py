"""Promising: only what staffed hours can keep, and only for as long as the page may still say it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clinics.models import Installation, OnCallMember
from intake.domain.promising import next_steps, waiting_promise
from intake.states import Severity
from tests.factories import NOW, make_clinic, make_staff, receive

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("America/New_York")


def test_an_open_clinic_says_when_it_answers() -> None:
    clinic = make_clinic()

    steps = next_steps(submission=receive(clinic).submission, now=NOW)

    assert steps.waiting.is_open_now
    assert steps.answer_by == datetime(2026, 11, 17, 14, 0, tzinfo=ZONE)
    assert (steps.reach, steps.ask_for, steps.voicemail, steps.code) == ("call", "Maria", "none", "")


def test_a_closed_clinic_says_when_it_opens() -> None:
    clinic, evening = make_clinic(), NOW + timedelta(hours=9)

    waiting = waiting_promise(clinic=clinic, now=evening)

    assert (waiting.is_open_now, waiting.opens_at) == (False, datetime(2026, 11, 18, 8, 0, tzinfo=ZONE))


def test_a_clinic_that_is_never_staffed_promises_no_time() -> None:
    waiting = waiting_promise(clinic=make_clinic(staffed=False), now=NOW)

    assert (waiting.is_open_now, waiting.opens_at, waiting.closes_at) == (False, None, None)


def test_on_call_counts_only_people_who_still_work_here() -> None:
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": False})
    clinic = make_clinic()
    gone = make_staff(clinic, is_active=False)
    OnCallMember.objects.create(clinic=clinic, staff=gone)
    assert waiting_promise(clinic=clinic, now=NOW).has_on_call is False

    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic))
    assert waiting_promise(clinic=clinic, now=NOW).has_on_call is True


def test_practice_mode_holds_alerts_so_nobody_counts_as_told() -> None:
    clinic = make_clinic()
    OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic))

    assert waiting_promise(clinic=clinic, now=NOW).has_on_call is False


@pytest.mark.parametrize(("hours", "on_call", "promised"), [(0, False, True), (10, False, False), (10, True, True)])
def test_an_emergency_is_promised_a_time_only_when_somebody_hears_of_it(hours: int, on_call: bool, promised: bool) -> None:
    Installation.objects.update_or_create(id=1, defaults={"practice_mode": False})
    clinic, now = make_clinic(), NOW + timedelta(hours=hours)
    if on_call:
        OnCallMember.objects.create(clinic=clinic, staff=make_staff(clinic))

    steps = next_steps(submission=receive(clinic, now=now, own_words="I want to kill myself").submission, now=now)

    assert steps.severity == Severity.EMERGENCY
    assert steps.answer_by == (now + timedelta(minutes=5) if promised else None)


def test_somebody_who_will_contact_us_gets_a_code_to_quote() -> None:
    steps = next_steps(submission=receive(make_clinic(), reach="none", phone="").submission, now=NOW)

    assert len(steps.code) == 6
    assert not set(steps.code) & set("01ILO")


def test_the_page_turns_neutral_after_an_hour_and_the_link_ends_after_a_day() -> None:
    submission = receive(make_clinic()).submission

    seen = [next_steps(submission=submission, now=NOW + timedelta(minutes=minutes)) for minutes in (59, 60, 1439, 1440)]

    assert [steps.is_neutral for steps in seen] == [False, True, True, True]
    assert [steps.can_change for steps in seen] == [True, True, True, False]


def test_the_newest_amendment_speaks_for_the_sender() -> None:
    clinic = make_clinic()
    first = receive(clinic, token="t", name="Maria")
    receive(clinic, token="t", name="Mariana", now=NOW + timedelta(minutes=1))
    first.submission.refresh_from_db()

    assert next_steps(submission=first.submission, now=NOW).ask_for == "Mariana"
