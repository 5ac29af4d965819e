"""Spanish rules: a child at risk."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, URGENT, Rule, Table
from intake.domain.crisis.words_es import LISTS

_CHILD = Table("es", "child_at_risk", LISTS, URGENT, guards="negated past hypothetical")
_CHILD_NOW = Table("es", "child_at_risk", LISTS, EMERGENCY, guards="negated past hypothetical", recent=URGENT)

CHILD: tuple[Rule, ...] = (
    *_CHILD_NOW.rules(
        child_swallowed="""
            {small} ~5 tomo|trago|comio|agarro|ingirio|metio|encontro|tomaron|comieron|probo|chupo|tragaron ~5 {drug}|jeringa|aguja|marihuana|gomitas|parche|cerveza
            {drug}|jeringa|gomitas ~3 en ~1 boca ~2 {small}
            hijo|hija ~2 de? #1 ~3 ~4 tomo|trago|comio|agarro|ingirio ~4 {drug}|gomitas|jeringa
        """,
        baby_ill="""
            bebe|recien_nacido|recien_nacida|nene|nena|beba ~5 no_despierta|no_respira|no_reacciona|azul|morado|morada|flacid*|convuls*|abstinencia|temblando|no_se_mueve
            sacudi|sacudio|sacude|tire|dejo_caer|lastime|pegue|ahogar|sacudir ~2 bebe|recien_nacido|nene|nena|beba
        """,
    ),
    *_CHILD.rules(
        child_alone="""
            {small} ~4 {alone} !con_su|para|por_si
            {young} ~2 {alone} ~2 en_casa|en_la_casa|en_el_carro|en_la_calle|de_noche|en_la_noche|para_ir
            dejo|deja|deje|dejan|dejaron|dejando|dejar|dejaba|abandona|abandono|abandone|encierra ~1 ~1 {alone} ~2 a|con|al ~2 {young}
            dejo|deja|deje|dejan|dejaron|dejando|abandona|abandono ~1 a|al ~3 {young} ~2 {alone}|encargados_con_extranos|con_un_desconocido|para_ir|en_el_carro|en_la_calle
            nadie ~3 cuida|cuidando|cuidan|cuide|viendo ~2 a|al|los|las ~2 {small}
            {small} ~6 nadie_los|nadie_lo|nadie_la|nadie cuida|cuidando|ve|atiende
            {alone} ~2 con ~2 {small} ~8 {high_on}|consume|drogandose
            {high_on} ~4 {alone} ~2 con|cuidando ~3 {small}
            {small} ~4 encerrad*|amarrad*
        """,
        child_with_impaired="""
            {high_on}|inconsciente|dormida|dormido ~5 con|cuidando|cargando|enfrente|frente|delante|cerca|mientras|cuida|y ~5 {small} !grande|grandes|mayores
            usa|usan|consume|consumen|fuma|fuman|drogan|droga|inyecta|toma|cocina|vende|consumo|fumo|drogo|drogando|inyecto|fumando|consumiendo ~5 enfrente|frente|delante|cerca|con|junto ~3 {small} !grande|grandes
            {small} ~6 con|cerca|ven|ve|vieron|vio|entre|rodeados|rodeado ~5 {high_on}|drogas|jeringas|agujas|consumen|drogan|sobredosis|fentanilo|droga|consume|adictos|se_droga
            cuida|cuidando|cuido ~3 {small} ~6 {high_on}|consume|fuma|inyecta
            amamant*|dando_pecho|doy_pecho|le_da_pecho|lactando ~6 consum*|heroina|cristal|fentanilo|droga|drogas|tomando|fum*
            {high_on} ~4 y ~5 {small} !grande|grandes
            jeringas|jeringa|agujas|droga|fentanilo|pastillas ~6 alcance|cerca|donde|cuna|enfrente ~4 {small}|juega|juegan
        """,
        driving="""
            maneja|manejar|manejando|manejo|maneje|conduce|conducir|conduciendo|manejaba ~5 {high_on}|tomar ~8 {small}|hijo|hija|los_lleva
            maneja|manejar|manejando|manejo|conduce|conducir|conduciendo ~5 {small}|mi_hijo|mi_hija ~6 {high_on}|despues_de_tomar
            {small} ~4 carro|coche|troca|camioneta|auto ~6 {high_on}|manej*
            {high_on} ~8 recoge|lleva|llevar|recoger|llevo|recogio|trae|subio|sube|levo ~4 {small}|hijo|hija|escuela
            recoge|lleva|llevar|recoger|llevo|recogio|sube|subio ~5 {small}|escuela|mi_hijo|mi_hija ~5 {high_on}
            {high_on} ~4 con ~3 {small} ~4 carro|coche|troca|camioneta|auto
        """,
        child_hurt="""
            les|le|lo|los|la {helper}*2 {hit} ~2 a|al|mis|los|sus|las ~2 {small}|mi_hijo|mi_hija|su_hijo|su_hija|nuestro_hijo|hija|hijo !mayor_de
            {hit}|toca|toco|manosea|manoseo ~2 a|al|mis|los|sus|mi|de ~1 {small}|mi_hija|mi_hijo|su_hijo|su_hija|hija|hijo
            {small} ~4 peligro|golpeado|golpeados|golpeada|abusado|abusada|maltratado|maltratados|violada|violado|abusan|maltratan|golpean|moretones|riesgo
            {small} ~4 no_ha|no_han|no_tienen|no_tiene|sin|tienen ~2 comido|comer|que_comer|comida|hambre|leche|panales
            no ~1 da|dan|dio|doy ~1 de? comer|comida|leche a ~1 {small}
            miedo|temo|preocupa ~4 por ~1 vida|seguridad ~2 {small}|hijo|hija|nieto|nieta
            miedo|puedo|voy|quiero|ganas|pensamientos ~4 lastimar|danar|hacerle_dano|matar|ahogar|hacerles_dano|pegarle|sacudir ~2 a? ~2 {small}|mi_hijo|mi_hija
            maltrato|abuso|negligencia infantil
            {small} ~3 no ~2 seguros|seguro|a_salvo|segura
            descuida|descuidando|descuido ~1 a? ~2 {small}
            le|les pegue|sacudi|golpee|lastime ~2 a ~1 {small}|mi_hijo|mi_hija
        """,
    ),
    *Table("es", "child_at_risk", LISTS, URGENT, guards="negated past hypothetical", near=12).rules(
        child_near_danger="""
            {helpless}
            && {unfit}
        """,
        child_age_named="""
            hijo|hija|nieto|nieta|sobrino|sobrina|hijastro|hijastra|primito|primita ~2 de #1-11 anos|meses
            tiene|tengo #1-12 meses|anos
            tengo #6-15 anos
            && {unfit}|me_pega|le_pega|me_golpea|solo|sola|me_pegan
            toma|se_droga|usa ~3 y ~1 me pega|golpea|grita|deja
        """,
    ),
)
