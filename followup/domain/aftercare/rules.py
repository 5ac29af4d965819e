"""What a clinic set for its aftercare."""

from followup.models import Aftercare, AftercareRules

# Stored with every flag that a rule of the machine raised, beside those of the questions.
RULES_VERSION = "aftercare-1"


def rules_of(aftercare: Aftercare) -> AftercareRules:
    """What the clinic of this person set, or the defaults."""
    return AftercareRules.objects.filter(clinic_id=aftercare.clinic_id).first() or AftercareRules(clinic_id=aftercare.clinic_id)
