"""The calendar of a dose: what each day asks for, and nothing late in a burst."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.medication.calendar import DoseFacts, asked_today, has_run_out, is_late, needs_review, next_look_on
from followup.models import MedicationRules

DUE = date(2026, 12, 15)
RULES = MedicationRules(remind_days=[7, 2, 0])


def asked(day: int, *, number: int = 2, is_refill: bool = False, rules: MedicationRules = RULES) -> list[str]:
    """What the day `day` days after the due day asks for."""
    return asked_today(DoseFacts(number, DUE, is_refill, DUE), rules, DUE + timedelta(days=day))


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (-8, []),
        (-7, ["remind:7"]),
        (-6, ["remind:7"]),
        (-5, []),
        (-2, ["remind:2"]),
        (-1, ["remind:2"]),
        (0, ["remind:0"]),
        (1, ["late"]),
        (2, ["late"]),
        (3, ["late", "late_call"]),
        (7, ["late", "late_call", "missed"]),
        (90, ["late", "late_call", "missed"]),
    ],
)
def test_an_injection_is_reminded_of_then_late_then_urgent_then_missed(day: int, codes: list[str]) -> None:
    assert asked(day) == codes


def test_a_supply_of_tablets_is_reminded_of_once() -> None:
    assert [asked(day, is_refill=True) for day in (-6, -5, -4, -3, 0)] == [[], ["remind:5"], ["remind:5"], [], []]


def test_the_day_a_first_dose_may_be_given_is_work() -> None:
    assert [asked(day, number=1) for day in (-1, 0)] == [["remind:2"], ["remind:0", "ready"]]


def test_the_talk_before_dose_four_is_planned_a_week_ahead_and_can_be_switched_off() -> None:
    assert [asked(day, number=4) for day in (-8, -7)] == [[], ["remind:7", "talk"]]
    assert asked(-7, number=4, rules=MedicationRules(talk_before_dose=0, remind_days=[7, 2, 0])) == ["remind:7"]


def test_a_clinic_may_wait_some_days_before_a_dose_counts_as_late() -> None:
    patient = MedicationRules(grace_days=4)

    assert [asked(day, rules=patient) for day in (3, 4, 5)] == [[], [], ["late", "late_call"]]


@pytest.mark.parametrize(("after", "days", "is_over"), [(0, 0, False), (0, 1, True), (2, 2, False), (2, 3, True)])
def test_a_dose_has_run_out_after_its_last_covered_day(after: int, days: int, is_over: bool) -> None:
    rules = MedicationRules(tolerance_after_days=after)

    assert has_run_out(DoseFacts(2, DUE, is_refill=False, covered_until=DUE), rules, DUE + timedelta(days=days)) is is_over


def test_before_any_dose_nothing_can_run_out() -> None:
    assert has_run_out(DoseFacts(1, DUE, is_refill=False, covered_until=None), RULES, DUE + timedelta(days=400)) is False


def test_late_and_in_need_of_review_are_counted_in_days() -> None:
    assert [is_late(due_on=DUE, given_on=DUE + timedelta(days=days), grace_days=1) for days in (1, 2)] == [False, True]
    assert [needs_review(due_on=DUE, given_on=DUE + timedelta(days=days), rules=RULES) for days in (6, 7)] == [False, True]


@given(
    reminders=st.lists(st.integers(0, 21), max_size=4),
    grace=st.integers(0, 7),
    call=st.integers(1, 14),
    review=st.integers(0, 14),
    talk=st.integers(0, 4),
    tolerance=st.integers(0, 7),
    covered=st.none() | st.integers(-130, 30),
    number=st.integers(1, 4),
    is_refill=st.booleans(),
    today=st.integers(-60, 60),
)
def test_nothing_new_is_asked_before_the_day_that_is_looked_at_next(
    reminders, grace, call, review, talk, tolerance, covered, number, is_refill, today
) -> None:
    rules = MedicationRules(
        remind_days=reminders,
        grace_days=grace,
        call_after_days=call,
        review_after_days=call + review,
        talk_before_dose=talk,
        tolerance_after_days=tolerance,
    )
    covered_until = None if covered is None else DUE + timedelta(days=covered)
    dose, day = DoseFacts(number, DUE, is_refill, covered_until), DUE + timedelta(days=today)
    known, ran_out = set(asked_today(dose, rules, day)), has_run_out(dose, rules, day)
    following = next_look_on(dose, rules, day)
    assert following > day
    for passed in range(1, (following - day).days):
        between = day + timedelta(days=passed)
        assert set(asked_today(dose, rules, between)) <= known
        assert has_run_out(dose, rules, between) == ran_out
