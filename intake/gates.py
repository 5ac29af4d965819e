"""Who may open each address of this room: anybody, without being remembered."""

from core.gates import Gate, public

_PAGES = ("chooser", "clinic", "start", "message-start", "emergency-step", "sent", "safety", "privacy", "cost", "other-help")

GATES: dict[str, Gate] = {
    **{f"public:{name}": public("GET") for name in _PAGES},
    "public:ask-for-call": public("GET", "POST"),
    "public:message-step": public("GET", "POST"),
    "public:change-reach": public("GET", "POST"),
    # Leaving forgets typed answers, so a link that a scanner opens must not do it.
    "public:leave": public("POST"),
}
