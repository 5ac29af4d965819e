"""Who may open each address of this room."""

from core.gates import Gate, link, webhook

GATES: dict[str, Gate] = {
    "link:unsubscribe": link("GET", "POST"),
    "link:unsubscribe-one-click": link("GET", "POST"),
    "link:mail-events": webhook("POST"),
}
