"""The words of check-in mail as a clinic starts with them.

Nothing in them says what the mail is about, who it is from in full, or how somebody answered.
"""

from collections.abc import Mapping

from followup.domain.wording import REACH_US_AGAIN, ReadyText, Words
from intake.states import Purpose

CHECK_IN = "check-in"
REMINDER = "check-in-reminder"
FRESH_LINK = "check-in-link"
CARING = "check-in-caring"
GOODBYE = "check-in-goodbye"
SUPPORTER = "supporter"

_FOOT_EN = "\nTo stop these e-mails:\n{stop_link}\n"
_FOOT_ES = "\nPara dejar de recibir estos correos:\n{stop_link}\n"
_SIGN = "\n{discreet_name}\n"

_CHECK_IN_EN = """\
Hello,

How are you doing? This takes less than a minute:
{answer_link}

A person on our team reads your answer. The link works for seven days.

If you are in danger, call 911. To talk to someone right now, call or text 988.
"""
_CHECK_IN_ES = """\
Hola:

¿Cómo está? Le toma menos de un minuto:
{answer_link}

Una persona de nuestro equipo lee su respuesta. El enlace funciona durante siete días.

Si está en peligro, llame al 911. Para hablar con alguien ahora, llame al 988 o envíe AYUDA al 988.
"""
_REMINDER_EN = """\
Hello,

There is still time to tell us how you are doing:
{answer_link}

If you would rather not, that is fine. You can ask for a call there, or stop these e-mails.

If you are in danger, call 911. To talk to someone right now, call or text 988.
"""
_REMINDER_ES = """\
Hola:

Todavía puede decirnos cómo está:
{answer_link}

Si prefiere no hacerlo, está bien. Ahí puede pedir una llamada o dejar de recibir estos correos.

Si está en peligro, llame al 911. Para hablar con alguien ahora, llame al 988 o envíe AYUDA al 988.
"""
_FRESH_EN = """\
Hello,

Here is the new link you asked for:
{answer_link}

It works for seven days. If you did not ask for it, you can ignore this e-mail.

If you are in danger, call 911. To talk to someone right now, call or text 988.
"""
_FRESH_ES = """\
Hola:

Este es el nuevo enlace que pidió:
{answer_link}

Funciona durante siete días. Si no lo pidió, puede ignorar este correo.

Si está en peligro, llame al 911. Para hablar con alguien ahora, llame al 988 o envíe AYUDA al 988.
"""
_CARING_EN = """\
Hello,

We have been thinking of you and hope you are all right. There is nothing you need to do.

If you would like to talk, we are glad to hear from you at any time, whatever has happened:
{answer_link}

If you are in danger, call 911. To talk to someone right now, call or text 988.
"""
_CARING_ES = """\
Hola:

Hemos pensado en usted y esperamos que se encuentre bien. No tiene que hacer nada.

Si quiere hablar, nos alegrará saber de usted en cualquier momento, pase lo que pase:
{answer_link}

Si está en peligro, llame al 911. Para hablar con alguien ahora, llame al 988 o envíe AYUDA al 988.
"""
_GOODBYE_EN = """\
Hello,

This is our last regular e-mail to you. Thank you for letting us keep in touch.

You are always welcome back. You don't need a reason, and you don't need to start over.

{reach_us}

If you are in danger, call 911. To talk to someone right now, call or text 988.
"""
_GOODBYE_ES = """\
Hola:

Este es nuestro último correo periódico. Gracias por permitirnos estar en contacto.

Siempre puede volver. No necesita un motivo ni empezar desde cero.

{reach_us}

Si está en peligro, llame al 911. Para hablar con alguien ahora, llame al 988 o envíe AYUDA al 988.
"""
_SUPPORTER_EN = """\
Hello,

You agreed that we may write to you now and then. How are you yourself?

Would you like to talk? Reach us when it suits you.

{reach_us}

Don't answer this e-mail with anything private.

If someone is in danger, call 911. To talk to someone right now, call or text 988.
"""
_SUPPORTER_ES = """\
Hola:

Usted aceptó que le escribamos de vez en cuando. ¿Cómo está usted?

¿Le gustaría hablar? Comuníquese cuando le venga bien.

{reach_us}

No responda a este correo con nada privado.

Si alguien está en peligro, llame al 911. Para hablar con alguien ahora, llame al 988 o envíe AYUDA al 988.
"""
_SUBJECTS: dict[str, tuple[str, str]] = {
    CHECK_IN: ("Your check-in for this week", "Su contacto de esta semana"),
    REMINDER: ("Still time for your check-in", "Aún está a tiempo de responder"),
    FRESH_LINK: ("The link you asked for", "El enlace que pidió"),
    CARING: ("Thinking of you", "Pensamos en usted"),
    GOODBYE: ("Until next time", "Hasta pronto"),
    SUPPORTER: ("A short note for you", "Una nota breve para usted"),
}
_BODIES: dict[str, tuple[str, str]] = {
    CHECK_IN: (_CHECK_IN_EN, _CHECK_IN_ES),
    REMINDER: (_REMINDER_EN, _REMINDER_ES),
    FRESH_LINK: (_FRESH_EN, _FRESH_ES),
    CARING: (_CARING_EN, _CARING_ES),
    GOODBYE: (_GOODBYE_EN, _GOODBYE_ES),
    SUPPORTER: (_SUPPORTER_EN, _SUPPORTER_ES),
}


def _words(code: str) -> Mapping[str, Words]:
    found = {}
    for place, (language, foot) in enumerate((("en", _FOOT_EN), ("es", _FOOT_ES))):
        subject, body = _SUBJECTS[code][place], _BODIES[code][place]
        found[language] = Words(subject, body + _SIGN + foot)
        # For a mailbox that somebody else may see: the same words without a name of ours, a number or a page.
        found[f"{language}-private"] = Words(subject, body.replace("{reach_us}", REACH_US_AGAIN[language]) + foot)
    return found


_PLACES = ("discreet_name", "reach_us", "stop_link")
AFTERCARE_TEXTS: tuple[ReadyText, ...] = tuple(
    ReadyText(
        code=code,
        purpose=Purpose.CHECK_INS,
        variables=(*_PLACES, "answer_link") if "{answer_link}" in _BODIES[code][0] else _PLACES,
        words=_words(code),
    )
    for code in _BODIES
)
