"""Words for people with an appointment, and for family and friends."""

from followup.domain.ready_plans.letters import Letter, ready_text
from intake.states import Purpose

_APPOINTMENT = ("when", "day", "time", "calendar_link")

TEXTS = (
    ready_text(
        "appointment-booked",
        purpose=Purpose.APPOINTMENTS,
        variables=_APPOINTMENT,
        letters={
            "en": Letter(
                "Your time on {day}",
                (
                    "This time is set aside for you: {when}. If you had another time before, this one counts now.",
                    "To put it into your calendar:\n{calendar_link}",
                    "Does another time suit you better? Call {phone} and we will find one.",
                ),
                (
                    "This time is set aside for you: {when}. If you had another time before, this one counts now.",
                    "Does another time suit you better? Tell us and we will find one.",
                ),
            ),
            "es": Letter(
                "Su hora del {day}",
                (
                    "Esta hora es para usted: {when}. Si antes tenía otra hora, ahora vale esta.",
                    "Para ponerla en su calendario:\n{calendar_link}",
                    "¿Le viene mejor otra hora? Llame al {phone} y la buscamos.",
                ),
                (
                    "Esta hora es para usted: {when}. Si antes tenía otra hora, ahora vale esta.",
                    "¿Le viene mejor otra hora? Díganos y la buscamos.",
                ),
            ),
        },
    ),
    ready_text(
        "appointment-day-before",
        purpose=Purpose.APPOINTMENTS,
        variables=_APPOINTMENT,
        letters={
            "en": Letter(
                "Reminder for {day}",
                (
                    "This is a reminder for {when}.",
                    "To put it into your calendar:\n{calendar_link}",
                    "Does another time suit you better? Call {phone} and we will find one.",
                ),
                ("This is a reminder for {when}.", "Does another time suit you better? Tell us and we will find one."),
            ),
            "es": Letter(
                "Recordatorio para el {day}",
                (
                    "Le recordamos la cita: {when}.",
                    "Para ponerla en su calendario:\n{calendar_link}",
                    "¿Le viene mejor otra hora? Llame al {phone} y la buscamos.",
                ),
                ("Le recordamos la cita: {when}.", "¿Le viene mejor otra hora? Díganos y la buscamos."),
            ),
        },
    ),
    ready_text(
        "appointment-morning",
        purpose=Purpose.APPOINTMENTS,
        variables=_APPOINTMENT,
        letters={
            "en": Letter(
                "Today at {time}",
                ("We look forward to seeing you today at {time}.", "If you are late or something comes up, call {phone}. It is all right."),
                ("We look forward to seeing you today at {time}.", "If something comes up, it is all right. Tell us when you can."),
            ),
            "es": Letter(
                "Hoy, {time}",
                ("Le esperamos hoy. Hora: {time}.", "Si llega tarde o pasa algo, llame al {phone}. No hay problema."),
                ("Le esperamos hoy. Hora: {time}.", "Si pasa algo, no hay problema. Díganos cuando pueda."),
            ),
        },
    ),
    ready_text(
        "appointment-missed",
        purpose=Purpose.APPOINTMENTS,
        variables=_APPOINTMENT,
        letters={
            "en": Letter(
                "Another time for you",
                ("You could not come. That happens.", "We would like to see you. Call {phone} and choose another time."),
                ("You could not come. That happens.", "We would like to see you. Choose another time when it suits you."),
            ),
            "es": Letter(
                "Otra hora para usted",
                ("No pudo venir. Eso pasa.", "Nos gustaría verle. Llame al {phone} y elija otra hora."),
                ("No pudo venir. Eso pasa.", "Nos gustaría verle. Elija otra hora cuando le venga bien."),
            ),
        },
    ),
    ready_text(
        "family-1",
        purpose=Purpose.HELPFUL,
        letters={
            "en": Letter(
                "You are not alone with this",
                (
                    "You wrote to us because you care about somebody. You can talk with us even if they are not ready.",
                    "What you tell us stays with us, unless the law says we must share it. Call {phone}.",
                ),
                ("You wrote to us because you care about somebody. You can talk with us even if they are not ready.",),
            ),
            "es": Letter(
                "No está a solas con esto",
                (
                    "Nos escribió porque alguien le importa. Puede hablar con nosotros aunque esa persona no quiera todavía.",
                    "Lo que nos cuente se queda con nosotros, salvo que la ley nos obligue a decirlo. Llame al {phone}.",
                ),
                ("Nos escribió porque alguien le importa. Puede hablar con nosotros aunque esa persona no quiera todavía.",),
            ),
        },
    ),
    ready_text(
        "family-2",
        purpose=Purpose.HELPFUL,
        letters={
            "en": Letter(
                "What other families say",
                (
                    "Other families tell us what helped: to listen, to say what they see, and to offer to go along.",
                    "You need rest too. It helps to have somebody of your own to talk to.",
                    "We can talk it through with you: {phone}.",
                ),
                (
                    "Other families tell us what helped: to listen, to say what they see, and to offer to go along.",
                    "You need rest too. It helps to have somebody of your own to talk to.",
                ),
            ),
            "es": Letter(
                "Lo que dicen otras familias",
                (
                    "Otras familias nos dicen qué les sirvió: escuchar, decir lo que ven y ofrecerse a ir juntos.",
                    "Usted también necesita descanso. Ayuda tener a alguien con quien hablar.",
                    "Podemos verlo con usted: {phone}.",
                ),
                (
                    "Otras familias nos dicen qué les sirvió: escuchar, decir lo que ven y ofrecerse a ir juntos.",
                    "Usted también necesita descanso. Ayuda tener a alguien con quien hablar.",
                ),
            ),
        },
    ),
    ready_text(
        "family-3",
        purpose=Purpose.HELPFUL,
        letters={
            "en": Letter(
                "Whenever you want to talk",
                (
                    "This is the last of these notes. Call us when you want to talk: {phone}.",
                    "If somebody is in danger, call 911. To talk at any hour, call or text 988.",
                ),
                (
                    "This is the last of these notes. You can come back to us at any time.",
                    "If somebody is in danger, call 911. To talk at any hour, call or text 988.",
                ),
            ),
            "es": Letter(
                "Cuando quiera hablar",
                (
                    "Esta es la última de estas notas. Llámenos cuando quiera hablar: {phone}.",
                    "Si alguien está en peligro, llame al 911. Para hablar a cualquier hora, llame al 988 o envíe AYUDA al 988.",
                ),
                (
                    "Esta es la última de estas notas. Puede volver a nosotros cuando quiera.",
                    "Si alguien está en peligro, llame al 911. Para hablar a cualquier hora, llame al 988 o envíe AYUDA al 988.",
                ),
            ),
        },
    ),
)
