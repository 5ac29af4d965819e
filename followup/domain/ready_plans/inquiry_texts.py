"""Words for people who asked for help, for those we could not reach, and for those who wait."""

from followup.domain.ready_plans.letters import Letter, ready_text
from intake.states import Purpose

_DANGER = {
    "en": "If you are in danger, call 911. To talk with somebody at any hour, call or text 988.",
    "es": "Si está en peligro, llame al 911. Para hablar con alguien a cualquier hora, llame al 988 o envíe AYUDA al 988.",
}

TEXTS = (
    ready_text(
        "inquiry-day-1",
        purpose=Purpose.HELPFUL,
        letters={
            "en": Letter(
                "Thank you for writing",
                (
                    "Thank you for writing to us. A person will talk with you about what you need. You decide what you tell us.",
                    "You can call us too: {phone}. You can ask about cost first.",
                    _DANGER["en"],
                ),
                (
                    "Thank you for writing to us. A person will talk with you about what you need. You decide what you tell us.",
                    _DANGER["en"],
                ),
            ),
            "es": Letter(
                "Gracias por escribirnos",
                (
                    "Gracias por escribirnos. Una persona hablará con usted de lo que necesita. Usted decide qué nos cuenta.",
                    "También puede llamarnos: {phone}. Puede preguntar primero por el costo.",
                    _DANGER["es"],
                ),
                ("Gracias por escribirnos. Una persona hablará con usted de lo que necesita. Usted decide qué nos cuenta.", _DANGER["es"]),
            ),
        },
    ),
    ready_text(
        "inquiry-day-3",
        purpose=Purpose.HELPFUL,
        letters={
            "en": Letter(
                "What the first talk is like",
                (
                    "The first talk takes about 15 minutes. We ask how you are and what you would like. Nobody decides for you.",
                    "You can bring somebody you trust. You can stop at any time.",
                    "Call when it suits you: {phone}.",
                ),
                (
                    "The first talk takes about 15 minutes. We ask how you are and what you would like. Nobody decides for you.",
                    "You can bring somebody you trust. You can stop at any time.",
                ),
            ),
            "es": Letter(
                "Cómo es la primera charla",
                (
                    "La primera charla dura unos 15 minutos. Le preguntamos cómo está y qué quiere. Nadie decide por usted.",
                    "Puede venir con alguien de confianza. Puede parar cuando quiera.",
                    "Llame cuando le venga bien: {phone}.",
                ),
                (
                    "La primera charla dura unos 15 minutos. Le preguntamos cómo está y qué quiere. Nadie decide por usted.",
                    "Puede venir con alguien de confianza. Puede parar cuando quiera.",
                ),
            ),
        },
    ),
    ready_text(
        "inquiry-day-7",
        purpose=Purpose.HELPFUL,
        letters={
            "en": Letter(
                "Questions people often ask",
                (
                    "What does it cost? Ask us first. We look at it with you before you say yes to anything.",
                    "Who will know? You say who we may talk to. We tell nobody else, unless the law says we must.",
                    "What if I am not sure? You do not have to be sure to talk: {phone}.",
                ),
                (
                    "What does it cost? Ask us first. We look at it with you before you say yes to anything.",
                    "Who will know? You say who we may talk to. We tell nobody else, unless the law says we must.",
                    "What if I am not sure? You do not have to be sure to talk.",
                ),
            ),
            "es": Letter(
                "Preguntas frecuentes",
                (
                    "¿Cuánto cuesta? Pregunte primero. Lo vemos con usted antes de que diga que sí a nada.",
                    "¿Quién lo sabrá? Usted dice con quién podemos hablar. No le decimos nada a nadie más, salvo que la ley nos obligue.",
                    "¿Y si no tengo la certeza? No hace falta tenerla para hablar: {phone}.",
                ),
                (
                    "¿Cuánto cuesta? Pregunte primero. Lo vemos con usted antes de que diga que sí a nada.",
                    "¿Quién lo sabrá? Usted dice con quién podemos hablar. No le decimos nada a nadie más, salvo que la ley nos obligue.",
                    "¿Y si no tengo la certeza? No hace falta tenerla para hablar.",
                ),
            ),
        },
    ),
    ready_text(
        "inquiry-day-14",
        purpose=Purpose.HELPFUL,
        letters={
            "en": Letter(
                "The door stays open",
                (
                    "This is the last of these notes. The door stays open.",
                    "Call us at {phone} when it suits you: next week, or next year.",
                    _DANGER["en"],
                ),
                ("This is the last of these notes. The door stays open, next week or next year.", _DANGER["en"]),
            ),
            "es": Letter(
                "La puerta sigue abierta",
                (
                    "Esta es la última de estas notas. La puerta sigue abierta.",
                    "Llámenos al {phone} cuando quiera: en una semana o en un año.",
                    _DANGER["es"],
                ),
                ("Esta es la última de estas notas. La puerta sigue abierta, en una semana o en un año.", _DANGER["es"]),
            ),
        },
    ),
    ready_text(
        "unreached-1",
        purpose=Purpose.INQUIRY,
        letters={
            "en": Letter(
                "We tried to reach you",
                (
                    "We tried to reach you and did not find you. That is all right.",
                    "Tell us a good time and a good way to reach you: {phone}.",
                ),
                ("We tried to reach you and did not find you. That is all right.", "We will be glad to hear from you when it suits you."),
            ),
            "es": Letter(
                "Quisimos hablar con usted",
                (
                    "Quisimos hablar con usted y no fue posible. No pasa nada.",
                    "Díganos a qué hora y de qué forma le viene bien: {phone}.",
                ),
                ("Quisimos hablar con usted y no fue posible. No pasa nada.", "Nos alegrará saber de usted cuando le venga bien."),
            ),
        },
    ),
    ready_text(
        "unreached-2",
        purpose=Purpose.INQUIRY,
        letters={
            "en": Letter(
                "Whenever it suits you",
                (
                    "We will not write again about this. You can come back at any time, and nobody will ask why it took so long.",
                    "Our number: {phone}.",
                ),
                ("We will not write again about this. You can come back at any time, and nobody will ask why it took so long.",),
            ),
            "es": Letter(
                "Cuando le venga bien",
                ("No le escribiremos más sobre esto. Puede volver cuando quiera. Nadie le va a pedir razones.", "Nuestro número: {phone}."),
                ("No le escribiremos más sobre esto. Puede volver cuando quiera. Nadie le va a pedir razones.",),
            ),
        },
    ),
    ready_text(
        "waiting",
        purpose=Purpose.INQUIRY,
        letters={
            "en": Letter(
                "You are still on our list",
                (
                    "You are still on our list. We have not lost sight of you. We will call as soon as there is a place.",
                    "If things get harder, do not wait. Call us: {phone}.",
                    _DANGER["en"],
                ),
                ("You are still on our list. We have not lost sight of you. If things get harder, do not wait.", _DANGER["en"]),
            ),
            "es": Letter(
                "Usted sigue en nuestra lista",
                (
                    "Usted sigue en nuestra lista. No le hemos perdido de vista. Le llamaremos en cuanto haya un lugar.",
                    "Si la cosa se pone más difícil, no espere. Llámenos: {phone}.",
                    _DANGER["es"],
                ),
                ("Usted sigue en nuestra lista. No le hemos perdido de vista. Si la cosa se pone más difícil, no espere.", _DANGER["es"]),
            ),
        },
    ),
)
