"""Spanish phrases that calm a match or place it in time: idioms, denials, the past, questions.

The pattern language is that of ``pattern.py``; lists of single words stand in one string.
"""

from __future__ import annotations

IDIOMS = """
muero|muere|morir|morirme|muriendo|muertos|muerto|muerta|muriendome|murio|morirse|morirme ~1 de? ~1 ganas|hambre|risa|sueno|sed|frio|calor|verguenza|pena|curiosidad|aburrimiento|cansancio|nervios|miedo|envidia|amor|celos|cancer|vejez|viejo|vieja|por_empezar|por_saber|por_conocer|infarto|cirrosis|covid
muero por saber|ver|empezar|conocer|conocerlos
matar|matan|mato|matando ~1 tiempo|rato|hambre|duda|curiosidad|cucarachas|antojo|ganas
me|nos|lo|la esta matando|mata
me|nos esta|estan|va|van a? matando|matar el|la|de|este|esta|tanto
matando|mata|matan de ~2 dolor|calor|hambre|frio|aburrimiento
frio|estres|tristeza|sol|soledad|angustia|tos|gripe|dolor|cabeza|trabajo|calor|cruda|espalda|rutina|muela|rodilla|renta|ansiedad|curiosidad|tos ~2 me ~1 matando|mata|matar
matarme|matarse trabajando|estudiando|de
mato|mata|matando trabajando|estudiando
se esta matando con|poco|de|tomando|bebiendo
matando|mata|matandose|matandome poco|con|tomando|bebiendo|lentamente
pega|pego ~4 vicio|costumbre|mania|gusto
pega|pego|pegando|pegado|pegue al|la|el|duro_la|una_gripe|un_susto|fuerte_la|la_costumbre|el_sol|en_el_trabajo
se|me|le ~1 pego|pega|pego la|una|el|un|duro|fuerte|mucho
le|les pego|pego|pega|pegue al|a_la_bebida|a_la_botella|a_la_droga|duro
tirar|tirarme|tiro la|a_la_hamaca|en_la_cama|un_rollo|rollo
quiere|quieren|pide|pidio|pidieron|dice que ~1 deje|pare
me empujo|empuja|jalo a|para
me despido|quedo|saludos
morir sobrio|sobria|viejito|viejo|tranquilo|feliz
corte|corto|corte_con ~2 dedo|mano|pie
cuchillo ~3 cocina
punto muerto
muerto del|de cansancio|hambre
mosca|tiempo muerta|muerto|muertos
clase|clases|curso|prevencion|prevenir|platica|taller|linea|talleres|campana|capacitacion|grupo de|del|para|sobre? ~1 suicidio|sobredosis|violencia|abuso
cortar|cortarme|cortarse con|el|la|mi|por|de|lo|las|al con? novio|novia|pelo|cabello|unas|relacion|consumo|llamada|luz
cortarme|corte|corto|cortarse|corte rasurando*|cocinando|el_pelo|el_cabello|las_unas|con_un_vidrio|con_una_lata
acabar|terminar con mi|esta|la|el|este|las|mis adiccion|adicciones|vicio|droga|drogas|alcohol|problema|problemas|relacion|bebida|pesadilla|deudas|tramite|curso
terminar|acabar ~1 programa|tratamiento|escuela|curso|papeles|tramite
quitarme|quitarse ~1 vicio|adiccion|habito|ganas|dolor|costumbre|duda|miedo
seguro de vida
de por vida
azul cielo|marino
cruz|blue azul|cross
jefe|patron|mama|esposa|jefa|maestro|mujer|papa ~1 me|nos ~1 mata|matan|va_a_matar|quiere_matar
divorcio|muerte|noticia|depresion|soledad|pandemia|crisis|ansiedad|cruda|perdida|separacion|realidad|partida|gripe|covid|trago|cerveza|pastilla|medicina|frio|hambre ~2 me|nos|le ~1 pego|pega|golpeo|ha_pegado|tumbo|tumba
muero|muere por un|una|el|la
retiro|retirar|retirarme del|de programa|dinero|banco|cajero|fondos
levanta|levanto la mano para
echar la mano
me echan|echaron|eche|echa la|una mano
"""

