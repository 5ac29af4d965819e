"""Spanish rules: self-harm."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, Rule, Table
from intake.domain.crisis.words_es import LISTS

_SELF_HARM = Table("es", "self_harm", LISTS, EMERGENCY, guards="negated past by_another")

SELF_HARM: tuple[Rule, ...] = (
    *_SELF_HARM.rules(
        want_to_die="""
            me|se|te quiero|quiere|queria|quisiera|quise|quiso|quieren|quieres {adverb}*3 morir|muerto|muerta
            quiero|quiere|queria|quisiera|desearia|deseo|desea|prefiero|prefiere|preferiria|necesito|gustaria|merezco|merece|espero|ojala|pido|pide|deseando|queriendo|rezo|ruego ~3 {adverb}*3 {die}|estar_muerto|estar_muerta|muerto|muerta|me_muera|morirme|desvivirme
            ganas ~2 {adverb}*2 de ~2 {die}|matarme|matarse|suicid*|no_despertar|no_vivir|no_existir|desaparecer|dejar_de_vivir|ya_no|aventar*|cortar*|colgar*
            pensamientos|ideas|pienso|piensa|pensando|pensado|hablando|habla|deseos|deseo|intenciones ~2 en|de|sobre ~2 la? {die}|muerte|suicidio
            ojala|quisiera|quiero|gustaria|espero|deseo|pido|prefiero|solo ~4 no {adverb}*2 despertar|despierte|despertara|despertarme|existir|existiera|haber_nacido|amanecer|amanezca|amaneciera|vivir|volver_a_despertar|estar_aqui|estar_vivo|estar_viva
            ojala ~2 me muera|muriera|matara|lleve|llevara|mueras
            mejor|preferible|prefiero ~5 muerto|muerta|muriera|muero|no_existiera|no_estuviera|no_existir|morirme
            quisiera|quiero|gustaria|queria ~2 desaparecer|dormir $
            quisiera|quiero|queria ~2 desaparecer|dormir para_siempre|y|del|de_este|de_la
            cerrar ~2 ojos ~4 no|nunca ~3 abrir*|despert*
            dormir ~3 no|nunca|jamas ~2 despertar|despertarme
            me|se {adverb}*2 he|ha|habia querido|intentado|tratado {adverb}*3 matar|morir|suicidar|ahorcar|colgar|quitar_la_vida
            diosito|dios|senor|virgencita ~4 me lleve|recoja|quite|llevara|recogiera|quitara|mate|lleva
            {want} que ~2 todo|esto|mi_vida|esta_vida ~2 termine|acabe|pare|terminara !bien|pronto_el
            estoy|esta|ando|estaba ~5 en|sobre|al ~3 puente|azotea|cornisa|barandal|orilla|vias !de_salida|de_recuperacion
            {want} ~~4 {end_of_life} !de|sobrio|el_pelo|por_esta|del|unas|tranquilo|con_mi_novi
            no {adverb}*2 merezco|merece vivir|estar_vivo|estar_viva|seguir|la_vida|existir
            {want} morir|morirme|irme|irse ~2 y|de_aqui_para|de_este_mundo
            dejenme|dejame|dejarme {die}
            dejar de vivir|existir
            mejor se mata|suicida|ahorca|cuelga
            mejor me mato|suicido|ahorco|cuelgo|muero
            no ~2 me|se ~2 quiero|quiere {adverb}*2 despertar|levantar_nunca
            me|se|nos ~2 tome|tomo|tomado|tengo ~2 la decision ~7 hoy|adios|despues|no_van|batallar|acabar|terminar
            despues de hoy|esta|manana ~7 no|ya|nadie ~4 batallar|preocupar*|molestar*|problema|sufrir|lata|carga|estorbo|saber|ver
            ya no voy|van a ser|molestar|batallar|estorbar|darles|dar|sufrir|preocupar* ~3 $
            hoy se|me acaba|acabo|despido|voy ~2 todo|para_siempre|sufrimiento|de_este
            ultima noche|dia|vez|mensaje ~4 de_mi_vida|que_me_ven|que_saben|aqui|en_este_mundo
            manera|forma|como ~3 morir|matarme|matarse|suicidarme|irme ~3 sin|rapido|dolor|facil|rapida
            como matarme|suicidarme|quitarme_la_vida|ahorcarme
            si me muero|muriera|mato|matara ~4 nadie|mejor|que|descansan|todos
            {want}|voy|va ~2 a? brincar|saltar|aventar*|tirarse|tirarme ~0 !a_la_cama
            colgar los tenis
            petatearme|petatearse
            hubiera|hubiese ~2 muerto|matado|muerta
            por que no me mori|muero|morir
            lastima que|no ~2 funciono|desperte|mori|me_salvaron
            me encontro|encontraron|hallo|salvaron a_tiempo
            me|se mande matar
            se mate|suicide|ahorque|cuelgue !trabajando
        """,
        kill_self="""
            {want} {adverb}*3 ~3 {killself}
            me|se|te {want} ~3 {adverb}*2 matar|suicidar|ahorcar|colgar|disparar|ahogar|envenenar|aventar|tirar|lanzar|desvivir|cortar_las_venas ~0 !tiempo|trabajo|rollo|droga
            {killself} !tiempo
            me|se mato|suicido|cuelgo|aviento|tiro !de_hambre|cuando|hace|en_el|mi|trabajando|la|con|por_ustedes|a_trabajar
            intento|intente|trato|trate|intentaba|trataba|queria|quiso ~4 suicid*|matarse|quitarse_la_vida|quitarme_la_vida|ahorcarse|colgarse|ahorcarme|matarme
            intento|intentos de suicidio
            kill|matar myself|a_mi_mismo|a_mi_misma
        """,
        take_life="""
            quitar*|quito|quite|acabar|terminar|acabo|arrebatar*|quitarle ~3 la|mi|su vida
            quitarme|quitarse|arrancarme la vida
            acabar|terminar|acabe|termine|acabo|acabara con todo|mi_vida|su_vida|mi_existencia|mi_sufrimiento|este_sufrimiento|esto_de_una|todo_esto|todo_de
            acabar|terminar|acabe|termine todo|esto !los|el|mi|lo_de $
            {want} {adverb}*3 ~2 suicidio
            suicida|suicidas !prevencion|linea
            suicidio ~4 unica|salida|opcion|solucion
            carta|nota|cartas|mensaje|notas|audio|video ~3 despedida|suicid*|despid*|adios|final|postuma
            me|se ~2 despid*|despedi|despidio|despedirme|despedirse ~3 de ~2 todos|familia|hijos|mis|mundo|ustedes|mama|esta_vida|sus
            adios ~2 mundo|todos|para_siempre|a_todos|familia
            este es mi ultimo|ultima
            cuando lean|leas|lea|encuentren esto|este|me
            diganle|dile|digale|diganles ~4 hijos|mama|familia|esposa|hija|hijo|hijas|esposo|papa ~3 que los|la|lo|las amo|quiero|quise|ame
            me voy de este mundo
            ir|irme|irse de este|esta mundo|vida
        """,
    ),
    *Table("es", "self_harm", LISTS, EMERGENCY, guards="past").rules(
        not_want_to_live="""
            no|sin|tampoco|ni {adverb}*3 quiero|quiere|queria|quisiera|deseo|desea|tengo_ganas|tiene_ganas|ganas|me_dan_ganas|me_interesa|le_interesa|quieren|aguanto ~2 {adverb}*3 de? {adverb}*2 vivir|seguir_viviendo|seguir_aqui|seguir_con_vida|seguir_con_mi_vida|estar_aqui|existir|despertar|estar_vivo|estar_viva|despertarme|seguir_en_este_mundo|estar_en_este_mundo|vivir_mas|seguir_existiendo|amanecer !asi|con|en|aqui|sin|de|como|alla|cerca|tomando|drogandome|crudo|cruda|temprano|enfermo|enferma|la_vida_de|esto|cuando|para|por|a|mal|temblando|malillo
            no|sin {adverb}*3 vale|merece|tiene|encuentro|encuentra|veo|ve|hay|tengo|queda|hallo ~4 vivir|viviendo|vida|razon|razones|sentido|motivo|motivos|salida|futuro|caso ~2 vivir|vida|seguir|viviendo|para_mi|existir|$
            sin razon|razones|motivo|motivos|ganas|motivacion ~2 de|para vivir|seguir|seguir_viviendo|existir
            no {adverb}*2 ~2 hallo|encuentro|veo|tiene|encuentra|halla ~3 caso|chiste|sentido|proposito|objeto|razon ~3 la? vida|vivir|nada|seguir|a_esto|esto
            vida ~3 no ~3 sentido|vale|caso|chiste
            nada ~3 por|para ~3 vivir|seguir
            no ~2 vale la pena ~2 vivir|seguir|la_vida|mi_vida|nada
            vivir|vida|seguir ~3 no vale ~2 la_pena|nada
            para que|q ~2 vivir|sigo|seguir|vivo viviendo|aqui|vivo|asi|$
            no puedo|aguanto|soporto ~3 seguir_viviendo|vivir|la_vida|esta_vida|vivir_mas !asi|con|sin|aqui
            cansado|cansada|harto|harta|cansa ~3 de|con ~2 vivir|la_vida|existir|esta_vida|seguir_viviendo|estar_vivo|estar_viva|mi_vida !asi|con|en|de|sin
            odio|odia estar vivo|viva|vivir|existir
            no {adverb}*3 importa|importaria ~4 morir|morirme|si_me_muero|vivir|si_vivo|si_muero|despertar|la_vida|si_se_muere|mi_vida
            no {adverb}*2 me da miedo morir
            voces|voz ~8 me mate|corte|muera|lastime|tire|aviente|cuelgue
            no despertar|despertarme nunca|jamas|mas|manana
            nunca|jamas mas? despertar|despertarme
            no voy|van|va|creo|llego|paso|amanezco ~4 llegar|llegue|amanecer|pasar|a|de ~3 manana|noche|esta_noche
            no estar|estare|estoy ~2 aqui|viva|vivo manana|mas|cuando_lean|pronto|mucho_tiempo
            unica salida|solucion|opcion ~5 morir*|muerte|matar*|suicid*|muerto|muerta
        """,
        better_without="""
            mejor|felices|tranquilos|descansarian|feliz|tranquila|aliviados ~3 sin mi|el|ella !bebida|droga|alcohol
            {small}|hijos|hijo|hija|familia|mama|todos|esposa|esposo|ellos|papas|padres ~5 mejor|tranquilos|felices|bien ~4 sin_mi|cuando_yo|cuando_no|cuando_me|si_no_estoy|si_me_muero|si_yo_no|si_me
            cuando ~3 no este|estes|viva|exista ~6 mejor|bien|tranquil*|libre*|feliz|felices
            si|cuando me muero|muera|muriera ~5 nadie|importa|notar*|extranar*|llorar*
            nadie ~4 extranar*|extrane|llorar*|importaria|echaria|notar*|daria_cuenta|importo|importa|falta
            carga|estorbo|lastre ~3 para ~3 todos|familia|hijos|mi|ellos|mama|esposa|esposo|padres
            mejor|bien ~4 si ~3 no estuviera|existiera|hubiera_nacido|estoy
            mejor|preferible|seria ~4 me|se muero|muera|muriera|mato|matara|muere
            no debi|deberia|hubiera haber? nacido|existir|nacer|estar_vivo|estar_viva
            a_nadie|nadie ~3 le importo|importa_si|importaria
        """,
        not_safe_with_self="""
            miedo ~3 de|a ~4 hacerme|lastimarme|matarme_yo|cometer|hacer ~2 algo|una|dano|$ ~0
            pensando|pienso|piensa|pense|pensado|ganas|gana|quiero|quiere|intentar|intenta ~4 una_tonteria|una_locura|una_estupidez|algo_malo|una_pendejada|una_barbaridad|algo_feo|una_burrada
            voy|va|puedo|puede|quiero|quiere|capaz|temo ~4 hacer|hacerme|hacerse|cometer ~2 una_locura|una_estupidez|una_tonteria|algo_malo|algo_a_mi_mismo
            no ~3 confio|segura|seguro|fio ~2 conmigo|mi_misma|mi_mismo|estando_sola|estando_solo|a_solas
            peligro para mi|si misma|mismo
        """,
    ),
    *_SELF_HARM.rules(
        hurt_self="""
            {want}|miedo|dejar ~4 {hurtself}
            {hurtself} !trabajando|jugando
            me|se ~2 corto|corta|corte|cortaba|cortado|cortando|quemo|quema|lastimo|lastima|hago_dano|hace_dano|hice_dano|rasguno|rasguna ~3 porque|brazos|brazo|venas|munecas|muneca|piernas|cuando|otra_vez|a_proposito|para|con_una_navaja|con_navaja|los|cada|yo|a_mi_misma|a_mi_mismo|a_si|anoche|ayer|otra|de_nuevo
            cortarme|cortarse|cortar|corto|corte ~2 las venas|munecas
            me|se hago|hace|hice cortes|cortadas|heridas|quemaduras
            me lastimo|corto|corte|hago_dano $
            {person} ~2 se corta|cortaba|corto|lastima|quema|rasguna $
            cortandome|cortandose|lastimandome|lastimandose|quemandome
            autolesion*
            anda|ando|esta|estoy cortando $
        """,
        method="""
            aventar*|tirar*|lanzar*|saltar|brincar|arrojar*|aviente|aviento|salto|tiro|tirandome ~4 puente|edificio|techo|balcon|azotea|ventana|metro|tren|carro|carros|vias|coche|camion|carretera|barranco|rio|calle|piso
            puse|pongo|ponerme|ponerse|tengo|apunte|apuntarme|apuntarse|se_puso|me_puse|se_apunto|se_pone ~4 {weapon} ~5 cabeza|boca|sien|cuello|pecho|garganta
            tiro|balazo|bala ~4 en|a ~3 cabeza|sien|boca|mi|mismo|misma
            pegar*|dar*|meter*|pego|doy ~3 un|el tiro|balazo|plomazo
            volarme|volarse|volar ~2 la|los cabeza|sesos
            soga|cuerda|lazo|mecate ~6 cuello|arbol|techo|lista|viga|colgar*
            compre|consegui|tengo|conseguir|compro|tiene|guardo|prepare ~3 soga|veneno|raticida
            arma|pistola|escopeta ~3 cargada|en_la_mano|en_mi_mano|a_mi_lado|listo|lista
            estoy|parado|parada|sentado|sentada|orilla ~5 en|del|al ~3 puente|azotea|orilla|borde|vias
            manejar|chocar|estrellar* ~5 contra ~3 arbol|muro|poste|trailer|camion|pared|barranco
            veneno|cloro|raticida ~5 tomar*|beber*|tomo|tome
            tomar*|beber*|tomo|tome ~2 veneno|cloro|raticida|acido
        """,
        overdose_on_purpose="""
            {want} ~5 tomar*|tragar*|beber* ~3 todas|todo|todos|frasco|bote|bonche|monton|muchas ~5 {pills}|frasco|bote|y|medicamento|lo_que
            tomarme|tomarse|tragarme|tragarse|tomar todas|todo|todos|el_frasco|el_bote ~3 {pills}|frasco|bote|las|los|de_una|que_tengo
            cuanta|cuantas|cuanto|cuantos ~9 para ~3 {die}|matar*|no_despertar|suicidar*|acabar|que_me_muera|que_sea_mortal|sobredosis|que_me_mate|irme|dormir_para_siempre
            dosis letal|mortal
            {want} ~2 tener|hacer*|dar*|morir|provocar*|una|meter* ~3 sobredosis
            sobredosis|pastillas|tome|tomo|medicinas|trago|inyecto ~7 a_proposito|adrede|intencional|para_morir|para_morirse|para_morirme|para_matarse|para_no_despertar|para_matarme|con_intencion
            {pills}|frasco|navaja|pistola ~4 en_la_mano|frente_a_mi|enfrente|en_mi_mano|aqui_conmigo|juntadas|guardadas
            junto|juntando|guardando|guardado|juntado ~4 {pills}
        """,
    ),
    *Table("es", "self_harm", LISTS, EMERGENCY, guards="past recovery").rules(
        not_live_like_this="""
            no {adverb}*3 quiero|quiere|puedo|puede|aguanto {adverb}*3 vivir|seguir_viviendo|seguir asi
        """,
    ),
    *Table("es", "self_harm", LISTS, EMERGENCY, guards="past", near=40).rules(
        join_the_dead="""
            quiero|quiere|queria|quisiera|voy|deseo ~2 ir|irme|irse|reunirme|reunirse|alcanzar|alcanzarlo|alcanzarla|estar ~2 con|a ~2 {own}|ella|el|su
            && paz_descanse|fallec*|murio|cielo|muerta|muerto|difunt*|panteon
        """,
        last_words="""
            dejo|deje|escribio|escribi|encontre|encontramos|dejaron ~2 una? carta|nota|mensaje|recado
            adios
            despid*
            despedirme|despedirse|despedi|despedida
            cuiden|cuida|cuidenme|cuidame|encargo|diganle|dile|diganles ~2 a? ~2 {own} ~2 hijos|hijas|ninos|mama|hija|hijo|familia|perro|esposa|esposo|ustedes
            perdon*
            cuid* ~2 a? ~2 {own} perro|gato|perrito|hijos|hijo|hija|mama|hermanos|ninos
            los|las|te amo|quiero ~2 mucho|$
            gracias por todo !lo|su|ustedes
            esta noche es|termina|acaba
            hoy|ahora|esta_noche si|es|ya ~2 lo|me|el_dia
            tome|tomado|tengo la|una? decision
            no contesta|responde|aparece
            apago el celular|telefono
            en paz $
            descansar de todo
            ultima vez
            && no {adverb}*2 aguanto|aguanta|puedo|puede|soporto|soporta|doy ~2 mas|esto|esta|vivir|seguir|la_vida|$
            no ~3 encuentr*|contesta|localiz*|aparece|responde
            me rindo|rendi
            ya me canse
            nadie ~3 quiere|importo|importa|necesita|ama|extrane
            no hay|tengo|veo|queda ~2 esperanza|salida|nada|nadie|futuro|remedio
            {means}
            carga|estorbo|fracaso|basura|decepcion
            odio mi vida
            me odio
            perdi todo|a_todos
            harto|harta|cansado|cansada ~3 todo|luchar|sufrir|esta_vida|vivir
            hoy|esta_noche ~3 termina|acaba|se_acaba|ultimo
        """,
    ),
    *Table("es", "self_harm", LISTS, EMERGENCY, guards="negated past information", near=30).rules(
        means_and_thoughts="""
            {means}
            && viendo|mirando|pensando|pienso|quedo_viendo|miro|llama|tentando|tienta|ganas_de
            usarla|usarlo|acabar|terminar
            hacer una tonteria|locura
            dice que|dijo se|me va|voy
            se|me encerro
            tomado|borracho|borracha|llorando|drogado|drogada|solo|sola|crudo|deprimid*|triste
            se fue|salio|largo
        """,
    ),
)
