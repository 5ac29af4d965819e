"""Who may open each address of this room."""

from core.gates import Gate

GATES: dict[str, Gate] = {}
