"""Spanish word lists.  Words are folded: no case, accents or apostrophes."""

from __future__ import annotations

LISTS: dict[str, str] = {
    "refl": "me se te nos",
    "own": "mi mis su sus tu tus nuestro nuestros nuestra nuestras el la los las",
    "adverb": (
        "me se le te nos ya tambien mucho muy solo siempre realmente de verdad tanto nada mas a veces aqui hoy ahora"
        " en serio sinceramente la neta pues como que otra vez seguido todavia aun casi tan bien"
        " simplemente honestamente sigo sigue mejor"
    ),
    "helper": (
        "me se te le les nos lo la los las ha he han esta estan estaba estuvo anda andaba ya tambien"
        " siempre muy a veces quiere quiso queria sigue suele va iba puede podria trato intento de a"
        " volvio solo casi otra vez hasta mucho todos cuando tambien empezo empieza comenzo y no_para"
        " tiene que no_deja estado"
    ),
    "person": (
        "yo el ella ellos esposo esposa marido mujer novio novia pareja ex exmarido exesposo exnovio hijo hija hermano"
        " hermana mama papa madre padre primo prima amigo amiga tio tia sobrino sobrina nieto nieta abuela"
        " abuelo cunado cunada suegra suegro nuera yerno hijastro companero companera vecino vecina"
        " muchacho muchacha senor senora alguien hombre mujer roomie padrastro madrastra nina nino bebe"
        " bf gf boyfriend son brother husband exesposa exnovia morro morra carnal compadre comadre tipo"
    ),
    "want": (
        "quiero quiere quieren queria quisiera quise quiso queriendo querer deseo desea deseaba"
        " prefiero prefiere preferiria necesito ganas voy va iba vamos gustaria pienso piensa pense"
        " pensando pensado penso pensar piensan planeo planea planeando planeado amenaza amenazo"
        " amenazando amenazado intento intente intentando intentado trato trate tratando dice diciendo"
        " decidi decidido intentar tratar planes idea ideas pensamientos tentado tentada habla hablando hablado"
        " dijo intentarlo ando quieres impulso impulsos grita juro jura"
    ),
    "die": "morir morirme morirse morirnos morirte",
    "killself": (
        "matarme matarse matarte suicidarme suicidarse suicidarte ahorcarme ahorcarse colgarme colgarse"
        " dispararme dispararse ahogarme ahogarse envenenarme envenenarse aventarme aventarse tirarme"
        " tirarse lanzarme lanzarse desvivirme desvivirse"
    ),
    "hurtself": (
        "lastimarme lastimarse herirme herirse cortarme cortarse danarme danarse hacerme_dano hacerse_dano"
        " quemarme quemarse autolesionarme autolesionarse lesionarme hacerme_algo hacerse_algo"
        " hacerme_una_locura hacerse_una_locura hacerme_mal autolesion* lesionarse golpearme"
    ),
    "life": "vida existencia",
    "end_of_life": (
        "morir morirme morirse matarme matarse suicidarme suicidarse ahorcarme ahorcarse colgarme colgarse"
        " quitarme_la_vida quitarse_la_vida no_despertar no_existir acabar_con_mi_vida acabar_con_todo"
        " cortarme_las_venas pegarme_un_tiro pegarse_un_tiro darme_un_tiro darse_un_tiro darme_un_balazo"
        " darse_un_balazo tirarme_de tirarse_de tirarme_al tirarme_del tirarse_del aventarme aventarse estar_muerto estar_muerta"
        " desaparecer_de lastimarme lastimarse hacerme_dano hacerse_dano cortarme cortarse irme_de_este"
        " dejar_de_existir dejar_de_vivir terminar_con_mi_vida terminar_con_todo mi_propia_muerte desvivirme"
        " la_muerte mi_muerte suicidio"
    ),
    "helpless": (
        "bebe bebes recien_nacido recien_nacida ninos ninas nino nina nietos nieta nieto sobrinos chiquitos"
        " hijos chamacos gemelos hermanitos criaturas hijitos nena nene menores mis_hijos sus_hijos nuestros_hijos"
    ),
    "unfit": (
        "drogado drogada drogados borracho borracha borrachos perdido_de perdida_de inyecta inyectan inyectandose"
        " jeringa jeringas agujas drogandose se_droga se_drogan me_drogo fuma_cristal fuman_cristal fumando_cristal"
        " fuma_piedra tirada tirado inconsciente ahogado_de ahogada_de bien_tomado bien_tomada bien_pedo bien_peda"
        " encerrados encerrado encerrada abandonados abandonado abandonada descuidados descuidado golpes golpea"
        " golpeo usan_droga usan_drogas venden_y sin_comer con_hambre moretones comprar_droga comprar_drogas vende_droga venden_droga consumen"
    ),
    "pills": (
        "pastilla pastillas pildora pildoras tabletas medicina medicinas medicamento medicamentos tylenol"
        " paracetamol acetaminofen xanax clonazepam rivotril valium ibuprofeno benzodiacepinas metadona"
        " suboxone tramadol ansioliticos antidepresivos capsulas grageas percocet percocets oxicodona tramadol* clonazepan lorazepam"
        " somniferos calmantes diazepam amitriptilina chochos tafil pills quetiapina pastillitas"
    ),
    "drug": (
        "{pills} heroina fentanilo droga drogas cocaina coca cristal metanfetamina chiva opioides piedra"
        " crack alcohol perico fenta meth heroin fentanyl sustancias opiaceos"
    ),
    "sedative": (
        "alcohol tomar beber bebida cerveza vino tequila trago tragos xanax clonazepam rivotril valium"
        " benzodiacepinas heroina fentanilo chiva opioides metadona suboxone pastillas droga drogas"
        " consumir usar oxicodona tramadol percocet percocets inyectarme inyectarse tafil consumo"
        " medicamento medicina metadone fenta heroin ansioliticos diazepam licor opiaceos morfina"
        " ponerme buprenorfina pisto pistear vodka cristal drogarme drogarse"
    ),
    "weekday": "lunes martes miercoles jueves viernes sabado domingo",
    "small": (
        "nino nina ninos ninas bebe bebes chiquito chiquita chiquitos chamaco chamacos chamaquitos"
        " recien_nacido recien_nacida recien_nacidos nieto nieta nietos nietas nene nena nenes menores menor criatura"
        " criaturas escuincles pequeno pequena pequenos kids baby mis_hijos sus_hijos nuestros_hijos hijos"
        " hijitos hijo_de hija_de hijo_menor hija_menor mi_nino sobrinos sobrinitos sobrinita sobrinito"
        " hermanitos hermanito hermanita mellizos gemelos chavitos plebes beba anos_de_edad"
    ),
    "young": "{small} hijo hija",
    "weapon": "pistola arma cuchillo navaja machete escopeta rifle martillo bate cuchillos armas fusil revolver gun",
    "hit": (
        "pega pegan pego pegar pegado pegando golpea golpeo golpean golpear golpeando"
        " golpeado cachetea cacheteo ahorca ahorco ahorcando ahorcar estrangula estrangulo estrangular"
        " viola violo violar maltrata maltrato maltratando agrede agredio agrediendo lastima"
        " lastimo lastimado empuja empujo patea pateo madrea madreo apunalo apunalar ataca ataco abusa"
        " abuso abusando jalonea jaloneo avienta avento aporrea pateado avento arrastro quemo"
        " tortura asfixio asfixia asfixiar mordio sacudio sacude tumbo nalguea agarra_a_golpes"
        " agarro_a_golpes agarra_a_patadas dio_una_golpiza da_golpes dio_un_golpe dio_de_golpes"
        " dio_una_cachetada da_cachetadas dio_una_paliza puso_una_golpiza levanta_la_mano levanto_la_mano"
    ),
    "strike": (
        "golpearme pegarme matarme lastimarme ahorcarme violarme estrangularme atacarme apunalarme"
        " dispararme quemarme agredirme desaparecerme golpearnos pegarnos matarnos lastimarnos"
        " hacerme_dano hacernos_dano"
    ),
    "high_on": (
        "borracho borracha drogado drogada drogados borrachos tomado tomada ebrio ebria pasado pasada intoxicado"
        " intoxicada crudo dopado dopada tomando bebido bebida alcoholizado alcoholizada bien_pedo"
        " pedo peda hasta_atras high drogandose consumiendo fumando inyectandose grifo loco_de_droga"
        " bajo_los_efectos bajo_la_influencia bajo_el_efecto emborracha emborrachando andaba_mal prendido"
        " perdida_de_borracha perdido_de_borracho colocado colocada puesto drogarse ahogada_de_borracha"
    ),
    "blows": "golpes patadas chingadazos cinturonazos punetazos cachetadas trancazos cintarazos madrazos",
    "body": (
        "cara cabeza cuello garganta brazo brazos muneca pierna costillas costilla mandibula nariz ojo ojos pelo"
        " labio espalda estomago mano dedos diente dientes boca pecho dedo cabello"
    ),
    "wound": (
        "rompio rompe quebro quiebra fracturo estrello azoto aporreo quemo mordio rasguno jalo jala tiro agarro pateo"
        " torcio golpeo pego corto apreto partio abrio reviento revento arrojo arranco piso tumbo abofeteo"
        " arrastro empujo apretando piquetes cachetea retorcio dejo_morado dejo_moretones"
    ),
    "means": (
        "navaja cuchillo pistola arma soga cuerda lazo mecate puente azotea balcon frasco bote_de_pastillas"
        " frasco_de_pastillas escopeta balas gillete vias veneno raticida cinturon metro barranco rasuradora"
    ),
    "alone": (
        "solo sola solos solas abandonado abandonados abandonada sin_nadie sin_supervision encerrado"
        " encerrados encerrada descuidado descuidados descuidada desatendido desatendidos abandona"
    ),
}  # fmt: skip
