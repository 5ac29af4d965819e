"""Spanish rules: violence."""

from __future__ import annotations

from intake.domain.crisis.rule import URGENT, Rule, Table
from intake.domain.crisis.words_es import LISTS

_VIOLENCE = Table("es", "violence", LISTS, URGENT, guards="negated past hypothetical")

VIOLENCE: tuple[Rule, ...] = (
    *_VIOLENCE.rules(
        hits_me="""
            me|nos {helper}*3 {hit} !duro_la|la_noticia|el_sol|la_gripe|una_gripe|mi_jefe_gritando|el_vicio|la_costumbre|de_ganas|la_atencion|la_espalda|al_alcohol|la_mano_para
            {person} ~2 le|la|lo|les {helper}*2 {hit} ~2 a ~2 mi|su|mama|hermana|hermano|papa|abuela|esposa|hija|cunada
            le|la|les {helper}*2 {hit} ~2 a mi|su mama|hermana|madre|papa|hija|abuela|hermano|cunada|esposa|mujer|padre
            {person} {helper}*3 {hit} ~2 a_mi|a_su|a_todos|a_su_mama
            me dio|da|puso|metio|pego|dieron|pegaron|puso ~3 golpe|golpes|golpiza|cachetada|cachetadas|patadas|patada|punetazo|paliza|trancazos|madriza|chinga|bofetada
            me|nos trato|quiso|intento|quiere|queria ~3 matar|ahorcar|golpear|pegar|violar|estrangular|apunalar|lastimar|quemar|asfixiar
            violencia domestica|intrafamiliar|familiar|en_casa|en_mi_casa
            maltrato|maltratos|golpes|abuso de ~2 mi|parte|esposo|pareja|novio|marido
            {person} ~4 pone|pone_muy|vuelve|volvio|puso|muy|es ~2 violento|violenta|agresivo|agresiva
            moreton|moretones|moretes ~7 golp*|pego|esposo|novio|cuello|cara|brazos|pareja
            me|nos ~2 violo|violaron|golpearon|apunalaron|asalto_mi
            me|nos|le|la ~2 {wound} ~3 el|la|las|los|mi|un|una|contra|en|de {body}|brazo|pared|piso|suelo|diente|costilla|hueso|puerta|escaleras|contra
            agarra|agarro|agarraba|agarran|dio|da|daba|muele|molio ~5 a|de|con {blows}
            me|nos avento|avienta|aventaba|arrojo|tiro|lanza|tira ~4 cosas|botella|botellas|plato|platos|silla|objetos|escaleras|piedras|contra|al_piso|al_suelo
            fui|fue|soy|siendo|sido ~2 golpead*|violad*|abusad*|agredid*|maltratad*|amenazad*|apunalad* !de_nino|de_nina|cuando
            relacion|matrimonio|pareja|hogar abusiv*|violent*|de_abuso|de_maltrato
            me golpea|golpeo|pega|pego|ahorco|ahorca|empujo|avento|jalo|arrastro|madreo
            me obliga|obligan|forza|fuerza|vende ~3 a ~4 acostar*|prostitu*|sexo|consumir|drogar*|inyectar*|tener
            golpea|pega|maltrata|abusa ~2 de? ~2 mi|nosotros|mi_mama|mi_hermana
            {hit} ~2 a mi|su mama|hermana|madre|papa|abuela|hermano|esposa|abuelo
        """,
        threatens="""
            me|nos|la|le|lo {helper}*2 amenaza|amenazo|amenazado|amenazan|amenazando|amenazaron|amenazaba !con_dejarme|con_irse|con_divorciarse|con_quitarme|con_correrme|con_demandarme|con_denunciarme|con_despedirme|con_demandar|con_llevarse
            amenaza|amenazo|amenazan|amenazando|amenazado ~3 con|de ~2 matar*|golpear*|quemar*|hacerme|lastimar*|disparar*|pegar*|muerte|{weapon}
            amenazas|amenazada|amenazado ~4 muerte|matar*|mi_ex|mi_esposo|pareja|novio|contra
            me|nos va|van|iba|voy|quiere|quieren ~2 a? matar|golpear|pegar|lastimar|hacer_dano|quemar|disparar|madrear|partir !de|el|la_curiosidad|de_hambre|esta|este
            me|nos tiene|tienen ~2 amenazad*|aterrad*|atemorizad*|encerrad*|golpead*|secuestrad*
            y|si|dice|que|encuentra|entera ~4 me|nos mata|matan $
            me mata a|el|un|y|con golpes|dia|mis
            me|nos ~2 desaparece|desaparecen|entierra|quiebra|quiebran|descuartiza|acaba_a_golpes
            {person} ~5 la|lo|los|las|les {hit} !mucho_la
            la|lo|le|me tiene drogad*|secuestrad*|encerrad*|amarrad*
            me|nos mata|matan|matara|mate|golpea|pega ~2 si|cuando|porque|mi_esposo|mi_marido
            quiere|quieren|intento|trato|intenta|dice|dijo|jura|juro ~5 matarme|matarnos|golpearme|pegarme|ahorcarme|lastimarme|lastimarnos|violarme
            miedo|temo|terror|panico ~7 me|nos mate|maten|golpee|pegue|haga_algo|haga_dano|lastime|encuentre|busque|viole|agarre
            miedo|temo|terror|panico ~4 {strike}
            miedo ~2 de|a mi|el esposo|marido|novio|pareja|ex|padrastro|papa|hijo !de_que_recaiga|recaiga
            miedo|terror|panico|pavor|temblando ~4 llegue|regrese|venga|vuelva|salga|aparezca|enoje|beba|tome !a_recaer ~7 borracho|drogado|violento|casa|y_me|golpe*|loco|enojado|tomado|pegar*|otra_vez
            le|les tengo ~2 miedo|pavor|terror ~2 a mi|su|el ~2 esposo|marido|novio|pareja|ex|padrastro|papa|hijo|hermano
            miedo ~2 por|de mi vida
            temo|temen|temer|teme por ~2 mi|nuestra|su vida|seguridad|vidas
            debo|debe|deuda ~9 matar*|matan|golpear|amenaz*|partir
            los|nos|me va a matar a todos|mis_hijos
        """,
        not_safe="""
            no ~3 segura|seguro|seguras|seguros|salvo|a_salvo ~3 en|con|aqui|mi ~3 casa|aqui|el|esposo|pareja|mi|novio
            no ~3 me_siento|estoy|estamos|sentimos ~2 segura|seguro|a_salvo|seguros !de|que|si
            peligro ~3 en|con|mi|aqui|por ~3 casa|vida|esposo|pareja|el|hijo ~0
            estoy|estamos|corro|corremos|mi_vida ~3 en peligro !de_recaer|recaer|perder
            miedo ~3 de|a|en ~2 regresar|volver|estar|ir|vivir|llegar|entrar ~2 a|en|con ~2 casa|mi|el
            escondida|escondido|escondidos|encerrada|encerrado|encerre|escondi|escondidas|me_escondi ~4 en|de|dentro|porque ~3 bano|closet|cuarto|el|carro|esposo|mi|casa|recamara
            no me|nos deja|dejan ~2 salir|ir|hablar_con|usar_el_telefono|irme|salirme
            me|nos ~2 tiene|tienen|dejo|encerro|encierra|tenia encerrada|encerrado|encerrados|amarrada|secuestrada|con_llave|a_la_fuerza|bajo_llave
            me encerro|encierra|amarro|secuestro|persigue|acosa|sigue_a_todos|acecha
            afuera|puerta|ventana ~5 golpeando|tratando|pateando|queriendo|rompiendo|tumbar|tumbando ~5 entrar|puerta|matar*|ventana
            huir|escapar|escape|hui|escaparme|salirme ~3 de ~2 mi? el|esposo|marido|novio|pareja|abusador|violento|padrastro|casa_porque
            necesito|quiero ~4 refugio
            orden de? restriccion|alejamiento ~9 viol*|vino|llego|otra_vez|no_respeta
        """,
        weapon="""
            me|nos|le ~3 apunto|apunta|saco|saca|puso|pone|amenazo|amenaza|corretea|correteo|aventaron|avento|ataco|persiguio ~4 {weapon}
            {person} ~4 tiene|trae|trajo|agarro|saco|compro|carga|anda_con|tenia ~3 {weapon} !permiso|de_juguete|guardada_para_cazar
            con un|una {weapon}
            {weapon} ~3 en|a|al|contra ~3 mi|cuello|cabeza|cara|garganta|nosotros
            a punta de {weapon}
            disparo|balazos|balazo|tiros ~4 a|contra|en ~2 mi|casa|nosotros
        """,
        hurt_others="""
            <!me|se|te|nos {want}|ganas|miedo|puedo|pueda|capaz ~5 lastimar|matar|golpear|herir|apunalar|acuchillar|disparar|hacer_dano|hacerle_dano|pegar|pegarle|matarlo|matarla|golpearlo|golpearla|lastimarlo|lastimarla|hacerle_algo|atacar|matarlos|ahorcarlo|estrangular*|quemar ~2 a_alguien|a_otros|a_mi|a_su|a_todos|a_una|a_un|a_los|a_la_gente|a_la_persona|gente|alguien|a_otra|esposa|mi|su|a_ese|los_demas|al|$
            voy|va|vamos|van a matar|matarlo|matarla|golpear|apunalar|lastimarlo|matarlos|quemar ~2 a_mi|a_su|alguien|a_alguien|a_ese|a_todos|a_la|al|la_casa|$
            voces ~5 matar|lastimar|dano|mate|mates|mate_a|lastime
            le|la|lo pegue|golpee|ahorque|empuje|cachetee|di_un_golpe|di_una_cachetada ~4 a|esposa|novia|mujer|anoche|ayer|otra_vez|pareja|hermano
            lo|la|los|las voy a matar|golpear|madrear|apunalar
        """,
    ),
    *Table("es", "violence", LISTS, URGENT, guards="negated past").rules(
        death_if_found="si|cuando ~4 me|nos mata|matan|golpea|madrea",
    ),
)
