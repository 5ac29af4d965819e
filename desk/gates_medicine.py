"""Who may open the pages of medicine: clinicians. The clinic's numbers are an admin's to set."""

from clinics.states import Role
from core.gates import Gate, staff

_CLINICIANS = (Role.CLINICIAN.value,)

GATES: dict[str, Gate] = {
    "desk:course-plan": staff("GET", "POST", roles=_CLINICIANS),
    "desk:course": staff("GET", roles=_CLINICIANS),
    **{f"desk:course-{name}": staff("POST", roles=_CLINICIANS) for name in ("give", "decline", "talked", "lab", "end")},
    "desk:settings-medication": staff("GET", "POST", roles=(Role.ADMIN.value, Role.AUDITOR.value)),
}
