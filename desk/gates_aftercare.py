"""Who may open the pages of aftercare: whoever cares for people. Answers are shown to clinicians only."""

from clinics.states import CARE_ROLES, Role
from core.gates import Gate, staff

_CARE = tuple(CARE_ROLES)
_WRITES = ("contact", "rhythm", "pause", "resume", "end", "counselor", "news", "supporter-end")

GATES: dict[str, Gate] = {
    "desk:aftercare": staff("GET", roles=_CARE),
    "desk:aftercare-person": staff("GET", roles=_CARE),
    "desk:aftercare-enter": staff("GET", "POST", roles=_CARE),
    "desk:aftercare-check-in": staff("GET", "POST", roles=_CARE),
    "desk:settings-aftercare": staff("GET", "POST", roles=(Role.ADMIN, Role.CLINICIAN, Role.AUDITOR)),
    "desk:settings-aftercare-approve": staff("POST", roles=(Role.CLINICIAN,)),
    "desk:aftercare-delete-answers": staff("POST", roles=(Role.CLINICIAN,), step_up=("POST",)),
    "desk:aftercare-supporter": staff("GET", "POST", roles=_CARE),
    **{f"desk:aftercare-{name}": staff("POST", roles=_CARE) for name in _WRITES},
}
