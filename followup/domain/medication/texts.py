"""The words of reminders. Nothing in them says what the visit is for."""

from followup.domain.wording import ReadyText, Words
from intake.states import Purpose

REMINDER = "visit-reminder"
MISSED = "visit-missed"

_EN_FOOT = """
If that does not work for you, call us: {phone}.

{discreet_name}

To stop these e-mails:
{stop_link}
"""
_ES_FOOT = """
Si no le va bien, llámenos: {phone}.

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

This is a reminder about {day}. Call us if you have a question or want another day.
"""
_ES_REMINDER = """\
Hola:

Le recordamos lo de {day}. Llámenos si tiene una pregunta o prefiere otro día.
"""
_EN_MISSED = """\
Hello,

We did not see you, and that is all right. Call us today if you can, and we will find a new day together.

If you are in danger, call 911. To talk to someone right now, call or text 988.
"""
_ES_MISSED = """\
Hola:

No nos vimos, y no pasa nada. Llámenos hoy si puede, y buscamos juntos otro día.

Si está en peligro, llame al 911. Para hablar con alguien ahora, llame al 988 o envíe AYUDA al 988.
"""

READY: tuple[ReadyText, ...] = (
    ReadyText(
        code=REMINDER,
        purpose=Purpose.MEDICATION,
        variables=("discreet_name", "phone", "day", "stop_link"),
        words={
            "en": Words("About {day}", _EN_REMINDER + _EN_FOOT),
            "es": Words("Sobre {day}", _ES_REMINDER + _ES_FOOT),
            "en-private": Words("About {day}", _EN_REMINDER + _EN_PRIVATE_FOOT),
            "es-private": Words("Sobre {day}", _ES_REMINDER + _ES_PRIVATE_FOOT),
        },
    ),
    ReadyText(
        code=MISSED,
        purpose=Purpose.MEDICATION,
        variables=("discreet_name", "phone", "stop_link"),
        words={
            "en": Words("Shall we find a new day?", _EN_MISSED + _EN_FOOT),
            "es": Words("¿Buscamos otro día?", _ES_MISSED + _ES_FOOT),
            "en-private": Words("Shall we find a new day?", _EN_MISSED + _EN_PRIVATE_FOOT),
            "es-private": Words("¿Buscamos otro día?", _ES_MISSED + _ES_PRIVATE_FOOT),
        },
    ),
)
