"""Who may open the pages about a clinic's people: its admins, who prove it again before they change anything; auditors read."""

from clinics.states import Role
from core.gates import Gate, staff

_READERS = (Role.ADMIN.value, Role.AUDITOR.value)
_ADMINS = (Role.ADMIN.value,)

GATES: dict[str, Gate] = {
    "desk:settings-people": staff("GET", "POST", roles=_READERS, step_up=("POST",)),
    "desk:settings-person": staff("GET", "POST", roles=_READERS, step_up=("POST",)),
    "desk:settings-person-link": staff("POST", roles=_ADMINS, step_up=("POST",)),
    "desk:settings-person-link-back": staff("POST", roles=_ADMINS, step_up=("POST",)),
    "desk:settings-person-disable": staff("GET", "POST", roles=_ADMINS, step_up=("POST",)),
    "desk:settings-person-leave": staff("GET", "POST", roles=_ADMINS, step_up=("POST",)),
    "desk:settings-person-enable": staff("POST", roles=_ADMINS, step_up=("POST",)),
}
