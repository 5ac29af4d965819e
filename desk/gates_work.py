"""Who may open the pages of daily work: whoever cares for people. Admins and auditors need such a role beside their own."""

from clinics.states import CARE_ROLES
from core.gates import Gate, staff

_CARE = tuple(CARE_ROLES)
_READS = ("queues", "queue", "task", "lead")
_WRITES = (
    "availability",
    "take-next",
    "task-claim",
    "task-keep",
    "task-release",
    "task-assign",
    "task-snooze",
    "task-acknowledge",
    "task-finish",
    "task-open-lead",
    "lead-attempt",
    "lead-note",
    "lead-reply",
    "lead-email",
    "lead-move",
    "lead-owner",
    "lead-messages",
    "lead-safe-contact",
    "maybe-same",
    "call-matches",
    "draft",
)

GATES: dict[str, Gate] = {
    # Everybody lands here after signing in; whoever cares for nobody is led on.
    "desk:home": staff("GET"),
    **{f"desk:{name}": staff("GET", roles=_CARE) for name in _READS},
    **{f"desk:{name}": staff("POST", roles=_CARE) for name in _WRITES},
    "desk:call-log": staff("GET", "POST", roles=_CARE),
    "desk:backlog": staff("GET", roles=_CARE),
    "desk:backlog-decide": staff("POST", roles=_CARE),
    "desk:stopped": staff("GET", roles=_CARE),
    "desk:stopped-open": staff("POST", roles=_CARE),
    "desk:search": staff("GET", "POST", roles=_CARE),
    "desk:same-person": staff("GET", "POST", roles=_CARE),
    "desk:same-pair": staff("GET", "POST", roles=_CARE),
}
