"""Spanish rules: dangerous withdrawal, alone and in pregnancy."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, URGENT, Rule, Table
from intake.domain.crisis.words_es import LISTS

_STOPPED = """
    deje|dejo|dejado|dejar|dejando|deja|dejamos ~4 {sedative}|de_golpe|de_tomar|de_beber|de_consumir|de_usar|todo|de_repente
    sin ~3 {sedative}|consumir|tomar|beber|drogarme
    paro|pare|parar|parado|paramos ~2 {sedative}|de_golpe
    desde ~2 que? no ~1 tomo|bebo|consumo|uso|toma|bebe|consume|usa
    no ~1 tengo|hay|consigo|encuentro|conseguimos ~1 {sedative}
    no ~3 dado|dan|dieron|surtido|surten|surtieron|conseguido|consigo|dieron ~2 {sedative}
    no ~2 he|ha|tomo|tome|bebo|bebi|consumo|uso|tomado|bebido|toma|consume ~3 tomado|bebido|consumido|usado|desde|hace|nada|en
    de golpe
    se|me ~2 acabo|acabaron|termino|terminaron|quede_sin|quedo_sin ~3 {sedative}
    me|se quede|quedo|quedamos sin ~2 {sedative}
    abstinencia|desintoxicacion|desintoxicando|desintoxicandome|desintoxicandose|abstinencias
    malilla|malillo|malillas|malias|mono|withdrawal|withdrawals
    ultima|ultimo vez|trago|copa|dosis|cerveza|consumo
    dias|dia|horas ~1 sin|limpio|limpia|sobrio|sobria
    cold turkey
    cortando|corto|corte|quitaron|suspendi|suspendio|suspendieron ~3 {sedative}
    tiene|llevo|lleva|tengo|van #1 dias|dia|horas|semana
    dejo|dejó|deje
"""
_STOPPED = _STOPPED.replace("dejo|dejó|deje", "por_dejar|al_dejar ~3 {sedative}")

_DANGER = """
    ataque|ataques !panico|nervios|ansiedad|de
    no ~2 se|sabe ~2 donde|quien|que_dia|como_se_llama
    habla|hablando|platica ~1 solo|sola|con_gente|con_muertos|con_las_paredes|con_personas
    cosas|gente|personas ~2 no_existen|no_estan|no_hay
    sudo|suda|sudando frio
    muero|morir|muriendo
    convulsion|convulsiones|convulsiona|convulsionando|convulsiono|convulsione|ataques|convulsionar
    alucina|alucinando|alucinaciones|alucino|alucinacion|delira|delirando|delirio|delirium
    ve|veo|viendo|oye|oyendo|oigo|escucha|escuchando|escucho|ver|oir ~2 cosas|voces|animales|gente|bichos|sombras|aranas|arañas|ratas|demonios|personas|insectos
    hay|ve|vio|veo|viendo|estan ~2 ~1 gente|personas|hombres|animales|bichos|cosas|alguien ~1 en ~1 techo|pared|paredes|cuarto|ventana|cama
    confundido|confundida|desorientado|desorientada|incoherencias|no_sabe_donde|no_me_reconoce|no_reconoce|cosas_sin_sentido
    no ~2 retener|retengo|retiene|aguanta|aguanto|aguantar|queda|detiene|tolera|tolero ~3 agua|comida|nada|estomago|liquidos
    vomita|vomitando|vomito|vomitar|vomitado ~2 todo|sangre|sin_parar|mucho|toda|cada|desde|nada
    no ~1 para|paro|puedo_parar|deja|dejo|dejar|puede_dejar|parar|puede_parar de ~1 temblar|vomitar|sudar|sacudir*
    tiemblan|tembladera|temblorina ~3 mucho|horrible|feo|todo|fuerte
    temblando|tiembla|tiemblo|temblor|temblores|temblar ~2 mucho|horrible|todo|feo|fuerte|incontrolable*|muy|bien_feo|muchisimo
    corazon|pecho ~3 acelerado|rapido|late|duele|salir|dolor|mil|taquicardia|taquicardias
    taquicardia|dolor_de_pecho|presion_alta|fiebre|calentura
    {sangre}
""".replace("    {sangre}\n", "").replace("|arañas", "")

_SIGN = """
    temblando|tiembla|tiemblo|temblor|temblores|temblar|temblorosa|temblorina|tembladera
    tiemblan|temblaban
    sudando|suda|sudo|sudores|escalofrios|sudor
    vomitando|vomita|vomito|vomitar|vomitos|basca|diarrea
    muy|bien|re|super mal|mala|malo|enfermo|enferma|grave
    sacudidas|espasmos|calambres|retorciendo|retorciendose|retuerzo
    no ~1 ha|he|puedo|puede|duerme|duermo ~1 dormido|dormir ~4 dias|noches|nada
    no aguanto|aguanta|soporto|soporta !las_ganas
    me|se|siento muero|muere|estoy_muriendo|esta_muriendo|voy_a_morir|va_a_morir|morir !ganas
    fatal|fatales|pesimo|pesima
