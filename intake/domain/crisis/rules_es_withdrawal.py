"""Spanish rules: dangerous withdrawal, alone and in pregnancy."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, URGENT, Rule, Table
from intake.domain.crisis.words_es import LISTS

_STOPPED = """
    deje|dejo|dejado|dejar|dejando|deja|dejamos ~5 {sedative}|de_golpe|de_tomar|de_beber|de_consumir|de_usar|todo|de_repente
    sin ~4 {sedative}|consumir|tomar|beber|drogarme
    paro|pare|parar|parado|paramos ~3 {sedative}|de_golpe
    desde ~3 que? no ~2 tomo|bebo|consumo|uso|toma|bebe|consume|usa
    no ~2 tengo|hay|consigo|encuentro|conseguimos ~2 {sedative}
    no ~4 dado|dan|dieron|surtido|surten|surtieron|conseguido|consigo|dieron ~3 {sedative}
    no ~3 he|ha|tomo|tome|bebo|bebi|consumo|uso|tomado|bebido|toma|consume ~4 tomado|bebido|consumido|usado|desde|hace|nada|en
    de golpe
    se|me ~3 acabo|acabaron|termino|terminaron|quede_sin|quedo_sin ~4 {sedative}
    me|se quede|quedo|quedamos sin ~3 {sedative}
    abstinencia|desintoxicacion|desintoxicando|desintoxicandome|desintoxicandose|abstinencias
    malilla|malillo|malillas|malias|mono|withdrawal|withdrawals
    ultima|ultimo vez|trago|copa|dosis|cerveza|consumo
    dias|dia|horas ~2 sin|limpio|limpia|sobrio|sobria
    cold turkey
    cortando|corto|corte|quitaron|suspendi|suspendio|suspendieron ~4 {sedative}
    tiene|llevo|lleva|tengo|van #1 dias|dia|horas|semana
    por_dejar|al_dejar ~4 {sedative}
"""

_DANGER = """
    ataque|ataques !panico|nervios|ansiedad|de
    no ~3 se|sabe ~3 donde|quien|que_dia|como_se_llama
    habla|hablando|platica ~2 solo|sola|con_gente|con_muertos|con_las_paredes|con_personas
    cosas|gente|personas ~3 no_existen|no_estan|no_hay
    sudo|suda|sudando frio
    muero|morir|muriendo
    convulsion|convulsiones|convulsiona|convulsionando|convulsiono|convulsione|ataques|convulsionar
    alucina|alucinando|alucinaciones|alucino|alucinacion|delira|delirando|delirio|delirium
    ve|veo|viendo|oye|oyendo|oigo|escucha|escuchando|escucho|ver|oir ~3 cosas|voces|animales|gente|bichos|sombras|aranas|ratas|demonios|personas|insectos
    hay|ve|vio|veo|viendo|estan ~3 ~2 gente|personas|hombres|animales|bichos|cosas|alguien ~2 en ~2 techo|pared|paredes|cuarto|ventana|cama
    confundido|confundida|desorientado|desorientada|incoherencias|no_sabe_donde|no_me_reconoce|no_reconoce|cosas_sin_sentido
    no ~3 retener|retengo|retiene|aguanta|aguanto|aguantar|queda|detiene|tolera|tolero ~4 agua|comida|nada|estomago|liquidos
    vomita|vomitando|vomito|vomitar|vomitado ~3 todo|sangre|sin_parar|mucho|toda|cada|desde|nada
    no ~2 para|paro|puedo_parar|deja|dejo|dejar|puede_dejar|parar|puede_parar de ~2 temblar|vomitar|sudar|sacudir*
    tiemblan|tembladera|temblorina ~4 mucho|horrible|feo|todo|fuerte
    temblando|tiembla|tiemblo|temblor|temblores|temblar ~3 mucho|horrible|todo|feo|fuerte|incontrolable*|muy|bien_feo|muchisimo
    corazon|pecho ~4 acelerado|rapido|late|duele|salir|dolor|mil|taquicardia|taquicardias
    taquicardia|dolor_de_pecho|presion_alta|fiebre|calentura
"""

_SIGN = """
    temblando|tiembla|tiemblo|temblor|temblores|temblar|temblorosa|temblorina|tembladera
    tiemblan|temblaban
    sudando|suda|sudo|sudores|escalofrios|sudor
    vomitando|vomita|vomito|vomitar|vomitos|basca|diarrea
    muy|bien|re|super mal|mala|malo|enfermo|enferma|grave
    sacudidas|espasmos|calambres|retorciendo|retorciendose|retuerzo
    no ~2 ha|he|puedo|puede|duerme|duermo ~2 dormido|dormir ~5 dias|noches|nada
    no aguanto|aguanta|soporto|soporta !las_ganas
    me|se|siento muero|muere|estoy_muriendo|esta_muriendo|voy_a_morir|va_a_morir|morir !ganas
    fatal|fatales|pesimo|pesima
