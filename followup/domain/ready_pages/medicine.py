"""Pages about the medicine itself. Facts from labels and guidelines, words our own, for a clinician to approve."""

from followup.domain.linting.pages import PageWords
from followup.domain.ready_pages.shape import ReadyPage, sources

_HOW_IT_WORKS = ReadyPage(
    "how-it-works",
    {
        "en": PageWords(
            "How it works",
            "What naltrexone is, and what it is not",
            """\
Naltrexone is a medicine. It blocks what opioids do. Heroin, fentanyl and strong pain pills are opioids. It is also used for alcohol use disorder.

## What it is
- It holds the places in the brain where opioids act. Opioids then do much less.
- Some people think less about using while they take it.
- It is not an opioid. Your body does not come to need it. You can stop it and not have withdrawal.
- It helps most as one part of care, next to talks and support.

## What it is not
- It is not methadone or buprenorphine. Those also treat opioid use disorder, in another way. A nurse will talk with you about what fits you.
- It does not treat withdrawal. Taken too soon, it brings on a sudden and hard withdrawal.
- It does not reverse an overdose. Another medicine does that: naloxone.
- It does not make it safe to drink and drive.

## What to know first
- Do not take large amounts of opioids to get past the block. You can pass out, stop breathing and die.
- When the block wears off, your body can take much less than before. An amount you used to take can kill.
- Your doctor checks your liver with a blood test.
- Tell us about all your medicines. Some for pain, cough or diarrhea have opioids in them.
- Tell us if you are pregnant, have liver problems or will have surgery.

A nurse will talk with you about all of this. Don't start or stop a medicine because of this page.
""",
            sources("guide", "tablets", "asam", language="en"),
        ),
        "es": PageWords(
            "Cómo funciona",
            "Qué es la naltrexona y qué no es",
            """\
La naltrexona es un medicamento. Bloquea lo que hacen los opioides. La heroína, el fentanilo y las pastillas fuertes para el dolor son opioides. También se usa cuando hay un trastorno por consumo de alcohol.

## Qué es
- Ocupa los lugares del cerebro donde actúan los opioides. Entonces los opioides hacen mucho menos.
- Algunas personas piensan menos en consumir mientras la toman.
- No es un opioide. El cuerpo no llega a necesitarla. Se puede dejar sin tener síntomas de abstinencia.
- Ayuda más como una parte del cuidado, junto con charlas y apoyo.

## Qué no es
- No es metadona ni buprenorfina. Esas también tratan el consumo de opioides, de otro modo. El personal de enfermería hablará con usted sobre qué le conviene.
- No trata la abstinencia. Si se toma antes de tiempo, causa una abstinencia fuerte y repentina.
- No revierte una sobredosis. Eso lo hace otro medicamento: la naloxona.
- No hace que sea seguro beber y manejar.

## Qué debe saber antes
- No tome muchos opioides para pasar el bloqueo. Puede desmayarse, dejar de respirar y morir.
- Cuando el bloqueo se acaba, su cuerpo aguanta mucho menos que antes. Lo que antes tomaba puede matarle.
- Su médico revisa el hígado con un análisis de sangre.
- Díganos todo lo que toma. Algo para el dolor, la tos o la diarrea puede tener opioides.
- Díganos si hay un embarazo, si su hígado no está bien o si le van a operar.

El personal de enfermería hablará con usted de todo esto. No empiece ni deje un medicamento por lo que lea aquí.
""",
            sources("guide", "tablets", "asam", language="es"),
        ),
    },
)

