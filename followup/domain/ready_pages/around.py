"""Pages about what stands around the medicine: money, groups, family. For a clinician to approve."""

from followup.domain.linting.pages import PageWords
from followup.domain.ready_pages.shape import ReadyPage, sources

_PAYING = ReadyPage(
    "paying",
    {
        "en": PageWords(
            "Paying for it",
            "Cost and insurance help",
            """\
Not sure what you can pay? Ask us before you decide. Money questions are normal here.

## If you have insurance
- Many plans pay for naltrexone tablets, and many pay for the injection. Yours may ask for a form from us first.
- Call the number on the back of your card, or ask us to call with you.
- Ask three things. Is it covered? What do I pay each time? Does it need approval first?
- Letters from a plan may go to the person who holds it. Ask the plan to write to you alone, and tell us if mail at home is not safe.

## If you have Medicaid or Medicare
- Both can pay for this care. The rules differ by state and plan.
- Ask us to check for you.

## If you have no insurance
- The tablet is sold under more than one name, and most often costs much less than the injection.
- You may be able to get Medicaid at any time of the year. We can help you apply.
- Some clinics ask for less when you earn less.
- The company that makes the injection has a savings program. It is for people 18 and over who are not on a public plan. It does not pay for the visit.

## Free help to find care
- FindTreatment.gov lists places near you and what they take.
- The national helpline is 1-800-662-4357. It is free and open day and night, in English and Spanish.

Prices and programs change. Somebody from our team will go through it with you.
""",
            sources("copay", language="en"),
        ),
        "es": PageWords(
            "Cómo se paga",
            "Ayuda con el costo y el seguro",
            """\
¿No sabe cuánto puede pagar? Pregúntenos antes de decidir. Aquí es normal hablar de dinero.

## Si tiene seguro
- Muchos planes pagan las tabletas de naltrexona, y muchos pagan la inyección. El suyo puede pedirnos antes un formulario.
- Llame al número que está detrás de su tarjeta, o pida que llamemos juntos.
- Pregunte tres cosas. ¿Lo cubre? ¿Cuánto pago cada vez? ¿Hace falta permiso antes?
- Las cartas del plan pueden llegar al titular. Pida al plan que le escriba solo a usted. Díganos si el correo en casa no es seguro.

## Si tiene Medicaid o Medicare
- Los dos pueden pagar este cuidado. Las reglas cambian según el estado y el plan.
- Pídanos que lo veamos por usted.

## Si no tiene seguro
- La tableta se vende con más de un nombre. Casi siempre cuesta mucho menos que la inyección.
- Quizás pueda tener Medicaid en cualquier mes del año. Le ayudamos a pedirlo.
- Algunas clínicas cobran menos a quien gana menos.
- La empresa que hace la inyección tiene un programa de ahorro. Es para mayores de 18 años que no tienen un plan público. No paga la visita.

## Ayuda gratis para encontrar cuidado
- FindTreatment.gov muestra lugares cerca de usted y qué seguros aceptan.
- La línea nacional es 1-800-662-4357. Es gratis, de día y de noche, en inglés y español.

Los precios y los programas cambian. Alguien del equipo lo verá con usted.
""",
            sources("copay", language="es"),
        ),
    },
)