"""

_IN_WITHDRAWAL = """
    estoy|esta|anda|ando|estamos|estan|sigue|sigo|traigo|trae|tengo|tiene|siento|teniendo|pasando|sufriendo|padeciendo|dio|pego|entrando|entre|entro|empezo|empezando|empezaron ~5 abstinencia|malilla|malillo|malilla|malias|malillas|mono|withdrawal|withdrawals|withdrawing|desintoxicandome|desintoxicandose|desintoxicacion|dopesick !miedo|anos|dudas|preguntas|meses|medio|cita
    abstinencia|malilla|mono|withdrawals|sindrome_de_abstinencia ~4 fuerte|horrible|insoportable|terrible|muy|no_aguanto|me_esta|esta_fea|feo|fea|cabron|cabrona|peor|severa|severo
    con ~3 la|el|una|mucha|puro malilla|abstinencia|sindrome_de_abstinencia|mono|malillas
    malillo|malilla|malillos|enmalillado|enmalillada
    con|sindrome ~2 de? abstinencia !de_tabaco
"""

_WITHDRAWAL = Table("es", "withdrawal", LISTS, URGENT, guards="negated past hypothetical information fear resolved", near=30)

WITHDRAWAL: tuple[Rule, ...] = (
    *_WITHDRAWAL.rules(
        in_withdrawal=_IN_WITHDRAWAL,
        delirium="""
            delirium tremens
            delirio tremens
        """,
        naltrexone_too_soon="""
            naltrexona|vivitrol|suboxone|buprenorfina ~14 vomit*|temblando|abstinencia|mal|sudando|malilla ~0 !me_cae
            naltrexona|vivitrol ~7 antes_de_tiempo|muy_pronto|demasiado_pronto
        """,
    ),
    *Table("es", "withdrawal", LISTS, URGENT, guards="later_negated past hypothetical information fear resolved", near=30).rules(
        stopped_and_in_danger=f"{_STOPPED} && {_DANGER}",
        stopped_and_sick=f"{_STOPPED} && {_SIGN}",
    ),
    *Table("es", "withdrawal", LISTS, EMERGENCY, guards="negated past hypothetical information fear resolved", recent=URGENT).rules(
        seizure_now="""
            convulsionando|convulsiona|convulsiono|convulsione
            esta|estoy|teniendo|le_dio|me_dio|le_dan|me_dan|le_dieron|me_dieron|tuvo|tuve|le_estan_dando ~3 ~3 convulsion|convulsiones|convulsionando|ataque_epileptico !desde_nino|hace|de_nino|controladas
        """,
    ),
)

_PREGNANT = """
    embarazada|embarazo|encinta|prenada|embarazad*|pregnant|embarazadita|panzona
    espera|espero|esperando|esperamos un|una bebe
    meses|semanas de ~2 embarazo|gestacion|embarazada
"""
PREGNANCY = Table("es", "pregnancy_withdrawal", LISTS, URGENT, guards="past hypothetical fear", near=45).rules(
    pregnant_and_withdrawing=_PREGNANT
    + "&&"
    + _IN_WITHDRAWAL
    + """
        abstinencia !si|posible|despues
        de golpe
        cold turkey
        deje|dejo|dejando|dejado ~5 {sedative}|sola|de_repente
        dejar|parar|desintoxic* ~6 sola|de_un_jalon|en_seco|de_golpe|hoy|ya|por_mi_cuenta|de_repente|de_un_dia|en_casa
        se|me ~3 acabo|acabaron|termino|quede_sin|quedo_sin ~4 {sedative}
        sin ~3 metadona|suboxone|consumir|heroina|dosis|mi_medicina|buprenorfina|mi_dosis|usar|fentanilo
        no ~4 dado|dan|dieron|surtido|surten|conseguido|consigo ~3 metadona|suboxone|medicina|dosis|buprenorfina
        no ~3 he|ha|tomo|tomado|consumido ~4 consumido|usado|tomado|metadona|suboxone|dosis
        temblando|vomitando|sudando|convuls*|temblores|escalofrios ~12 {sedative}|droga
        {sedative} ~12 temblando|vomitando|sudando|temblores|escalofrios|sangrando|calambres|contracciones
        ultima|ultimo dosis|consumo
        me|le quito|quitaron|suspendieron|negaron|corrieron ~5 metadona|suboxone|medicina|clinica|dosis
    """,
    using_and_stopping=_PREGNANT
    + "&&"
    + """
        uso|usa|usando|consumo|consume|consumiendo|adicta|inyecto|inyecta|inyectando|enganchada|fumo|fuma|metiendo|recai|recayo ~5 heroina|fentanilo|opioides|pastillas|chiva|percocet|xanax|droga|drogas
        && dejar|dejarlo|dejarla|parar|desintox*|abstinencia
    """,
)
