"""Who may read the audit: auditors all of their clinics, supervisors what happened in theirs."""

from clinics.states import Role
from core.gates import Gate, staff

_WATCHERS = (Role.AUDITOR.value, Role.SUPERVISOR.value)

GATES: dict[str, Gate] = {
    "desk:audit": staff("GET", roles=_WATCHERS),
    "desk:audit-export": staff("POST", roles=(Role.AUDITOR.value,), step_up=("POST",)),
    "desk:audit-who-saw": staff("GET", roles=_WATCHERS),
}