_FIRST_DAYS = ReadyPage(
    "first-days",
    {
        "en": PageWords(
            "The first days",
            "The opioid-free days before you start",
            """\
Before the first dose of naltrexone, your body must be free of opioids. If it is not, you get very sick very fast. This can be so bad that you need a hospital.

## How long
- Most people need at least 7 to 10 days with no opioids at all.
- After methadone or buprenorphine it can take up to 2 weeks, at times more.
- Your doctor decides when it is time. It depends on what you took, how much and how long.

## What counts as an opioid
- Heroin and fentanyl, also when it is mixed into something else.
- Pain pills such as oxycodone, hydrocodone, morphine, codeine and tramadol.
- Methadone and buprenorphine.
- Some medicines for cough, colds or diarrhea.

## How it goes
- Tell us when you last used, as exactly as you can. Nobody here will judge you. It keeps you safe.
- There may be a urine test and a small test dose before you start.
- Some people do these days at home, some with us or in a hospital. There is medicine that helps with feeling sick, pain and sleep. A nurse will talk with you about it.

## Keep safe in these days
- After some days without opioids your body can take much less. Using what you used before can kill.
- Have naloxone near you, and tell somebody where it is.
- If you used, it is no reason to stay away. Tell us, and we plan the start again.

Call 911 if somebody can't be woken up or does not breathe well.
""",
            sources("guide", "tablets", "asam", language="en"),
        ),
        "es": PageWords(
            "Los primeros días",
            "Los días sin opioides antes de empezar",
            """\
Antes de la primera dosis de naltrexona no debe haber opioides en el cuerpo. Si los hay, usted se pondrá muy mal y muy rápido. Puede ser tan fuerte que necesite un hospital.

## Cuánto tiempo
- La mayoría necesita al menos de 7 a 10 días sin ningún opioide.
- Después de metadona o buprenorfina pueden ser hasta 2 semanas, a veces más.
- Su médico decide cuándo es el momento. Depende de qué tomó, cuánto y por cuánto tiempo.

## Qué es un opioide
- La heroína y el fentanilo, también cuando está mezclado con otra cosa.
- Pastillas para el dolor como oxicodona, hidrocodona, morfina, codeína y tramadol.
- La metadona y la buprenorfina.
- Algunas medicinas para la tos, la gripe o la diarrea.

## Cómo es
- Díganos cuándo consumió por última vez, lo más exacto que pueda. Aquí nadie le juzga. Así cuida su vida.
- Puede haber un análisis de orina y una pequeña dosis de prueba antes de empezar.
- Hay quien pasa estos días en casa, con nosotros o en un hospital. Hay medicinas para las náuseas, el dolor y el sueño. El personal de enfermería hablará con usted sobre esto.

## Cuídese en estos días
- Tras unos días sin opioides su cuerpo aguanta mucho menos. Lo que antes tomaba puede matarle.
- Tenga naloxona cerca y dígale a alguien dónde está.
- Si consumió, no deje de venir. Díganos y planeamos el inicio otra vez.

Llame al 911 si alguien no despierta o no respira bien.
""",
            sources("guide", "tablets", "asam", language="es"),
        ),
    },
)

_TWO_WAYS = ReadyPage(
    "two-ways",
    {
        "en": PageWords(
            "Two ways",
            "A tablet or a monthly injection",
            """\
Naltrexone comes as a tablet and as an injection. Both need the same days without opioids first.

## The tablet
- You take it by mouth, as your doctor says. Many take one each day. Some take more of it on three days a week.
- You can stop on any day, so the block can end within a few days.
- Some people forget it. It helps when somebody you trust gives it to you.
- For opioid use disorder, experts advise the injection over the tablet for most people.

## The injection
- A nurse or doctor gives it into the muscle of the buttock, about once every 4 weeks.
- There is nothing to remember each day.
- It can't be taken out again. A side effect can last as long as the injection does.
- The block gets weaker near the end of the month. Keep the date of the next one.
- The place can hurt or itch. Call us if it gets hard, swells, blisters, turns dark or is not better in two weeks.

## If you miss one
Call us as soon as you can. Don't take extra tablets. After a gap, we first check that there are no opioids in your body. Until then your body can take much less than before, so an overdose is a real danger.

## For both
- Carry a card that says you take naltrexone. In an emergency, pain has to be treated in another way.
- Tell every doctor and dentist about it, and us before any surgery.

A nurse will talk with you about which one fits your life.
""",
            sources("guide", "tablets", "asam", language="en"),
        ),
        "es": PageWords(
            "Dos formas",
            "Una tableta o una inyección al mes",
            """\
La naltrexona viene en tableta y en inyección. Para las dos hacen falta antes los mismos días sin opioides.

## La tableta
- Se toma por la boca, como diga su médico. Muchos toman una cada día. Otros toman más, tres días a la semana.
- Se puede dejar cualquier día, y el bloqueo acaba en pocos días.
- Es posible olvidarla. Ayuda que se la dé alguien de confianza.
- Para el consumo de opioides, los expertos prefieren la inyección en la mayoría de los casos.

## La inyección
- La pone personal de enfermería o un médico, en el músculo del glúteo, cada 4 semanas más o menos.
- No hay nada que recordar cada día.
- No se puede sacar. Un efecto secundario puede durar lo que dura la inyección.
- El bloqueo baja hacia el final del mes. No pierda la fecha de la próxima.
- El lugar puede doler o picar. Llámenos si se pone duro, se hincha, tiene ampollas, se pone oscuro o no mejora en dos semanas.

## Si le falta una
Llámenos lo antes posible. No tome tabletas de más. Después de una pausa, primero vemos que no haya opioides en su cuerpo. Hasta entonces su cuerpo aguanta mucho menos. El peligro de una sobredosis es real.

## Para las dos
- Lleve una tarjeta que diga que toma naltrexona. En una emergencia, el dolor se trata de otra manera.
- Dígalo a cada médico y dentista. Avísenos antes de una operación.

El personal de enfermería hablará con usted sobre cuál va mejor con su vida.
""",
            sources("guide", "tablets", "asam", language="es"),
        ),
    },
)

