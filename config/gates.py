"""Who may ask how we are: any machine that can reach us."""

from core.gates import health, static

GATES = {"healthz": health("GET"), "readyz": health("GET"), "security-txt": static("GET")}
