"""The questions a clinic starts with, in our own words. Options stand from best to worst; nothing is added up."""

from typing import Any


def _say(en: str, es: str) -> dict[str, str]:
    return {"en": en, "es": es}


_HOW: dict[str, Any] = {
    "key": "how",
    "brief": _say("How they are", "Cómo está"),
    "ask": _say("How are you doing today?", "¿Cómo está hoy?"),
    "required": True,
    "options": [
        {"key": "good", "label": _say("Good", "Bien")},
        {"key": "ok", "label": _say("OK", "Más o menos")},
        {"key": "hard", "label": _say("Hard day", "Un día difícil")},
        {"key": "help", "label": _say("I need help now", "Necesito ayuda ahora"), "now": True},
    ],
}
_CALL: dict[str, Any] = {
    "key": "call",
    "brief": _say("Call", "Llamada"),
    "ask": _say("Would you like us to call?", "¿Quiere que le llamemos?"),
    "options": [
        {"key": "no", "label": _say("No", "No")},
        {"key": "week", "label": _say("Yes, this week", "Sí, esta semana")},
        {"key": "today", "label": _say("Yes, today", "Sí, hoy")},
    ],
}
_WORDS: dict[str, Any] = {
    "key": "words",
    "brief": _say("Their words", "Sus palabras"),
    "ask": _say("Anything you want us to know?", "¿Hay algo que quiera que sepamos?"),
}
_BASE_RULES: list[dict[str, Any]] = [
    {"key": "help-now", "item": "how", "test": "is", "values": ["help"], "flag": "help_now", "severity": "emergency"},
    {"key": "hard-day", "item": "how", "test": "is", "values": ["hard"], "flag": "hard_time", "severity": "soon"},
    {"key": "call-today", "item": "call", "test": "is", "values": ["today"], "flag": "asked_call", "severity": "urgent"},
    {"key": "call-week", "item": "call", "test": "is", "values": ["week"], "flag": "asked_call", "severity": "routine"},
]
_LONGER_ITEMS: list[dict[str, Any]] = [
    {
        "key": "use",
        "brief": _say("Use", "Consumo"),
        "ask": _say(
            "Since we last asked, did you use anything you are trying not to use?",
            "Desde la última vez, ¿consumió algo que trata de no consumir?",
        ),
        "options": [
            {"key": "no", "label": _say("No", "No")},
            {"key": "rather_not", "label": _say("I’d rather not say", "Prefiero no decirlo")},
            {"key": "yes", "label": _say("Yes", "Sí")},
        ],
    },
    {
        "key": "craving",
        "brief": _say("Urges", "Ganas"),
        "ask": _say("How strong were the urges?", "¿Qué tan fuertes fueron las ganas?"),
        "options": [
            {"key": "none", "label": _say("None", "Ninguna")},
            {"key": "some", "label": _say("Some", "Algunas")},
            {"key": "strong", "label": _say("Strong", "Fuertes")},
            {"key": "very_strong", "label": _say("Very strong", "Muy fuertes")},
        ],
    },
    {
        "key": "confidence",
        "brief": _say("Sure of the next days", "Confianza"),
        "ask": _say("How sure are you that the next days will go well?", "¿Cuánta confianza tiene en que los próximos días irán bien?"),
        "options": [
            {"key": "very", "label": _say("Very sure", "Mucha")},
            {"key": "quite", "label": _say("Quite sure", "Bastante")},
            {"key": "little", "label": _say("A little", "Poca")},
            {"key": "not", "label": _say("Not at all", "Ninguna")},
        ],
    },
    {
        "key": "sleep",
        "brief": _say("Sleep", "Sueño"),
        "ask": _say("How do you sleep?", "¿Cómo duerme?"),
        "options": [
            {"key": "well", "label": _say("Well", "Bien")},
            {"key": "so_so", "label": _say("So-so", "Regular")},
            {"key": "badly", "label": _say("Badly", "Mal")},
        ],
    },
    {
        "key": "support",
        "brief": _say("Support", "Apoyo"),
        "ask": _say("Is there someone you can turn to?", "¿Hay alguien con quien pueda contar?"),
        "options": [
            {"key": "yes", "label": _say("Yes", "Sí")},
            {"key": "sometimes", "label": _say("Sometimes", "A veces")},
            {"key": "nobody", "label": _say("Nobody right now", "Nadie por ahora")},
        ],
    },
    {
        "key": "medicine",
        "brief": _say("Medicine", "Medicamento"),
        "ask": _say("Did you take your medicine as planned?", "¿Tomó su medicamento como estaba previsto?"),
        "options": [
            {"key": "as_planned", "label": _say("Yes, or I have none", "Sí, o no tengo ninguno")},
            {"key": "missed", "label": _say("I missed some", "Algunas veces no lo tomé")},
            {"key": "stopped", "label": _say("I stopped", "Lo dejé")},
        ],
    },
    {
        "key": "side_effects",
        "brief": _say("Side effects", "Efectos secundarios"),
        "ask": _say("Does anything about the medicine bother you?", "¿Le molesta algo del medicamento?"),
        "options": [
            {"key": "no", "label": _say("No", "No")},
            {"key": "a_little", "label": _say("A little", "Un poco")},
            {"key": "a_lot", "label": _say("A lot", "Mucho")},
        ],
    },
    {"key": "would_help", "ask": _say("What would help you this week?", "¿Qué le ayudaría esta semana?")},
]
_LONGER_RULES: list[dict[str, Any]] = [
    {"key": "use-yes", "item": "use", "test": "is", "values": ["yes"], "flag": "use", "severity": "soon"},
    {"key": "use-open", "item": "use", "test": "missing", "flag": "unanswered", "severity": "routine"},
    {"key": "urges-strong", "item": "craving", "test": "is", "values": ["strong", "very_strong"], "flag": "craving", "severity": "soon"},
    {"key": "less-sure", "item": "confidence", "test": "worse_by", "steps": 2, "flag": "confidence", "severity": "soon"},
    {"key": "not-sure", "item": "confidence", "test": "is", "values": ["not"], "flag": "confidence", "severity": "soon"},
    {"key": "sleep-badly", "item": "sleep", "test": "is", "values": ["badly"], "flag": "sleep", "severity": "routine"},
    {"key": "nobody", "item": "support", "test": "is", "values": ["nobody"], "flag": "support", "severity": "routine"},
    {
        "key": "medicine-stopped",
        "item": "medicine",
        "test": "is",
        "values": ["stopped"],
        "flag": "medicine",
        "severity": "urgent",
        "clinician": True,
    },
    {
        "key": "medicine-missed",
        "item": "medicine",
        "test": "is",
        "values": ["missed"],
        "flag": "medicine",
        "severity": "soon",
        "clinician": True,
    },
    {
        "key": "bothers-a-lot",
        "item": "side_effects",
        "test": "is",
        "values": ["a_lot"],
        "flag": "side_effects",
        "severity": "soon",
        "clinician": True,
    },
]

READY: dict[str, dict[str, Any]] = {
    "three-questions": {
        "name": "Three questions",
        "is_clinical": False,
        "content": {"items": [_HOW, _CALL, _WORDS], "rules": _BASE_RULES},
    },
    "longer": {
        "name": "Longer check-in",
        "is_clinical": True,
        "content": {"items": [_HOW, *_LONGER_ITEMS, _CALL, _WORDS], "rules": [*_BASE_RULES, *_LONGER_RULES]},
    },
}
