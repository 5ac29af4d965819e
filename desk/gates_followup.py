"""Who may open a person's follow-up and the messages to review: whoever cares for people."""

from clinics.states import CARE_ROLES
from core.gates import Gate, staff

_CARE = tuple(CARE_ROLES)
_WRITES = (
    "followup-enrol",
    "followup-pause",
    "followup-skip",
    "followup-send-now",
    "followup-zone",
    "appointment-book",
    "appointment-move",
    "appointment-finish",
)

GATES: dict[str, Gate] = {
    "desk:review": staff("GET", roles=_CARE),
    "desk:review-decide": staff("POST", roles=_CARE),
    "desk:restored": staff("GET", roles=_CARE),
    "desk:restored-decide": staff("POST", roles=_CARE),
    "desk:followup": staff("GET", roles=_CARE),
    "desk:followup-stop": staff("GET", "POST", roles=_CARE),
    "desk:appointment-calendar": staff("GET", roles=_CARE),
    **{f"desk:{name}": staff("POST", roles=_CARE) for name in _WRITES},
}
