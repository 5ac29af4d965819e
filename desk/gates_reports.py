"""Who may read a clinic's numbers, and who may take them along."""

from core.gates import Gate, staff
from desk.pages.reports import READERS

GATES: dict[str, Gate] = {
    "desk:reports": staff("GET", roles=READERS),
    "desk:reports-export": staff("POST", roles=READERS, step_up=("POST",)),
}