"""

_IN_WITHDRAWAL = """
    estoy|esta|anda|ando|estamos|estan|sigue|sigo|traigo|trae|tengo|tiene|siento|teniendo|pasando|sufriendo|padeciendo|dio|pego|entrando|entre|entro|empezo|empezando|empezaron ~4 abstinencia|malilla|malillo|malilla|malias|malillas|mono|withdrawal|withdrawals|withdrawing|desintoxicandome|desintoxicandose|desintoxicacion|dopesick !miedo|anos|dudas|preguntas|meses|medio|cita
    abstinencia|malilla|mono|withdrawals|sindrome_de_abstinencia ~3 fuerte|horrible|insoportable|terrible|muy|no_aguanto|me_esta|esta_fea|feo|fea|cabron|cabrona|peor|severa|severo
    con ~2 la|el|una|mucha|puro malilla|abstinencia|sindrome_de_abstinencia|mono|malillas
    malillo|malilla|malillos|enmalillado|enmalillada
    con|sindrome ~1 de? abstinencia !de_tabaco
"""

_WITHDRAWAL = Table("es", "withdrawal", LISTS, URGENT, guards="negated past hypothetical information fear", near=30)

WITHDRAWAL: tuple[Rule, ...] = (
    *_WITHDRAWAL.rules(
        in_withdrawal=_IN_WITHDRAWAL,
        delirium="""
            delirium tremens
            delirio tremens
        """,
        naltrexone_too_soon="""
            naltrexona|vivitrol|suboxone|buprenorfina ~14 vomit*|temblando|abstinencia|mal|sudando|malilla ~0 !me_cae
            naltrexona|vivitrol ~6 antes_de_tiempo|muy_pronto|demasiado_pronto
        """,
    ),
    *Table("es", "withdrawal", LISTS, URGENT, guards="later_negated past hypothetical information fear", near=30).rules(
        stopped_and_in_danger=f"{_STOPPED} && {_DANGER}",
        stopped_and_sick=f"{_STOPPED} && {_SIGN}",
    ),
    *Table("es", "withdrawal", LISTS, EMERGENCY, guards="negated past hypothetical information fear", recent=URGENT).rules(
        seizure_now="""
            convulsionando|convulsiona|convulsiono|convulsione
            esta|estoy|teniendo|le_dio|me_dio|le_dan|me_dan|le_dieron|me_dieron|tuvo|tuve|le_estan_dando ~2 ~2 convulsion|convulsiones|convulsionando|ataque_epileptico !desde_nino|hace|de_nino|controladas
        """,
    ),
)

_PREGNANT = """
    embarazada|embarazo|encinta|prenada|embarazad*|pregnant|embarazadita|panzona
    espera|espero|esperando|esperamos un|una bebe
    meses|semanas de ~1 embarazo|gestacion|embarazada
"""
PREGNANCY = Table("es", "pregnancy_withdrawal", LISTS, URGENT, guards="past hypothetical fear", near=45).rules(
    pregnant_and_withdrawing=_PREGNANT + "&&" + _IN_WITHDRAWAL + """
        abstinencia !si|posible|despues
        de golpe
        cold turkey
        deje|dejo|dejando|dejado ~4 {sedative}|sola|de_repente
        dejar|parar|desintoxic* ~5 sola|de_un_jalon|en_seco|de_golpe|hoy|ya|por_mi_cuenta|de_repente|de_un_dia|en_casa
        se|me ~2 acabo|acabaron|termino|quede_sin|quedo_sin ~3 {sedative}
        sin ~2 metadona|suboxone|consumir|heroina|dosis|mi_medicina|buprenorfina|mi_dosis|usar|fentanilo
        no ~3 dado|dan|dieron|surtido|surten|conseguido|consigo ~2 metadona|suboxone|medicina|dosis|buprenorfina
        no ~2 he|ha|tomo|tomado|consumido ~3 consumido|usado|tomado|metadona|suboxone|dosis
        temblando|vomitando|sudando|convuls*|temblores|escalofrios ~12 {sedative}|droga
        {sedative} ~12 temblando|vomitando|sudando|temblores|escalofrios|sangrando|calambres|contracciones
        ultima|ultimo dosis|consumo
        me|le quito|quitaron|suspendieron|negaron|corrieron ~4 metadona|suboxone|medicina|clinica|dosis
    """,
    using_and_stopping=_PREGNANT + "&&" + """
        uso|usa|usando|consumo|consume|consumiendo|adicta|inyecto|inyecta|inyectando|enganchada|fumo|fuma|metiendo|recai|recayo ~4 heroina|fentanilo|opioides|pastillas|chiva|percocet|xanax|droga|drogas
        && dejar|dejarlo|dejarla|parar|desintox*|abstinencia
    """,
)
