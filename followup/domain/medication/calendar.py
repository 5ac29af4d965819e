"""The calendar of one dose, as pure decisions: what today asks for. Days are those of the clinic's own calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

from followup.models import MedicationRules

# A reminder that could not be written on its day or the next is not written late.
REMINDER_LASTS = timedelta(days=1)
# How long before its dose the planned talk is work.
_TALK_LEAD = timedelta(days=7)

REMIND = "remind"
TALK = "talk"
READY = "ready"
LATE = "late"
LATE_CALL = "late_call"
MISSED = "missed"


@dataclass(frozen=True)
class DoseFacts:
    """What the calendar needs to know of a scheduled dose. `covered_until` is the last day the dose before it covers."""

    number: int
    due_on: date
    is_refill: bool
    covered_until: date | None


def asked_today(dose: DoseFacts, rules: MedicationRules, today: date) -> list[str]:
    """The codes that today asks for, each to be done once for this dose, earliest first."""
    asked = [*_reminder(dose, rules, today)]
    if dose.number == 1 and today >= dose.due_on:
        asked.append(READY)
    if rules.talk_before_dose and dose.number == rules.talk_before_dose and dose.due_on - _TALK_LEAD <= today:
        asked.append(TALK)
    late_from = dose.due_on + timedelta(days=rules.grace_days + 1)
    if today >= late_from:
        asked.append(LATE)
    if today >= dose.due_on + timedelta(days=max(rules.call_after_days, rules.grace_days + 1)):
        asked.append(LATE_CALL)
    if today >= dose.due_on + timedelta(days=max(rules.review_after_days, rules.grace_days + 1)):
        asked.append(MISSED)
    return asked


def has_run_out(dose: DoseFacts, rules: MedicationRules, today: date) -> bool:
    """Whether what the last dose gave is over, so that tolerance is taken to be low."""
    return dose.covered_until is not None and today > dose.covered_until + timedelta(days=rules.tolerance_after_days)


def next_look_on(dose: DoseFacts, rules: MedicationRules, today: date) -> date:
    """The first day after today on which the calendar may ask for something new; tomorrow when nothing is ahead any more."""
    before = [rules.refill_remind_days] if dose.is_refill else rules.remind_days
    days = [dose.due_on - timedelta(days=days) for days in before]
    days += [dose.due_on - _TALK_LEAD, dose.due_on, dose.due_on + timedelta(days=rules.grace_days + 1)]
    days += [dose.due_on + timedelta(days=after) for after in (rules.call_after_days, rules.review_after_days)]
    if dose.covered_until is not None:
        days.append(dose.covered_until + timedelta(days=rules.tolerance_after_days + 1))
    return min((day for day in days if day > today), default=today + timedelta(days=1))


def is_late(*, due_on: date, given_on: date, grace_days: int) -> bool:
    """Whether a dose given on this day was late."""
    return given_on > due_on + timedelta(days=grace_days)


def needs_review(*, due_on: date, given_on: date, rules: MedicationRules) -> bool:
    """Whether so much time has passed since the due day that the opioid-free check applies again."""
    return given_on >= due_on + timedelta(days=rules.review_after_days)


def _reminder(dose: DoseFacts, rules: MedicationRules, today: date) -> list[str]:
    """The one reminder whose time it is. Of several whose day has passed only the newest counts: nothing goes out in a burst."""
    days = [rules.refill_remind_days] if dose.is_refill else rules.remind_days
    begun = [before for before in days if dose.due_on - timedelta(days=before) <= today]
    if not begun or today > dose.due_on:
        return []
    newest = min(begun)
    still = today <= dose.due_on - timedelta(days=newest) + REMINDER_LASTS
    return [f"{REMIND}:{newest}"] if still else []