NEGATORS = (
    "no nunca jamas sin ni tampoco ningun ninguna niega negar nego nadie deje dejo dejado dejamos evitar prevenir niego ninguno lejos_de"
)
NOT_NEGATORS = """
deje|dejo|dejado|dejamos !de
no solo|solamente|estoy_segur*|es_broma|miento|bromeo|juego
no puedo|puede|podemos|podia|logro|logra ~1 dejar|parar de
no deja|deje|dejo|dejan|dejaba|para de
no he|ha dejado|parado
no se si
no se
si no
no aguanto|soporto|puedo mas
deja|deje|dejo|dejaron solo|sola|solos|solas|a
deje|dejo|dejaron ~1 de|el|la|los
"""
BRIDGE = (
    "he ha han tengo tiene tenemos tenido pensado pensamientos pensamiento pensando piensa pienso penso pense"
    " de en querer quiero querido quiere queria quisiera estoy esta estaba es son me se te le les lo ganas nada a al"
    " puedo puede podemos podria hacer hacerme hacerse dano algun alguna algo intencion intenciones ideas idea plan planes suicidas suicida"
    " suicidio o y ni que la el los las un una hay habia siento siente intentado intentar intente intento"
    " volver volvere voy va vamos ser planeado planeo tampoco haya hemos tan tener vez vuelto vuelvo ultimamente"
    " matarme matarse morir morirme nunca jamas hacerle tuvo tuve tenia pensar sea fui soy estado siendo ando dejar_a"
    " hemos sufrido sufro sufre violencia domestica peligro convulsiones convulsion alucinaciones temblores"
    " sintomas abstinencia sobredosis autolesivas muerte ahora actual actualmente amenaza amenazas pega golpea"
    " cortarme cortarse lastimarme lastimarse lastimar ningun ninguna nadie nos dejar dejo deja dejamos dejado"
)
SAYING = "digo dice decir diciendo dijo creo cree pienso que porque"
PRONOUNS = "yo el ella nosotros ellos"

