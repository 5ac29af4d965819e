"""Who may open each address of this room."""

from core.gates import Gate, link, public, webhook

GATES: dict[str, Gate] = {
    "link:unsubscribe": link("GET", "POST"),
    "link:unsubscribe-one-click": link("GET", "POST"),
    "link:choices": link("GET", "POST"),
    "link:mail-events": webhook("POST"),
    "link:mail-in": webhook("POST"),
    "link:check-in": link("GET", "POST"),
    "link:check-in-stop": link("GET", "POST"),
    "link:check-in-reach": link("GET", "POST"),
    "link:check-in-delete": link("GET", "POST"),
    "link:calendar": link("GET"),
    "link:calendar-file": link("GET"),
    "link:check-in-leave": link("POST"),
    "link:pages": public("GET"),
    "link:page": public("GET"),
}
