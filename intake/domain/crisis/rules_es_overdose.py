"""Spanish rules: overdose."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, URGENT, Rule, Table
from intake.domain.crisis.words_es import LISTS

_OVERDOSE = Table("es", "overdose", LISTS, URGENT, guards="negated past hypothetical grief fear", now=EMERGENCY)
_SIGN = Table("es", "overdose", LISTS, EMERGENCY, guards="negated past hypothetical information", recent=URGENT)
_SIGN_WITH_NO = Table("es", "overdose", LISTS, EMERGENCY, guards="past hypothetical information", recent=URGENT)

OVERDOSE: tuple[Rule, ...] = (
    *_OVERDOSE.rules(
        overdosed="""
            tuvo|tuve|sufrio|sufri|tenido|dio|paso|sobrevivio|sobrevivi|hizo|hubo ~4 sobredosis
            sobredosis otra_vez|de_nuevo
            lleva|llevo|van #1 sobredosis
            hospital|urgencias|emergencias|internado|internada|internaron|ambulancia|sala|alta|uci ~6 sobredosis
            casi se|lo|la|los|le ~3 va|muere|nos_va|murio|perdemos|perdi|perdimos|fue|me_muere|nos_muere|nos_murio ~5 fentanilo|heroina|droga|drogas|pastillas|sobredosis|consumir|opioides
            paramedicos|ambulancia|doctores|bomberos|enfermeros|medicos ~4 revivi*|reanimar*|salvaron|resucit*|regres*
            casi|otra|segunda|tercera sobredosis
            narcan|naloxona ~5 revivio|desperto|salvo|no_funciona|no_reacciona|volvio
            poner|pusimos|puse|pusieron|dieron|di|dimos|aplicar|aplicaron|aplique|aplicamos|pusimos|echaron|inyectaron|administraron ~4 narcan|naloxona
            revivir*|revivio|revivieron|revivimos|reanimar* ~5 narcan|naloxona|paramedicos|ambulancia|hermano|hijo|esposo|novio|amigo|a
        """,
    ),
    *Table("es", "overdose", LISTS, EMERGENCY, guards="negated past hypothetical grief fear", recent=URGENT).rules(
        overdosing_now="""
            esta|estoy|estan|creo|parece|tiene|tengo|teniendo|sufriendo|acaba_de ~5 sobredosis !miedo|hace
            sobredosis ~3 ahora|ahorita|ayuda|ayudenme|auxilio|en_este_momento|que_hago
            necesito|necesitamos|urge|donde|traigan|consigo ~4 narcan|naloxona ~3 ya|ahora|ahorita|urgente|rapido
            se|me|esta|estoy ~3 sobredosific*|sobredosando|overdosed|overdosing|overdose
            se|me paso|pase|pasaron con|de|en ~2 {drug}|dosis|fenta|coca
            se paso de dosis|droga|heroina
            se|me le? ~2 paso|paso la mano con
        """,
    ),
    *_SIGN.rules(
        took_too_much="""
            creo ~3 tome|tomo demasiad*|mucho|de_mas|de_la_cuenta_de
            me|se ~3 tome|tomo|trague|trago|inyecte|inyecto|meti|metio|comio|comi|echo|eche|tomado|tragado|empujo ~3 muchas|demasiadas|muchos|demasiado|demasiada|mucha|un_chingo|bastantes|puno|punado|monton|bonche|todas|todo|todos|un_frasco|el_frasco|frasco|bote|caja|blister ~4 {drug}|frasco|bote|entero|completo|$
            {person} ~2 tomo ~3 demasiadas|demasiado|muchas ~3 {pills}
            tome ~3 demasiadas|demasiado|muchas ~3 {pills}|fentanilo|heroina !alergia|de_nino|para_la
            tome|tomo|trague|trago|tomado|tragado|ingirio|ingeri|tomamos ~4 demasiadas|demasiado|puno|punado|monton|frasco|bote|caja|bonche|montonal|blister|todo ~5 {pills}|fentanilo|heroina|entero|completo !alergia|de_nino|para_la
            tome|tomo|trague|trago|tomado|tragado|ingirio|comio ~4 #8 ~3 {pills}
            sobredosis de pastillas|tylenol
            tomo|tome|bebio|bebi|ingirio|trago ~2 cloro|veneno|raticida|acido|thinner|anticongelante
            fumo|inyecto|inhalo|metio|uso|consumio|probo ~5 adulterad*|fentanilo_y|mala|trancazo
        """,
        blue_or_limp="""
            se ~2 esta|estaba? ~2 ahogando|asfixiando|apagando
            helado|helada|frio|fria ~5 no ~2 responde|respira|reacciona|mueve|despierta
            labios|cara|unas|boca|dedos|piel ~4 morad*|azul*|grises|gris|palid*|blanc*
            morado|morada|azul|azulado|gris|palido_y ~2 labios|cara|respir*|reacciona|frio|fria
            poniendo|pone|puso|esta|quedo|volviendo|volvio|pusieron ~2 ~2 morado|morada|azul|azulado|gris|tieso|tiesa
            inconsciente|desmayado|desmayada|desvanecido|desvanecida
            se desmayo|desvanecio|desplomo !cuando_era|en_la_escuela
            espuma ~4 boca
            ojos ~4 blanco|volteados|voltearon|atras|vueltos
            aguja|jeringa ~4 en ~2 brazo|al_lado|puesta|colgando
            encontr* ~5 tirado|tirada|inconsciente|piso|desmayado|desmayada|morado|morada|frio|fria
            tirado|tirada ~4 piso|suelo|bano ~9 respir*|reacciona|despierta|aguja|jeringa|morad*|mueve|responde
            ahogando|ahoga|ahogandose|atragantando con ~2 vomito
            ronca|roncando|ronquido|ronquidos ~4 raro|feo|extrano|fuerte_y|gorgoteo|rara
            respira|respirando|respiracion|respiraba ~4 apenas|poquito|despacio|lento|muy_poco|mal|raro|lenta|con_dificultad|dificultad|poco|despacito|feo|lentamente
            apenas|casi_no|dificultad_para|batalla_para|le_cuesta ~2 respira|respirar|puede_respirar|esta_respirando
            sin respirar|pulso|signos_vitales|reaccionar
            dejo de respirar
            paro respiratorio|cardiaco
            se esta muriendo !de|por|poco
            esta|parece|quedo como muerto|muerta
            se me esta muriendo|yendo
            se nos muere|esta_muriendo
        """,
    ),
    *_SIGN_WITH_NO.rules(
        not_breathing="""
            no {adverb}*3 ~2 respira|respiraba|esta_respirando|puede_respirar|respirar|respiro|respirando !bien_de_noche|por_la_nariz
            casi|apenas ~2 respira|respirando
            no ~3 tiene|encuentro|siento|sentimos|hay ~2 pulso
            no {adverb}*3 ~2 despierta|reacciona|responde|despertaba|reaccionaba|reaccionar|despertar|se_despierta|se_mueve|vuelve_en_si|contesta_esta_tirado|abre_los_ojos|se_levanta_del_piso|despierte|reaccione|despertarlo|despertarla|despertarse !temprano|para|a_tiempo|al|mensajes|a_mis|los|mis|en_las|bien|a_las|el_telefono|nunca|antes|con_la|de_la
            no puedo|podemos|logro|logramos|pude|pudimos|consigo ~2 despertar|despertarlo|despertarla|reanimarlo|reanimarla|reanimar|revivirlo !temprano|en|por|para|a_tiempo|las
            no lo|la puedo|podemos|pude|logro despertar|revivir|reanimar
        """,
    ),
    *Table("es", "overdose", LISTS, EMERGENCY, guards="past hypothetical information fear", near=18, recent=URGENT).rules(
        used_and_ill="""
            tomo|tome|trago|trague|inyecto|inyecte|metio|meti|fumo|fume|uso|use|consumio|consumi|inhalo|mezclo|mezcle|aspiro|probo|comio ~6 {drug}|algo|eso|una_linea|tranquilizantes
            se drogo|inyecto|pico
            me inyecte|drogue|pique
            esta|ando|anda bien|muy? drogado|drogada|high
            mezcle|mezclo
            && no {adverb}*2 ~3 responde|contesta|despierta|mueve|habla|reacciona|reaccionando|levanta|levantar|wakea|wakes|siento|respira|puedo_respirar|puede_respirar|abre|puedo_moverme|puede_hablar|me_hace_caso
            palido|palida|helado|helada|frio|fria|morado|morada|azul|tieso|tiesa|sudando_frio
            ahogando|ahoga|convuls*|temblando|vomitando|espuma|babeando|desmay*|desvanec*
            pecho|corazon ~4 duele|dolor|rapido|lento|acelerado|fuerte|parar|explotar
            me|se ~2 siento|siente|estoy|esta ~2 desmay*|muy_mal|muriendo|rara|raro|mareado|mareada|yendo
            me|se ~2 muero|muere|apago|apaga
            tirado|tirada|inconsciente|desmayado|desmayada
            respira|respirar ~3 raro|lento|mal|apenas|poco|feo
        """,
    ),
    *Table("es", "overdose", LISTS, URGENT, guards="undated negated past hypothetical information fear grief").rules(
        dated_overdose="sobredosis"
    ),
)
