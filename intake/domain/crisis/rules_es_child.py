"""Spanish rules: a child at risk."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, URGENT, Rule, Table
from intake.domain.crisis.words_es import LISTS

_CHILD = Table("es", "child_at_risk", LISTS, URGENT, guards="negated past hypothetical")
_CHILD_NOW = Table("es", "child_at_risk", LISTS, EMERGENCY, guards="negated past hypothetical", recent=URGENT)

CHILD: tuple[Rule, ...] = (
    *_CHILD_NOW.rules(
        child_swallowed="""
            {small} ~6 tomo|trago|comio|agarro|ingirio|metio|encontro|tomaron|comieron|probo|chupo|tragaron ~6 {drug}|jeringa|aguja|marihuana|gomitas|parche|cerveza
            {drug}|jeringa|gomitas ~4 en ~2 boca ~3 {small}
            hijo|hija ~3 de? #1 ~4 ~5 tomo|trago|comio|agarro|ingirio ~5 {drug}|gomitas|jeringa
        """,
        baby_ill="""
            bebe|recien_nacido|recien_nacida|nene|nena|beba ~6 no_despierta|no_respira|no_reacciona|azul|morado|morada|flacid*|convuls*|abstinencia|temblando|no_se_mueve
            sacudi|sacudio|sacude|tire|dejo_caer|lastime|pegue|ahogar|sacudir ~3 bebe|recien_nacido|nene|nena|beba
        """,
    ),
    *_CHILD.rules(
        child_alone="""
            {small} ~~4 {alone} !con_su|para|por_si|puedo|puede|tengo|quiero|necesito|en_linea|los|las|un|una
            {young} ~3 {alone} ~3 en_casa|en_la_casa|en_el_carro|en_la_calle|de_noche|en_la_noche|para_ir
            dejo|deja|deje|dejan|dejaron|dejando|dejar|dejaba|abandona|abandono|abandone|encierra ~2 ~2 {alone} ~3 a|con|al ~3 {young}
            dejo|deja|deje|dejan|dejaron|dejando|abandona|abandono ~2 a|al ~4 {young} ~3 {alone}|encargados_con_extranos|con_un_desconocido|para_ir|en_el_carro|en_la_calle
            nadie ~4 cuida|cuidando|cuidan|cuide|viendo ~3 a|al|los|las ~3 {small}
            {small} ~7 nadie_los|nadie_lo|nadie_la|nadie cuida|cuidando|ve|atiende
            {alone} ~3 con ~3 {small} ~9 {high_on}|consume|drogandose
            {high_on} ~5 {alone} ~3 con|cuidando ~4 {small}
            {small} ~5 encerrad*|amarrad*
        """,
        child_with_impaired="""
            {high_on}|inconsciente|dormida|dormido ~6 con|cuidando|cargando|enfrente|frente|delante|cerca|mientras|cuida|y ~6 {small} !grande|grandes|mayores
            usa|usan|consume|consumen|fuma|fuman|drogan|droga|inyecta|toma|cocina|vende|consumo|fumo|drogo|drogando|inyecto|fumando|consumiendo ~6 enfrente|frente|delante|cerca|con|junto ~4 {small} !grande|grandes
            {small} ~7 con|cerca|ven|ve|vieron|vio|entre|rodeados|rodeado ~6 {high_on}|drogas|jeringas|agujas|consumen|drogan|sobredosis|fentanilo|droga|consume|adictos|se_droga
            cuida|cuidando|cuido ~4 {small} ~7 {high_on}|consume|fuma|inyecta
            amamant*|dando_pecho|doy_pecho|le_da_pecho|lactando ~7 consum*|heroina|cristal|fentanilo|droga|drogas|tomando|fum*
            {high_on} ~5 y ~6 {small} !grande|grandes
            jeringas|jeringa|agujas|droga|fentanilo|pastillas ~7 alcance|cerca|donde|cuna|enfrente ~5 {small}|juega|juegan
        """,
        driving="""
            maneja|manejar|manejando|manejo|maneje|conduce|conducir|conduciendo|manejaba ~6 {high_on}|tomar ~9 {small}|hijo|hija|los_lleva
            maneja|manejar|manejando|manejo|conduce|conducir|conduciendo ~6 {small}|mi_hijo|mi_hija ~7 {high_on}|despues_de_tomar
            {small} ~5 carro|coche|troca|camioneta|auto ~7 {high_on}|manej*
            {high_on} ~9 recoge|lleva|llevar|recoger|llevo|recogio|trae|subio|sube|levo ~5 {small}|hijo|hija|escuela
            recoge|lleva|llevar|recoger|llevo|recogio|sube|subio ~6 {small}|escuela|mi_hijo|mi_hija ~6 {high_on}
            {young} ~4 lleva|llevo|trae|recoge|recogio|sube|pasea ~6 {high_on}
            {high_on} ~5 con ~4 {small} ~5 carro|coche|troca|camioneta|auto
        """,
        child_hurt="""
            les|le|lo|los|la {helper}*2 {hit} ~3 a|al|mis|los|sus|las ~3 {small}|mi_hijo|mi_hija|su_hijo|su_hija|nuestro_hijo|hija|hijo !mayor_de
            {hit}|toca|toco|manosea|manoseo ~3 a|al|mis|los|sus|mi|de ~2 {small}|mi_hija|mi_hijo|su_hijo|su_hija|hija|hijo
            {small} ~5 peligro|golpeado|golpeados|golpeada|abusado|abusada|maltratado|maltratados|violada|violado|abusan|maltratan|golpean|moretones|riesgo
            {small} ~5 no_ha|no_han|no_tienen|no_tiene|sin|tienen ~3 comido|comer|que_comer|comida|hambre|leche|panales
            no ~2 da|dan|dio|doy ~2 de? comer|comida|leche a ~2 {small}
            miedo|temo|preocupa ~5 por ~2 vida|seguridad ~3 {small}|hijo|hija|nieto|nieta
            miedo|puedo|voy|quiero|ganas|pensamientos ~5 lastimar|danar|hacerle_dano|matar|ahogar|hacerles_dano|pegarle|sacudir ~3 a? ~3 {small}|mi_hijo|mi_hija
            maltrato|abuso|negligencia infantil
            {small} ~4 no ~3 seguros|seguro|a_salvo|segura
            descuida|descuidando|descuido ~2 a? ~3 {small}
            le|les pegue|sacudi|golpee|lastime ~3 a ~2 {small}|mi_hijo|mi_hija
        """,
    ),
    *Table("es", "child_at_risk", LISTS, URGENT, guards="negated past hypothetical", near=12).rules(
        child_near_danger="""
            {helpless}
            && {unfit}
        """,
        child_age_named="""
            hijo|hija|nieto|nieta|sobrino|sobrina|hijastro|hijastra|primito|primita ~3 de #1-11 anos|meses
            tiene|tengo #1-12 meses|anos
            tengo #6-15 anos
            && {unfit}|me_pega|le_pega|me_golpea|solo|sola|me_pegan
            toma|se_droga|usa ~4 y ~2 me pega|golpea|grita|deja
        """,
    ),
)
