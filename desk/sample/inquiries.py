"""Made-up inquiries and calls. Every name says so, every number is of the 555-01xx range, every address ends in .example."""

from dataclasses import dataclass, field
from typing import Any

MARK = "(made up)"


@dataclass(frozen=True)
class Made:
    """One made-up arrival: how long ago it came, what was said, and what staff did about it since."""

    hours_ago: float
    name: str
    words: str = ""
    phone: str = ""
    email: str = ""
    language: str = "en"
    clinic: str = "oak-street"
    answers: dict[str, Any] = field(default_factory=dict)
    # Outcomes of calls made since, each an hour after the one before: codes of CallOutcome.
    calls: tuple[str, ...] = ()
    note: str = ""
    # The status the lead ended in, and why.
    ended: tuple[str, str] | None = None


WEB: tuple[Made, ...] = (
    # Waiting now.
    Made(
        0.1, "Rosa", "Mi hijo lleva dos días sin dormir y tiembla mucho.", phone="(212) 555-0131", language="es", answers={"who": "caring"}
    ),
    Made(0.2, "Ben", "", phone="(212) 555-0132", answers={"form": "callback", "good_time": "asap"}),
    Made(
        0.4,
        "Jade",
        "I want to ask about the monthly shot. My last pills were four days ago.",
        phone="(212) 555-0133",
        answers={"topics": ["medicine"]},
    ),
    Made(0.7, "T.", "I can't do this anymore. I want to die.", phone="(212) 555-0134", answers={"safe": "no"}),
    Made(
        1.2,
        "Marcus",
        "How much does it cost without insurance?",
        email="marcus@mail.example",
        answers={"reach": "email", "topics": ["cost"]},
    ),
    Made(
        1.5,
        "Elena",
        "Quisiera hablar con alguien sobre mi hermano.",
        email="elena@mail.example",
        language="es",
        answers={"reach": "email", "who": "caring"},
    ),
    Made(
        2.0, "Kay", "I'm 20 weeks pregnant and stopped using yesterday. I feel very sick.", phone="(212) 555-0135", answers={"who": "self"}
    ),
    Made(2.6, "Theo", "", phone="(212) 555-0136", answers={"voicemail": "first_name", "good_time": "evening"}),
    Made(3.5, "", "I'd rather call you myself.", answers={"reach": "none"}),
    Made(
        4.0,
        "Grace",
        "My sister came home from the hospital. What support is there for families?",
        email="grace@mail.example",
        answers={"reach": "email", "who": "caring", "topics": ["family"]},
    ),
    # Answered in the last days.
    Made(20, "Omar", "Can I start this week?", phone="(212) 555-0137", calls=("appointment",), note="Prefers mornings. Sister drives."),
    Made(
        22,
        "Lucía",
        "Estoy tomando tres pastillas al día y quiero parar.",
        phone="(212) 555-0138",
        language="es",
        calls=("no_answer", "callback_booked"),
    ),
    Made(
        25,
        "Pat",
        "Somebody in my building sells and I don't feel safe at night.",
        phone="(212) 555-0139",
        answers={"safe": "not_sure"},
        calls=("info_given",),
        ended=("not_now", "Moved to her sister's place."),
    ),
    Made(28, "Irene", "", phone="(212) 555-0140", calls=("no_answer", "no_answer")),
    Made(
        30,
        "Dev",
        "I was in a programme two years ago and want to come back.",
        email="dev@mail.example",
        answers={"reach": "email", "topics": ["before"]},
    ),
    Made(
        35,
        "Iris",
        "I am on a waiting list somewhere else. What can I do until then?",
        email="iris@mail.example",
        answers={"reach": "email", "topics": ["starting"]},
    ),
    Made(44, "Hana", "Do you take people who also drink?", phone="(212) 555-0141", calls=("thinking",)),
    Made(
        47,
        "Miguel",
        "¿Atienden los sábados?",
        phone="(212) 555-0142",
        language="es",
        calls=("info_given",),
        ended=("not_now", "Will come back after the holidays."),
    ),
    # Long enough ago for letters of a plan to be held, at whatever hour the clinic was planted.
    Made(
        24 * 7,
        "Wanda",
        "I would come as soon as there is a place.",
        email="wanda@mail.example",
        answers={"reach": "email"},
        ended=("in_touch", "We wrote to each other. She thinks about it."),
    ),
    Made(
        50,
        "Ruth",
        "I am a social worker and would like to refer somebody.",
        phone="(212) 555-0143",
        answers={"who": "professional"},
        calls=("appointment",),
    ),
    Made(
        70,
        "Cole",
        "",
        phone="(212) 555-0144",
        calls=("left_message", "no_answer", "no_answer"),
        ended=("could_not_reach", "Three calls, no voicemail allowed after the first."),
    ),
    Made(
        74,
        "Ana",
        "Mi esposo tomó demasiado anoche pero ya despertó.",
        phone="(212) 555-0145",
        language="es",
        answers={"who": "caring"},
        calls=("transferred",),
        ended=("started_care", "Came with her husband."),
    ),
    Made(
        96,
        "Jules",
        "What happens at the first visit?",
        email="jules@mail.example",
        answers={"reach": "email", "topics": ["starting"]},
        ended=("closed", "Answered by e-mail."),
    ),
    Made(
        120,
        "Neil",
        "I need to talk before Friday, I have court.",
        phone="(212) 555-0146",
        calls=("appointment",),
        note="Court letter needed by Thursday.",
    ),
    Made(150, "Sofía", "", phone="(212) 555-0147", language="es", calls=("referred",)),
    Made(170, "Walt", "Is it confidential?", phone="(212) 555-0148", calls=("info_given",), ended=("closed", "Had one question.")),
    # The other clinic.
    Made(0.9, "Bo", "", phone="(312) 555-0150", clinic="river-office"),
    Made(
        5,
        "Mina",
        "My friend is using again and I'm worried.",
        email="mina@mail.example",
        clinic="river-office",
        answers={"reach": "email", "who": "caring"},
    ),
    Made(
        26,
        "Carlos",
        "Necesito ayuda para mi papá.",
        phone="(312) 555-0151",
        language="es",
        clinic="river-office",
        calls=("callback_booked",),
    ),
)


@dataclass(frozen=True)
class Called:
    """One made-up call that staff wrote down."""

    hours_ago: float
    name: str
    number: str
    outcome: str
    note: str
    who: str = "self"
    voicemail: str = "none"
    next_step_in_hours: float | None = None


CALLS: tuple[Called, ...] = (
    Called(1.0, "Vera", "(212) 555-0160", "callback_booked", "“I only have ten minutes now.” Call after work.", next_step_in_hours=5),
    Called(6.0, "Ed", "(212) 555-0161", "thinking", "Asked about cost. Wants to talk with his wife first.", voicemail="first_name"),
    Called(29.0, "Tess", "(212) 555-0162", "appointment", "First visit agreed.", who="caring", next_step_in_hours=48),
    Called(52.0, "Hugo", "(212) 555-0163", "info_given", "Asked about opening hours.", voicemail="clinic_name", next_step_in_hours=26),
)