_WHEN_TO_CALL = ReadyPage(
    "when-to-call",
    {
        "en": PageWords(
            "When to call us",
            "Side effects: what to tell us, and when",
            """\
Many people have mild side effects at first. Some need help at once. You can call us about any of them. No question is too small.

## Call 911 now
- Hard to breathe, slow or weak breathing, blue or gray lips.
- Can't be woken up, or very sleepy and confused.
- A swollen face, lips or tongue, or hives with trouble breathing.
- Thoughts of ending your life that you might act on. You can also call or text 988.

## Call us the same day
- Pain in the upper right of your belly that lasts some days. Dark urine. Yellow skin or eyes. These can come from the liver.
- A very low mood, or thoughts of hurting yourself.
- A new cough, or short of breath.
- The place of the injection gets hard, swells, blisters, opens or turns dark.
- Vomiting, chills, sweating and body aches soon after a dose. This can be sudden withdrawal.
- You missed a dose, or you used.

## Tell us at your next visit
- Upset stomach, headache, dizzy, tired.
- Trouble with sleep, feeling nervous.
- Pain in joints or muscles.
- You eat less than before.

See how you feel before you drive.

## Tell us at any time
- A new medicine, also one without a prescription.
- You are pregnant or want to be.
- Surgery or dental work is planned.

A nurse will talk with you about what to do. Don't stop or change a medicine because of this page.
""",
            sources("guide", "tablets", language="en"),
        ),
        "es": PageWords(
            "Cuándo llamarnos",
            "Efectos secundarios: qué decirnos y cuándo",
            """\
Al principio muchas personas tienen efectos leves. Algunas necesitan ayuda enseguida. Puede llamarnos por cualquiera. Ninguna pregunta es poca cosa.

## Llame ahora al 911
- Le cuesta respirar, respira lento o débil, labios azules o grises.
- No despierta, o tiene mucho sueño y confusión.
- La cara, los labios o la lengua se hinchan, o hay ronchas y le cuesta respirar.
- Piensa en quitarse la vida y podría hacerlo. También puede llamar al 988 y marcar 2 para español.

## Llámenos el mismo día
- Dolor arriba a la derecha del vientre por varios días. Orina oscura. Piel u ojos amarillos. Puede venir del hígado.
- Mucha tristeza o ideas de hacerse daño.
- Tos nueva o falta de aire.
- El lugar de la inyección se pone duro, se hincha, tiene ampollas, se abre o se pone oscuro.
- Vómitos, escalofríos, sudor y dolor de cuerpo poco después de una dosis. Puede ser abstinencia repentina.
- Le faltó una dosis, o consumió.

## Díganos en su próxima visita
- Malestar de estómago, dolor de cabeza, mareo, cansancio.
- Le cuesta dormir o siente nervios.
- Dolor en los músculos o en las articulaciones.
- Come menos que antes.

Vea cómo se siente antes de manejar.

## Díganos en cualquier momento
- Una medicina nueva, también sin receta.
- Hay un embarazo o lo desea.
- Tiene planeada una operación o una visita al dentista.

El personal de enfermería hablará con usted sobre qué hacer. No deje ni cambie un medicamento por lo que lea aquí.
""",
            sources("guide", "tablets", language="es"),
        ),
    },
)

PAGES = (_HOW_IT_WORKS, _FIRST_DAYS, _TWO_WAYS, _WHEN_TO_CALL)
