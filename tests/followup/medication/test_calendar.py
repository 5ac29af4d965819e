"""The calendar of a dose: what each day asks for, and nothing late in a burst."""

from datetime import date, timedelta

import pytest

from followup.domain.medication.calendar import DoseFacts, asked_today, has_run_out, is_late, needs_review
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