_GROUPS = ReadyPage(
    "groups",
    {
        "en": PageWords(
            "Groups",
            "Support groups",
            """\
In a support group you meet people who have been where you are. Groups are free, and you can go while you take medicine. You don't have to talk. Try more than one: each group is different.

## 12-step groups
- Narcotics Anonymous (NA) and Alcoholics Anonymous (AA) meet in most towns and online.
- Members work through twelve steps, and many have a sponsor they can call. The steps speak of a higher power, in whatever way you see it.
- Some groups are not at ease with medicine for opioid use disorder. You don't have to tell anybody what you take. If a group tells you to stop, talk to us first.

## SMART Recovery
- Meetings use tools to handle urges, thoughts and plans. There is no higher power and there are no sponsors.
- People who take prescribed medicine are welcome.
- There are meetings in person and online.

## Others
- Medication-Assisted Recovery Anonymous (MARA) is for people who take medicine for addiction.
- LifeRing and Recovery Dharma are other ways without the twelve steps, or with another view of them.
- Women for Sobriety is for women.

## How to find one
- Search for the name of the group and your town.
- Ask us. We know some of the groups near you, and can go through the list with you.

A group can be a great help. It does not take the place of your medicine or your visits here.
""",
            sources("smart", "groups", language="en"),
        ),
        "es": PageWords(
            "Grupos",
            "Grupos de apoyo",
            """\
En un grupo de apoyo hay personas que pasaron por lo mismo. Son gratis y puede ir mientras toma su medicamento. No tiene que hablar. Pruebe más de uno: cada grupo es distinto.

## Grupos de 12 pasos
- Narcóticos Anónimos (NA) y Alcohólicos Anónimos (AA) se reúnen en casi todas partes y en línea. Hay grupos en español.
- Se trabaja en doce pasos. Muchos tienen un padrino o una madrina a quien llamar. Los pasos hablan de un poder superior, como cada uno lo vea.
- Algunos grupos no están a gusto con los medicamentos para el consumo de opioides. No tiene que decir qué toma. Si un grupo le dice que lo deje, hable antes con nosotros.

## SMART Recovery
- Las reuniones enseñan cómo manejar las ganas, las ideas y los planes. No hay poder superior ni padrinos.
- Se recibe bien a quien toma un medicamento con receta.
- Hay reuniones en persona y en línea.

## Otros
- Medication-Assisted Recovery Anonymous (MARA) es para quienes toman medicamento para una adicción.
- LifeRing y Recovery Dharma son otros caminos, sin los doce pasos o con otra mirada.
- Women for Sobriety es para mujeres.

## Cómo encontrar uno
- Busque el nombre del grupo y su ciudad.
- Pregúntenos. Conocemos algunos grupos cerca de usted y podemos ver la lista juntos.

Un grupo puede ayudar mucho. No toma el lugar de su medicamento ni de sus visitas aquí.
""",
            sources("smart", "groups", language="es"),
        ),
    },
)

_FOR_FAMILIES = ReadyPage(
    "for-families",
    {
        "en": PageWords(
            "For families",
            "For family and friends",
            """\
Someone you care about takes naltrexone, or thinks about it. You can help, and you can get help too.

## What helps
- Listen first. Ask how they are, not only if they used.
- Say what you see and how you feel. Leave labels out of it.
- Notice what goes well and say so.
- Ask if they want you to come along, or to give them the tablet each day. It is their choice.
- Say what you can't do, in a calm moment, and keep to it.

## What you should know
- Naltrexone blocks opioids. When a dose is late, missed or stopped, the block ends. Then an amount from before can kill.
- Have naloxone at home. You can buy the nose spray without a prescription. We can show you how to use it.
- Somebody who used again needs care, not blame. Call us.

## Call 911 if
- they can't be woken up
- they breathe slowly, or not at all
- their lips are blue or gray

## What we can and can't tell you
We can't say if somebody gets care here unless they let us. You can always tell us what you know. We listen.

## Help for you
- Al-Anon and Nar-Anon are groups for families, free of charge.
- SMART Recovery Family & Friends has meetings too.
- CRAFT is a way to learn what to say and do. Studies found that it brings more people into care than a confrontation does. Ask us who teaches it.
- You can call us about yourself.
""",
            sources("guide", "family", "otc", language="en"),
        ),
        "es": PageWords(
            "Para la familia",
            "Para familiares y amigos",
            """\
Alguien que le importa toma naltrexona o lo está pensando. Usted puede ayudar, y también puede recibir ayuda.

## Qué ayuda
- Primero escuche. Pregunte cómo está, no solo si consumió.
- Diga lo que ve y lo que siente. Sin etiquetas.
- Vea lo que va bien y dígalo.
- Pregunte si quiere que vaya con él o ella, o que le dé la tableta cada día. Es su decisión.
- En un momento de calma, diga lo que usted no puede hacer. Y manténgalo.

## Qué debe saber
- La naltrexona bloquea los opioides. Si una dosis se atrasa, falta o se deja, el bloqueo se acaba. Entonces lo que antes tomaba puede matar.
- Tenga naloxona en casa. El aerosol para la nariz se compra sin receta. Podemos mostrarle cómo se usa.
- Quien volvió a consumir necesita cuidado, no culpa. Llámenos.

## Llame al 911 si
- no despierta
- respira lento o no respira
- tiene los labios azules o grises

## Qué podemos decirle y qué no
No podemos decir si alguien se atiende aquí, a menos que nos deje. Usted siempre puede contarnos lo que sabe. Le escuchamos.

## Ayuda para usted
- Al-Anon y Nar-Anon son grupos gratis para familias. Los hay en español.
- SMART Recovery Family & Friends también tiene reuniones.
- CRAFT es una manera de aprender qué decir y qué hacer. Según los estudios, acerca a más personas al cuidado que enfrentarlas. Pregúntenos quién lo enseña.
- Puede llamarnos para hablar de usted.
""",
            sources("guide", "family", "otc", language="es"),
        ),
    },
)

PAGES = (_PAYING, _GROUPS, _FOR_FAMILIES)
