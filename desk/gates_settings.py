"""Who may open the pages of settings. Which clinic and whether to change it is asked again for each page."""

from clinics.states import Role
from core.gates import Gate, staff

_ADMINS = (Role.ADMIN.value, Role.AUDITOR.value)
_RUNNERS = (Role.ADMIN.value, Role.SUPERVISOR.value, Role.AUDITOR.value)

GATES: dict[str, Gate] = {
    "desk:health-page": staff("GET"),
    "desk:preferences": staff("GET", "POST"),
    "desk:settings": staff("GET", roles=(*_RUNNERS, Role.CLINICIAN.value)),
    # For every clinic at once: the view asks for an admin of all of them.
    "desk:going-live": staff("GET", "POST", roles=(Role.ADMIN.value,), step_up=("POST",)),
    "desk:going-live-back": staff("POST", roles=(Role.ADMIN.value,), step_up=("POST",)),
    # For every clinic at once too. Making addresses makes new secrets.
    "desk:settings-mail": staff("GET", "POST", roles=(Role.ADMIN.value,), step_up=("POST",)),
    "desk:settings-mail-test": staff("POST", roles=(Role.ADMIN.value,)),
    "desk:settings-mail-close": staff("POST", roles=(Role.ADMIN.value,), step_up=("POST",)),
    "desk:settings-clinic": staff("GET", "POST", roles=_ADMINS),
    "desk:settings-hours": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-holidays": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-holiday-remove": staff("POST", roles=_RUNNERS),
    "desk:settings-lines": staff("GET", "POST", roles=_ADMINS),
    "desk:settings-line": staff("GET", "POST", roles=_ADMINS),
    "desk:settings-line-remove": staff("POST", roles=_ADMINS),
    "desk:settings-on-call": staff("GET", "POST", roles=_ADMINS),
    "desk:settings-rota": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-rota-shift-remove": staff("POST", roles=_RUNNERS),
    "desk:settings-rota-cover-remove": staff("POST", roles=_RUNNERS),
    # Saving makes a new secret.
    "desk:settings-pager": staff("GET", "POST", roles=_ADMINS, step_up=("POST",)),
    "desk:settings-pager-stop": staff("POST", roles=_ADMINS),
    "desk:settings-pager-sample": staff("POST", roles=_ADMINS),
    "desk:settings-queues": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-queue": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-plans": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-plan": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-plan-edit": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-plan-ready": staff("POST", roles=_RUNNERS),
    "desk:settings-plan-mode": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-plan-preview": staff("GET", roles=_RUNNERS),
    "desk:settings-rules": staff("GET", roles=_RUNNERS),
    "desk:settings-rules-edit": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-rules-check": staff("GET", "POST", roles=_RUNNERS),
    "desk:settings-rules-discard": staff("POST", roles=_RUNNERS),
    "desk:settings-rules-version": staff("GET", "POST", roles=_RUNNERS),
}
