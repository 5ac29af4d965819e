"""Who may open people's records: whoever cares for them reads, supervisors keep them, admins set how long."""

from clinics.states import CARE_ROLES, Role
from core.gates import Gate, staff

_CARE = tuple(CARE_ROLES)
_KEEPERS = (Role.SUPERVISOR.value,)

GATES: dict[str, Gate] = {
    "desk:records": staff("GET", roles=_CARE),
    "desk:records-consent": staff("GET", "POST", roles=_CARE),
    "desk:records-revoke": staff("POST", roles=_CARE),
    "desk:records-disclose": staff("GET", "POST", roles=_KEEPERS, step_up=("POST",)),
    "desk:records-document": staff("GET", roles=_KEEPERS, step_up=("GET",)),
    "desk:records-export": staff("POST", roles=_KEEPERS, step_up=("POST",)),
    "desk:records-hold": staff("POST", roles=_KEEPERS),
    "desk:records-erase": staff("GET", "POST", roles=_KEEPERS, step_up=("POST",)),
    "desk:records-contact-again": staff("POST", roles=_KEEPERS),
    # Shorter days erase people.
    "desk:settings-retention": staff("GET", "POST", roles=(Role.ADMIN.value, Role.AUDITOR.value), step_up=("POST",)),
}
