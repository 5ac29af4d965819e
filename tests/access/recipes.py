"""What the matrix needs to know of an address beyond its gate: what to post, which token it takes, who only reads it.

A NEW ADDRESS
- takes an id that no address took before: make a row for it on each side in `world._side` and put its id into `ids`;
- takes a token: say in TOKENS which token of a side it is (made in `world._side` too);
- is posted to: say in WORDS what a good form holds, or in BODIES if the form names rows;
- lets some role read and not change, although its gate has both: name the role in READERS
  (auditors and pages of settings need no row).
Nothing else. The matrix reads names, methods and roles from the resolver and the registry.
"""

from collections.abc import Callable
from typing import Any

from tests.access.places import Place
from tests.access.world import PHONE, Side

# Roles whose POST is refused with 403 by a page that they may read. Auditors read every page of settings and change none.
READERS: dict[str, frozenset[str]] = dict.fromkeys(
    ("desk:settings-aftercare", "desk:settings-texts", "desk:settings-pages"), frozenset({"auditor", "clinician"})
)
_AUDITORS = frozenset({"auditor"})

# Buttons for another role on a page that this role reads: refused in its own clinic, even when it holds the other role elsewhere.
READ_HERE = {"desk:settings-words-approve": "admin", "desk:settings-page-approve": "admin"}

# Which token of a side an address takes.
TOKENS = {
    "public:ask-for-call": "draft",
    "public:message-step": "draft",
    "public:emergency-step": "draft",
    "public:leave": "draft",
    "public:sent": "sent",
    "public:change-reach": "change",
    "link:check-in": "check_in",
    "link:check-in-delete": "check_in",
    "link:check-in-reach": "check_in",
    "link:check-in-stop": "check_in",
    "link:calendar": "calendar",
    "link:calendar-file": "calendar",
    "link:mail-events": "hook",
    "link:mail-in": "hook",
    "desk:account-link": "account",
    "link:unsubscribe": "stop",
    "link:unsubscribe-one-click": "stop",
    "link:choices": "stop",
}

# Where an argument means another kind of row than its name says elsewhere.
ROWS = {
    "desk:task-open-lead": {"task_id": "review_id"},
    **{f"desk:settings-{name}": {"code": "plan_code"} for name in ("plan", "plan-edit", "plan-mode", "plan-preview", "plan-ready")},
}

# Rows of one member of staff, and which visitor that is: nobody else's, whatever their role. The passkey is of somebody who never comes.
PERSONAL = {"desk:held": "staff of the clinic", "desk:passkey": ""}

# Addresses without an id that find rows by what is typed or chosen: their GET takes these parameters.
QUERIES: dict[str, Callable[[Side], dict[str, Any]]] = {
    "desk:audit": lambda side: {"about": side.ids["lead_id"]},
    "desk:call-log": lambda side: {"lead": side.ids["lead_id"]},
}

