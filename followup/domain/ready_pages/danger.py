"""Pages about what can kill: an overdose, and the lower tolerance after stopping. For a clinician to approve."""

from followup.domain.linting.pages import PageWords
from followup.domain.ready_pages.shape import ReadyPage, sources

_IN_AN_EMERGENCY = ReadyPage(
    "in-an-emergency",
    {
        "en": PageWords(
            "In an emergency",
            "Overdose and naloxone",
            """\
If somebody may be dying right now: call 911, give naloxone, help them breathe, stay.

## Signs of an overdose
- You can't wake them up. Call their name and rub your knuckles hard on their chest.
- They breathe slowly, or not at all. There may be a sound like snoring or gurgling.
- Lips or nails are blue or gray. The skin is cold and damp.

## What to do
- Call 911. Say: somebody does not wake up and does not breathe. Give the place.
- Give naloxone. Spray it all into one side of the nose.
- Help them breathe if you know how: head back, one slow breath every 5 seconds. The person on the phone can tell you what to do.
- No change after 2 to 3 minutes? Give a second dose, in the other side of the nose.
- When they breathe by themselves, lay them on their side.
- Stay until help comes. Naloxone can wear off before the opioid does.

## Don't
- Don't wait to see if they sleep it off.
- Don't put them in a cold shower.
- Don't make them throw up.

## About naloxone
- It reverses an opioid overdose for a while. It does no harm to somebody who has no opioids in their body.
- You can buy a nose spray without a prescription. We can tell you where to get it free.
- Keep it where others can find it, and check the date on the box.
- It can bring on sudden withdrawal. That feels very bad, and the person may be upset. Ask them not to use again.

Many states protect people who call for help. Call in any case.
""",
            sources("toolkit", "otc", language="en"),
        ),
        "es": PageWords(
            "En una emergencia",
            "Sobredosis y naloxona",
            """\
Si alguien puede estar muriendo ahora: llame al 911, dé naloxona, ayude a respirar, quédese.

## Señales de una sobredosis
- No despierta. Llámele por su nombre y frote fuerte el pecho con los nudillos.
- Respira lento o no respira. Puede sonar como un ronquido o un gorgoteo.
- Labios o uñas azules o grises. La piel está fría y húmeda.

## Qué hacer
- Llame al 911. Diga: alguien no despierta y no respira. Diga el lugar.
- Dé naloxona. Ponga todo el aerosol en un lado de la nariz.
- Ayude a respirar si sabe cómo: cabeza atrás, un soplo lento cada 5 segundos. Quien contesta el teléfono le dirá qué hacer.
- ¿Sigue igual después de 2 o 3 minutos? Dé otra dosis, en el otro lado de la nariz.
- Cuando respire sin ayuda, acueste a la persona de lado.
- Quédese hasta que llegue ayuda. La naloxona puede acabarse antes que el opioide.

## No haga esto
- No espere a ver si se le pasa.
- No le ponga bajo agua fría.
- No le haga vomitar.

## Sobre la naloxona
- Revierte por un rato la sobredosis de opioides. No hace daño a quien no tiene opioides en el cuerpo.
- El aerosol para la nariz se compra sin receta. Podemos decirle dónde lo dan gratis.
- Guárdela donde otros la encuentren y mire la fecha de la caja.
- Puede causar abstinencia repentina. Se siente muy mal, y la persona puede enojarse. Pídale que no vuelva a consumir.

Muchos estados protegen a quien llama para pedir ayuda. Llame en todo caso.
""",
            sources("toolkit", "otc", language="es"),
        ),
    },
)

_AFTERWARDS = ReadyPage(
    "afterwards",
    {
        "en": PageWords(
            "Afterwards",
            "After stopping: your body can take less",
            """\
Stopping is your choice, and you can come back. There is one thing you must know first.

## Why it can kill
While you took naltrexone, your body got used to being without opioids. When the block wears off, an amount you used to take can stop your breathing. Even less than that can.

This is the case
- at the end of the month, when the next injection is due
- after a missed dose
- after you stop for good
- after days or weeks without opioids, as in a hospital or in jail

## What keeps you safe
- Talk to us before you stop, if you can. We can plan it with you.
- You can stop the tablet or the injection and not have withdrawal. The danger comes later.
- Have naloxone at home. Tell the people close to you what it is for and where it is.
- If you use, don't use alone. Take much less than before. Fentanyl can be in anything.
- You can call us after you used. Nobody here will be angry.

## Coming back
- You can start again. First we check that there are no opioids in your body.
- Other medicines may fit you better: methadone or buprenorphine. After an injection, the change may have to wait about 30 days. A nurse will talk with you about it.

## If you feel low
Some people feel very low in this time. Call or text 988 at any hour. You can call us too.
""",
            sources("guide", "asam", language="en"),
        ),
        "es": PageWords(
            "Después",
            "Después de dejarla: su cuerpo aguanta menos",
            """\
Dejarla es decisión suya, y puede volver. Hay una cosa que debe saber antes.

## Por qué puede matar
Mientras tomaba naltrexona, su cuerpo perdió la costumbre de los opioides. Cuando el bloqueo se acaba, lo que antes tomaba puede cortarle la respiración. Incluso menos que eso.

Pasa en estos momentos
- al final del mes, cuando toca la próxima inyección
- después de una dosis que faltó
- después de dejarla del todo
- después de días o semanas sin opioides, como en el hospital o en la cárcel

## Qué cuida su vida
- Si puede, hable con nosotros antes de dejarla. La planeamos juntos.
- Puede dejar la tableta o la inyección sin tener abstinencia. El peligro viene más tarde.
- Tenga naloxona en casa. Diga a su gente para qué sirve y dónde está.
- Si consume, no lo haga a solas. Tome mucho menos que antes. Puede haber fentanilo en cualquier cosa.
- Puede llamarnos después de consumir. Aquí nadie se va a enojar.

## Volver
- Puede empezar otra vez. Primero vemos que no haya opioides en su cuerpo.
- Quizás otro medicamento le vaya mejor: metadona o buprenorfina. Después de una inyección, el cambio puede tener que esperar unos 30 días. El personal de enfermería hablará con usted sobre esto.

## Si se siente muy mal
Algunas personas sienten mucha tristeza en este tiempo. Llame al 988 a cualquier hora y marque 2 para español. También puede llamarnos.
""",
            sources("guide", "asam", language="es"),
        ),
    },
)

PAGES = (_IN_AN_EMERGENCY, _AFTERWARDS)
