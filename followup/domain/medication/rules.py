"""The rules of the medication clock: every offset is the clinic's setting, and every default says where it comes from.

Nothing here is medical advice; a prescriber of the clinic sets and answers for the numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinics.models import Clinic, Staff
from core import audit
from core.audit import Actor
from core.sql import whole
from core.standing import StillStands, always, check_standing
from followup.models import Course, Dose, MedicationRules
from followup.models.medication import LOOK_NOW
from followup.states.medicine import DoseState, Medicine

_LABEL = "Naltrexone for extended-release injectable suspension, US prescribing information"
_OUR_PROPOSAL = _("Our proposal; no source gives a number. The clinic decides.")


@dataclass(frozen=True)
class RuleNote:
    """One setting: what it means, its sane bounds in its own unit, and where its default comes from."""

    name: str
    meaning: Promise
    least: int
    most: int
    source: Any


NOTES: tuple[RuleNote, ...] = (
    RuleNote("injection_days", _("Days from one injection to the next"), 21, 35, f"{_LABEL}, section 2 (every 4 weeks or once a month)"),
    RuleNote("grace_days", _("Days after the due day that still count as on time"), 0, 7, _OUR_PROPOSAL),
    RuleNote("refill_remind_days", _("Days before tablets run out to remind"), 1, 14, _OUR_PROPOSAL),
    RuleNote("call_after_days", _("Days after the due day at which the call becomes urgent"), 1, 14, _OUR_PROPOSAL),
    RuleNote(
        "review_after_days",
        _("Days after the due day at which a prescriber decides before any dose"),
        1,
        28,
        _("Our proposal for the number. That the opioid-free check applies again after a gap is a clinical inference."),
    ),
    RuleNote(
        "tolerance_after_days",
        _("Days after a dose has run out at which the time of low tolerance opens"),
        0,
        7,
        f"{_LABEL}, section 5.1 (overdose at the end of a dosing interval, after a missed dose and after stopping)",
    ),
    RuleNote("opioid_free_days", _("Days without opioids before a first dose"), 7, 21, f"{_LABEL}, section 2 (at least 7 to 10 days)"),
    RuleNote(
        "lab_every_days",
        _("Days between liver tests; 0 asks for none"),
        0,
        730,
        _("No interval is confirmed by a source; the clinic decides. A result is not waited for before a dose is given."),
    ),
    RuleNote(
        "talk_before_dose",
        _("The dose before which a talk about going on is planned; 0 plans none"),
        0,
        12,
        "PMC5426981 (most people stopped after three free injections, feeling cured)",
    ),
)
_BOUNDS = {note.name: note for note in NOTES}
REVERSAL_TALK_SOURCE = f"{_LABEL}, section 2 (revised 12/2025): discuss overdose reversal agents at the first and every injection"
# Days before an injection; our proposal, as no source gives a number.
REMIND_DAYS = (7, 2, 0)
MOST_REMINDERS = 4
FURTHEST_REMINDER = 21


class BadRulesError(ValueError):
    """A number is out of its bounds; `names` are the settings to correct."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("Some settings are out of bounds.")
        self.names = names


def rules_of(clinic_id: UUID) -> MedicationRules:
    """The clinic's rules, or the defaults in a row that is not saved."""
    kept = MedicationRules.objects.filter(clinic_id=clinic_id).first()
    return kept or MedicationRules(clinic_id=clinic_id, remind_days=list(REMIND_DAYS))


def covers_days(course: Course, rules: MedicationRules) -> int:
    """How many days one dose or one supply of this course covers."""
    ready = rules.injection_days if course.medicine == Medicine.INJECTION else 30
    return course.own_interval_days or ready


@whole
def change_rules(
    *, clinic_id: UUID, values: Mapping[str, Any], staff: Staff, now: datetime, still_stands: StillStands = always
) -> MedicationRules:
    """Set the clinic's numbers; doses scheduled before keep their day and are looked at again.

    Raises BadRulesError or OutdatedError and then changes nothing.
    """
    clinic = Clinic.objects.select_for_update().get(id=clinic_id)
    check_standing(still_stands)
    wrong = [name for name, note in _BOUNDS.items() if not note.least <= values[name] <= note.most]
    if not _are_reminders(values["remind_days"]):
        wrong.append("remind_days")
    if not wrong and values["call_after_days"] > values["review_after_days"]:
        wrong.append("review_after_days")
    if wrong:
        raise BadRulesError(wrong)
    rules, _is_new = MedicationRules.objects.get_or_create(clinic=clinic)
    changed = [name for name, value in values.items() if getattr(rules, name) != value]
    for name in changed:
        setattr(rules, name, values[name])
    if changed:
        rules.save(update_fields=changed)
        # Under other numbers today may ask for something else.
        Dose.objects.filter(clinic_id=clinic.id, state=DoseState.SCHEDULED).update(look_at=LOOK_NOW)
        _record(clinic, sorted(changed), staff, now)
    return rules


def _record(clinic: Clinic, names: list[str], staff: Staff, now: datetime) -> None:
    audit.record(
        actor=Actor.of(staff),
        action="medication_rules.changed",
        object_type="clinic",
        object_id=clinic.id,
        clinic_id=clinic.id,
        now=now,
        reason=", ".join(names),
    )


def _are_reminders(days: Any) -> bool:
    if not isinstance(days, list) or len(days) > MOST_REMINDERS:
        return False
    return all(isinstance(one, int) and 0 <= one <= FURTHEST_REMINDER for one in days)