# Good forms that hold words only, and good forms that name rows.
WORDS: dict[str, dict[str, Any]] = {
    "desk:search": {"text": PHONE},
    "desk:same-person": {"text": PHONE},
    "desk:same-pair": {"do": "join", "how": "said_so"},
    "desk:settings-people": {"name": "Noor", "email": "noor@new.example", "roles": "staff", "interface": "en"},
    "desk:settings-person": {"roles": "staff"},
    "desk:passkey": {"name": "My key"},
    "desk:break-glass": {"reason": "nobody else is here"},
    "desk:glass-review": {"was_right": "yes", "review": "words"},
    "desk:lead-note": {"text": "words", "key": "k"},
    "desk:lead-reply": {"text": "words", "key": "k"},
    "desk:lead-move": {"to": "in_touch", "key": "k"},
    "desk:lead-messages": {"do": "pause", "key": "k"},
    "desk:lead-safe-contact": {"may_call": "on", "voicemail": "none", "spoke": "on"},
    "desk:task-snooze": {"step": "hour", "reason": "later"},
    "desk:task-finish": {"outcome": "handled", "key": "k"},
    "desk:task-open-lead": {"who": "self", "reach": "none", "language": "en"},
    "desk:aftercare-enter": {"how": "by_hand", "started_on": "2026-11-17", "agrees": "yes"},
    "desk:aftercare-check-in": {"how": "ok"},
    "desk:aftercare-contact": {"outcome": "reached", "key": "k"},
    "desk:aftercare-rhythm": {"every_days": "14", "asked_by": "phone", "reason": "They asked."},
    "desk:aftercare-pause": {"reason": "Away."},
    "desk:aftercare-end": {"reason": "Moved."},
    "desk:aftercare-news": {"wants": "yes"},
    "desk:course-plan": {"medicine": "injection"},
    "desk:course-give": {"dose-given_on": "2026-11-17", "dose-reversal_talk": "yes", "dose-opioid_free_checked": "on"},
    "desk:course-talked": {"contact-note": "spoke"},
    "desk:course-lab": {"lab-done_on": "2026-11-17"},
    "desk:course-end": {"end-reason": "moved"},
    "desk:reports-export": {"purpose": "numbers"},
    "desk:followup-skip": {"reason": "asked for it"},
    "desk:followup-pause": {"do": "pause", "reason": "asked for it"},
    "desk:followup-send-now": {"reason": "asked for it"},
    "desk:followup-zone": {"zone": "America/Denver"},
    "desk:followup-stop": {"reason": "died", "sure": "on"},
    "desk:appointment-book": {"starts": "2031-11-17T10:00", "minutes": "30", "kind": "visit", "key": "k2"},
    "desk:appointment-move": {"move-starts": "2031-11-17T10:00", "move-minutes": "30", "move-kind": "visit"},
    "desk:appointment-finish": {"outcome": "cancelled"},
    "desk:backlog-decide": {"do": "drop", "reason": "too late"},
    "desk:stopped-open": {"spoke": "yes", "reason": "they asked"},
    "desk:going-live": {"typed": "LIVE", "reason": "ready"},
    "desk:going-live-back": {"typed": "PRACTICE", "reason": "a fault"},
    "desk:settings-plans": {"code": "fresh", "name": "Fresh", "purpose": "inquiry", "entry": "by_hand", "cooldown_days": "9"},
    "desk:settings-plan": {"name": "Calling", "purpose": "inquiry", "entry": "by_hand", "cooldown_days": "9"},
    "desk:settings-plan-edit": {"do": "save", "steps": "0"},
    "desk:settings-plan-mode": {"mode": "off"},
    "desk:records-revoke": {"how": "written", "words": "stop"},
    "desk:records-export": {"reason": "asked for it", "language": "en"},
    "desk:records-hold": {"reason": "court", "do": "place"},
    "desk:records-erase": {"reason": "asked for it", "typed": "AAAA"},
}
BODIES: dict[str, Callable[[Side], dict[str, Any]]] = {
    "desk:call-log": lambda side: {"key": side.ids["lead_id"], "clinic": side.clinic_id, "number": PHONE, "lead": side.ids["lead_id"]},
    "desk:call-matches": lambda side: {"clinic": side.clinic_id, "number": PHONE},
    "desk:take-next": lambda side: {"queue": side.ids["queue_id"]},
    "desk:draft": lambda side: {"draft_key": f"note:{side.ids['lead_id']}", "text": "half a sentence"},
    "desk:lead-attempt": lambda side: {"task": side.ids["task_id"], "outcome": "no_answer", "key": "k"},
    "desk:lead-owner": lambda side: {"to": side.ids["staff_id"], "key": "k"},
    "desk:lead-email": lambda side: {"to": side.ids["contact_point_id"], "subject": "Hello", "body": "Words", "key": "k"},
    "desk:review-decide": lambda side: {"do": "approve", "message": side.ids["message_id"]},
    "desk:restored-decide": lambda side: {"do": "never", "message": side.ids["restored_id"]},
    "desk:maybe-same": lambda side: {"lead": side.ids["lead_id"]},
    "desk:task-assign": lambda side: {"to": side.ids["staff_id"], "key": "k"},
    "desk:records-disclose": lambda side: {
        "consent": side.ids["consent_id"],
        "recipient": "River Hospital",
        "information": "identity",
        "is_checked": "on",
    },
    "desk:audit-export": lambda side: {"clinic": side.clinic_id, "about": side.ids["lead_id"]},
    "desk:settings-aftercare-approve": lambda side: {"version": side.ids["instrument_version_id"]},
    "desk:lead-restrict": lambda side: {"people": side.ids["staff_id"], "reason": "a relative"},
    "desk:settings-on-call": lambda side: {"first": side.ids["staff_id"]},
}


def arguments_of(place: Place, side: Side) -> dict[str, Any]:
    """What an address needs to name a row of this side; raises LookupError that says what to add."""
    found, others = {}, ROWS.get(place.name, {})
    for name in place.arguments:
        if name in {"token", "path_token"}:
            found[name] = _token(place, side)
        elif others.get(name, name) in side.ids:
            found[name] = side.ids[others.get(name, name)]
        else:
            raise LookupError(f"'{place.name}' takes '{name}', and the matrix has no such row: see the top of tests/access/recipes.py.")
    return found


def _token(place: Place, side: Side) -> str:
    if place.name not in TOKENS:
        raise LookupError(f"'{place.name}' takes a token: say which in TOKENS of tests/access/recipes.py.")
    return side.tokens[TOKENS[place.name]]


def readers_of(place: Place) -> frozenset[str]:
    """Who reads this page and is refused with a POST."""
    return READERS.get(place.name, _AUDITORS if place.name.startswith("desk:settings-") else frozenset())


def body_of(place: Place, side: Side) -> dict[str, Any]:
    """A good form for this address with ids of this side; empty when none is needed."""
    return BODIES[place.name](side) if place.name in BODIES else WORDS.get(place.name, {})


def query_of(place: Place, side: Side) -> dict[str, Any]:
    """The parameters of a GET with ids of this side."""
    return QUERIES[place.name](side) if place.name in QUERIES else {}
