"""Who may open the pages of restricted inquiries: supervisors restrict and look, auditors see ids, whoever cares breaks the glass."""

from clinics.states import CARE_ROLES, Role
from core.gates import Gate, staff

_KEEPERS = (Role.SUPERVISOR.value,)

GATES: dict[str, Gate] = {
    "desk:restricted": staff("GET", roles=(Role.SUPERVISOR.value, Role.AUDITOR.value)),
    "desk:glass-review": staff("POST", roles=_KEEPERS),
    "desk:lead-restrict": staff("GET", "POST", roles=_KEEPERS),
    "desk:lead-restrict-lift": staff("POST", roles=_KEEPERS),
    "desk:break-glass": staff("GET", "POST", roles=tuple(CARE_ROLES)),
}
