"""What a clinic set for its aftercare: rhythm, reminders, when silence asks for a call, and which questions are asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from clinics.models import Clinic
from core import audit
from core.audit import Actor
from core.sql import whole
from core.standing import StillStands, always, check_standing
from followup.domain.aftercare.rhythm import read_stages
from followup.models import Aftercare, AftercareRules

# Stored with every flag that a rule of the machine raised, beside those of the questions.
RULES_VERSION = "aftercare-1"
FIELDS = (
    "rhythm",
    "step_up_days",
    "ask_minute",
    "remind_after_days",
    "missed_after_days",
    "missed_before_call",
    "strict_days",
    "instrument_code",
)


class BadRulesError(ValueError):
    """The settings don't fit together; the message says what to change."""


def rules_of(aftercare: Aftercare) -> AftercareRules:
    """What the clinic of this person set, or the defaults."""
    return rules_of_clinic(aftercare.clinic)


def rules_of_clinic(clinic: Clinic) -> AftercareRules:
    """What this clinic set, or the defaults; not written when it set nothing."""
    return AftercareRules.objects.filter(clinic=clinic).first() or AftercareRules(clinic=clinic)


@whole
def set_rules(
    *, clinic: Clinic, values: Mapping[str, Any], enters: bool, actor: Actor, now: datetime, still_stands: StillStands = always
) -> AftercareRules:
    """Set FIELDS, and whether people enter by themselves when their care starts from now on.

    Raises BadRhythmError, BadRulesError or OutdatedError. Check-ins that are planned already keep their day. What did not change leaves
    no trace.
    """
    read_stages(values["rhythm"])
    if values["remind_after_days"] >= values["missed_after_days"]:
        raise BadRulesError("The reminder must come before the check-in counts as not heard.")
    # The clinic's row: there may be no rules to lock yet.
    Clinic.objects.select_for_update().get(id=clinic.id)
    check_standing(still_stands)
    rules, _is_new = AftercareRules.objects.select_for_update().get_or_create(clinic=clinic)
    wanted = {name: values[name] for name in FIELDS} | {"enters_from": (rules.enters_from or now) if enters else None}
    changed = [name for name, value in wanted.items() if getattr(rules, name) != value]
    for name in changed:
        setattr(rules, name, wanted[name])
    if changed:
        rules.save(update_fields=changed)
        audit.record(
            actor=actor,
            action="aftercare_rules.changed",
            object_type="aftercare_rules",
            object_id=rules.id,
            clinic_id=clinic.id,
            now=now,
            reason=", ".join(sorted(changed)),
        )
    return rules