PAST = """
hace ~3 anos|ano|meses|decadas|tiempo|decada !que
anos|meses atras
en|desde|del|de|durante|hasta #1900
ano|verano|invierno|diciembre|decada pasado|pasada|anterior
cuando|desde ~1 era|eramos|tenia|estaba|estuve|vivia|fui|iba ~2 nino|nina|joven|chico|chica|adolescente|anos|adolescentes|chiquito|chiquita|menor|prepa|escuela|secundaria|preparatoria|universidad|carcel|ejercito|soltero|soltera|morro|chavo|chava
de nino|nina|joven|chico|adolescente|chiquito|chiquita|chavo|morro
en ~1 pasado|juventud|infancia|ninez|adolescencia|secundaria|prepa|preparatoria|universidad|veintes|treintas|aquel|aquella|ese_entonces|aquellos|esos_tiempos
<!de una|alguna|varias|dos|tres|muchas vez|veces !por|al|a|esta|hoy|este|mas|que
aquel|aquella|aquellos entonces|epoca|tiempo|tiempos|tiempos|anos
anos|meses limpio|limpia|sobrio|sobria
"""
PAST_BESIDE = """
antes !de|que
previo|previa|previos|anteriormente|antecedente|antecedentes|historial
solia
"""
RECENT = """
anoche
ayer|antier|anteayer|antenoche|antes_de_ayer
esta semana
la semana pasada
el fin de semana
este ~1 fin|mes|lunes|martes|miercoles|jueves|viernes|sabado|domingo
el|este ~1 {weekday}
hace ~2 dias|noches|dia
el otro dia
hace ~1 una|dos semana|semanas
pasado {weekday}
{weekday} pasado|en_la_noche|por_la_noche
madrugada
"""
NOW = """
ahora|ahorita|hoy|horita|orita|actualmente
en este momento|instante|minuto
esta manana|tarde|noche|madrugada
hace ~2 rato|minutos|minuto|hora|horas|segundos|ratito|poco|momento
ya mismo
recien
acabo|acaba|acaban|acabamos de
todavia|aun|sigue|sigo
por favor_ayuda
"""
GRIEF = """
<!casi|que|a murio|fallecio|fallecieron|murieron|fallecido|fallecida
perdi|perdimos|perdio ~4 hijo|hija|hermano|hermana|esposo|esposa|mama|papa|amigo|amiga|sobrino|primo|pareja|novio|novia|nieto|vida|madre|padre
muerte de
duelo
funeral|velorio|luto
aniversario
se suicido
se mato mi
quito la vida
se ahorco
"""
HYPOTHETICAL = "si cuando alguien caso aunque hasta"
HYPOTHETICAL_BRIDGE = (
    "alguien una un persona el ella mi su hijo hija esposo esposa hermano amigo amiga novio novia mama papa de que"
    " esta tiene llega ha a le da otra vez se me llegara tuviera le la los las vuelve recae recayera sufre mis"
    " familiar paciente nino nina pareja yo hay mujer"
)
FEAR = (
    "miedo temor temo teme riesgo riesgos peligro preocupa preocupada preocupado preocupados asusta temores prevenir"
    " evitar aterra pavor nervios sobre tratar tratan trata manejar causa causar"
)
INFORMATION = """
cuales son|es
cuanto dura|tarda|tiempo
que es|son|significa|causa|sintomas|tan|pasa_si|hago_si|tratamiento
como puedo|se|prevenir|evitar|saber|tratan|manejan|ayudan|usar|funciona|identificar|reconocer
<!tengo|tiene|con|mis|sus|unos|teniendo|los|siento sintomas|senales|signos|riesgo|riesgos|etapas|efectos|historial|causas de|del|secundarios
puede|pueden|podria ~3 causar|dar|provocar|producir|tratar|ayudar|manejar|atender|haber
causa|provoca|produce|da|tratan|atienden|ofrecen|manejan|tienen|ayudan ~3
es normal|verdad|cierto|comun|posible|peligroso|peligrosa
lei|leer|leyendo|escuche|vi|oi|aprendi|aprender|investigo|investigando|estudio|estudiando|pelicula|libro|serie|cancion|articulo|documental|curso|clase|taller|platica|trabajo|tarea|tesis|video|capacitacion|noticia|noticias ~2 sobre|que|de|del|acerca
medicina|medicamento|medicamentos|tratamiento|pastillas para ~2 convulsiones|epilepsia
folleto|folletos|informacion sobre|de|acerca
"""
RECOVERY = (
    "ayuda ayudar tratamiento sobrio limpio limpia sobria rehabilitacion programa dejar dejarlo parar desintoxicacion"
    " recuperarme recuperar recuperacion mejorar cambiar cita naltrexona clinica dejo salir sobriedad centro"
)
DENIED_AFTER = """
no|ninguno|ninguna|nunca|negativo|negado|nada $
niega|nego
no creo|cree
"""
AFTERMATH = (
    "hospital urgencias alta casa sobrevivio vivo viva ayuda tratamiento programa rehabilitacion limpio limpia"
    " recuperacion terapia internarlo internarla cama salio clinica desde"
)
THIRD_PERSON_DOES = (
    "va van quiere quieren quiso amenaza amenazo amenazan amenazado intento trato trata mata matan vaya podria iba puede"
    " ahorco ahorca queria dijo jura juro dice"
)
FIRST_PERSON_DOES = "yo voy quiero quise pienso pensando pense pensado intente trate he puedo deseo ganas ando estoy planeo"
RESOLVED = """
siento|siente|estoy|esta|sigo|ando ~2 bien|mejor|tranquilo|tranquila|contento|contenta|orgulloso|orgullosa $|y|gracias|ahora|ya|desde|con
sin problemas|sintomas|problema
"""
