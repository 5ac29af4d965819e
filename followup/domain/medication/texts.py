"""The words of reminders. Nothing in them says what the visit is for."""

from followup.domain.wording import ReadyText, Words
from intake.states import Purpose

REMINDER = "visit-reminder"
MISSED = "visit-missed"

_EN_FOOT = """
{discreet_name}

To stop these e-mails:
{stop_link}
"""
_ES_FOOT = """
{discreet_name}

Para dejar de recibir estos correos:
{stop_link}
"""
_EN_PRIVATE_FOOT = """
To stop these e-mails:
{stop_link}
"""
_ES_PRIVATE_FOOT = """
Para dejar de recibir estos correos:
{stop_link}
"""
_EN_REMINDER = """\
Hello,

This is a reminder about {day}. If you have a question or want another day, call us{at}.
"""
_ES_REMINDER = """\
Hola:

Le recordamos lo del {day}. Si tiene una pregunta o prefiere otro día, llámenos{at}.
"""
_EN_MISSED = """\
Hello,

We did not see you, and that is all right. Call us today if you can{at}. We will find a new day with you.

If you are in danger, call 911. To talk to someone right now, call or text 988.
"""
_ES_MISSED = """\
Hola:

No nos vimos, y no pasa nada. Llámenos hoy si puede{at}. Buscaremos otro día con usted.

Si está en peligro, llame al 911. Para hablar con alguien ahora, llame al 988 o envíe AYUDA al 988.
"""


def _open(words: str, foot: str) -> str:
    return words.replace("{at}", ": {phone}") + foot


def _private(words: str, foot: str) -> str:
    # A number can be looked up.
    return words.replace("{at}", "") + foot


READY: tuple[ReadyText, ...] = (
    ReadyText(
        code=REMINDER,
        purpose=Purpose.MEDICATION,
        variables=("discreet_name", "phone", "reach_us", "day", "stop_link"),
        words={
            "en": Words("About {day}", _open(_EN_REMINDER, _EN_FOOT)),
            "es": Words("Sobre el {day}", _open(_ES_REMINDER, _ES_FOOT)),
            "en-private": Words("About {day}", _private(_EN_REMINDER, _EN_PRIVATE_FOOT)),
            "es-private": Words("Sobre el {day}", _private(_ES_REMINDER, _ES_PRIVATE_FOOT)),
        },
    ),
    ReadyText(
        code=MISSED,
        purpose=Purpose.MEDICATION,
        variables=("discreet_name", "phone", "reach_us", "stop_link"),
        words={
            "en": Words("Shall we find a new day?", _open(_EN_MISSED, _EN_FOOT)),
            "es": Words("¿Buscamos otro día?", _open(_ES_MISSED, _ES_FOOT)),
            "en-private": Words("Shall we find a new day?", _private(_EN_MISSED, _EN_PRIVATE_FOOT)),
            "es-private": Words("¿Buscamos otro día?", _private(_ES_MISSED, _ES_PRIVATE_FOOT)),
        },
    ),
)
