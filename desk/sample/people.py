"""The two made-up clinics and who works there. Numbers are of the 555-01xx range, which is never given to anybody."""

from dataclasses import dataclass
from typing import Any

WEEKDAYS = range(5)

CLINICS: dict[str, dict[str, Any]] = {
    "oak-street": {
        "public_name": "Oak Street Clinic",
        "discreet_name": "Oak Street",
        "time_zone": "America/New_York",
        "languages": ["en", "es"],
        "crisis_text_approver": "Sample approver, made up",
    },
    "river-office": {
        "public_name": "River Office",
        "discreet_name": "River Office",
        "time_zone": "America/Chicago",
        "languages": ["en", "es"],
        "crisis_text_approver": "Sample approver, made up",
    },
}
# (weekday, opens, closes) in minutes since midnight.
HOURS: dict[str, list[tuple[int, int, int]]] = {
    "oak-street": [
        *((day, 8 * 60, 12 * 60 + 30) for day in WEEKDAYS),
        *((day, 13 * 60, 20 * 60) for day in WEEKDAYS),
        (5, 9 * 60, 14 * 60),
    ],
    "river-office": [(day, 9 * 60, 17 * 60) for day in WEEKDAYS],
}
HOLIDAYS = frozenset({"New Year's Day", "Independence Day", "Thanksgiving Day", "Christmas Day"})
LINES: dict[str, list[dict[str, Any]]] = {
    "oak-street": [
        {"number": "+12125550110", "label": "Main", "language": "", "is_public": True, "position": 0},
        {"number": "+12125550111", "label": "Línea en español", "language": "es", "is_public": True, "position": 1},
        {"number": "+12125550112", "label": "For partners", "language": "", "is_public": False, "position": 2},
    ],
    "river-office": [{"number": "+13125550120", "label": "Main", "language": "", "is_public": True, "position": 0}],
}


@dataclass(frozen=True)
class Person:
    """Somebody who works in one of the clinics."""

    name: str
    email: str
    clinic: str
    roles: tuple[str, ...]
    languages: tuple[str, ...] = ("en",)
    queues: tuple[str, ...] = ()
    on_call: int | None = None


STAFF: tuple[Person, ...] = (
    Person(
        "Lee Moreno",
        "lee@oak.example",
        "oak-street",
        ("admin", "supervisor", "staff"),
        ("en", "es"),
        ("urgent", "spanish", "general"),
        on_call=1,
    ),
    Person("Dana Reyes", "dana@oak.example", "oak-street", ("staff",), ("en", "es"), ("urgent", "spanish", "general")),
    Person("Sam Okafor", "sam@oak.example", "oak-street", ("staff",), ("en",), ("urgent", "general")),
    Person("Priya Nair", "priya@oak.example", "oak-street", ("clinician",), ("en",), ("urgent",)),
    Person("Luis Ortega", "luis@oak.example", "oak-street", ("supervisor",), ("en", "es"), ("urgent", "spanish"), on_call=0),
    Person("Kim Walsh", "kim@oak.example", "oak-street", ("admin",)),
    Person("Alex Berg", "alex@oak.example", "oak-street", ("auditor",)),
    Person("Noor Haddad", "noor@river.example", "river-office", ("staff",), ("en",), ("urgent", "spanish", "general"), on_call=1),
    Person("Jo Park", "jo@river.example", "river-office", ("supervisor", "admin"), ("en", "es"), ("urgent", "spanish"), on_call=0),
)
