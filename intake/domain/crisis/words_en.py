"""English word lists and guards.  Words are folded: no case, accents or apostrophes."""

from __future__ import annotations

_KIN = (
    "wife husband boyfriend girlfriend partner ex mom mother dad father brother sister son daughter kids"
    " kid children child boss family roommate neighbor parents baby stepdad stepmom stepfather stepmother"
    " grandma grandmother grandpa grandfather coworker landlord uncle aunt cousin fiance friend friends guy man woman person"
    " dude cop cops judge nurse doctor counselor kid people guys officer neighbor son_of"
    " classmates teacher dealer stepson manager brother_in_law sister_in_law neighbors in_laws"
)

LISTS: dict[str, str] = {
    "kin_of": " ".join(f"{whose}_{kin}" for whose in ("my", "his", "her", "our", "the") for kin in _KIN.split()),
    "self": "myself himself herself themselves themself yourself ourselves oneself",
    "own": "my his her their your our the",
    "adverb": (
        "just really so very actually literally honestly even still now always also only both truly"
        " seriously constantly sometimes often please probably maybe kinda right already basically"
        " fucking freaking badly desperately simply finally almost to be have got"
    ),
    "helper": (
        "am is are was were be been being have has had do does did will would can could might may"
        " should must keep keeps kept get gets got getting just really still even also always now"
        " going to about try tries trying tried start started starts starting like not constantly"
        " sometimes often almost has_been who that already then actually literally again"
    ),
    "person": (
        "i he she they we someone somebody husband wife boyfriend girlfriend partner ex fiance"
        " fiancee spouse son daughter brother sister mom mother dad father cousin friend roommate"
        " uncle aunt nephew niece grandson granddaughter grandma grandmother grandpa grandfather"
        " kid child guy man woman dude neighbor stepson stepdad stepmom stepfather stepdaughter"
        " buddy baby toddler patient client coworker him her them girl boy teenager teen people"
    ),
    "other": (
        "he she they husband wife boyfriend girlfriend partner ex fiance fiancee spouse son"
        " daughter brother sister dad father stepdad stepfather stepson cousin roommate uncle nephew"
        " grandson guy man men woman dude neighbor dealer pimp someone somebody people him friend mom"
        " mother stepmom gang family"
    ),
    "victim": (
        "me us him her them someone somebody people everyone anyone everybody other_people others"
        " anybody {kin_of}"
    ),
    "intend": (
        "want wants wanted wanting wish wishes going plan plans planning planned thinking_about"
        " thinking_of think_about think_of thought_about thought_of thoughts_of thoughts_about"
        " threaten threatens threatening threatened threats trying tried try tempted considering"
        " considered contemplating decided urge urges urges_to ready feel_like feels_like felt_like"
        " feeling_like need intend intends intending might about_to fantasize* fantasiz* scared_i_will"
        " afraid_i_will talking_about talks_about talked_about ideas_of idea_of visions_of"
        " keep_thinking_about obsess* dreaming_of dreaming_about"
    ),
    "pills": (
        "pill pills tablet tablets meds med medication medications medicine tylenol acetaminophen"
        " advil ibuprofen aspirin benadryl xanax klonopin ativan valium benzo benzos oxy oxys"
        " oxycodone percocet percs percocets perc vicodin norco hydrocodone methadone suboxone"
        " trazodone seroquel gabapentin ambien sleeping_pills painkillers antidepressants"
        " prescription prescriptions capsules bars m30s blues roxys tramadol naltrexone lithium"
    ),
    "drug": (
        "{pills} heroin fentanyl dope meth cocaine coke crack speed opioids opioid opiates opiate"
        " drugs stuff xylazine tranq kratom ghb ecstasy molly pain_pills morphine dilaudid opana"
        " alcohol vodka"
    ),
    "sedative": (
        "alcohol drinking drink vodka whiskey liquor booze wine beer beers xanax klonopin ativan"
        " valium benzo benzos alprazolam clonazepam lorazepam diazepam phenibut ghb barbiturates"
        " oxy oxys oxycodone percocet percs heroin fentanyl dope opioids opiates opioid opiate"
        " methadone suboxone kratom tramadol pills pain_pills norco vicodin hydrocodone morphine"
        " subutex buprenorphine using meds gabapentin tranq"
    ),
    "opioid": (
        "heroin fentanyl dope opioids opiates opioid opiate methadone suboxone subutex oxy oxys"
        " oxycodone percocet percs kratom pills norco vicodin hydrocodone morphine using drugs"
        " drinking alcohol xanax benzos klonopin meds buprenorphine everything drug drink it"
    ),
    "weekday": "monday tuesday wednesday thursday friday saturday sunday",
    "small": (
        "kid kids child children baby babies toddler toddlers infant newborn newborns twins"
        " grandbaby grandbabies grandkids grandkid grandchild grandchildren stepkids little_one"
        " little_ones little_girl little_boy little_sister little_brother little_brothers"
        " little_sisters preschooler boys girls youngster toddlers twins grandsons granddaughters infants kindergartner first_grader"
        " niece nephew nieces nephews stepchildren"
    ),
    "young": "{small} son daughter grandson granddaughter stepson stepdaughter sons daughters",
    "weapon": "gun guns pistol rifle shotgun knife machete bat hammer glock weapon ax axe revolver",
    "high_place": (
        "bridge roof building balcony overpass cliff ledge window tower garage tracks train bus"
        " truck traffic freeway highway parking_garage deck"
    ),
    "hit": (
        "hit hits hitting beat beats beating beaten punch punches punched punching choke chokes"
        " choked choking strangle strangles strangled strangling slap slaps slapped slapping kicked"
        " kicks attack attacks attacked attacking assault* rape raped rapes raping shove shoves"
        " shoved stab stabs stabbed pushes pushed hurt hurts hurting abuse abuses abused abusing"
        " burned bit bites grabbed throws_things_at threw pistol_whipped cut shook dragged slammed"
        " tried_to_strangle"
    ),
    "high_on": (
        "high drunk intoxicated wasted impaired nodding nodding_out nodding_off passed_out hammered"
        " stoned tweaking blacked_out loaded under_the_influence on_drugs on_meth on_heroin"
        " on_something messed_up fucked_up on_fentanyl on_xanax strung_out"
    ),
    "body": (
        "face head neck throat arm arms wrist leg ribs rib jaw nose eye eyes hair lip back stomach hand"
        " fingers skull teeth mouth chest finger collarbone hip"
    ),
    "wound": (
        "smash* slash* slam* twist* broke breaks breaking bust* bash* burn* bit bites biting scratch*"
        " pull* grab* drag* pin pinned pins knock* spit* headbutt* whip* hit hits hitting kick* punch*"
        " stab* cut cuts slap* crush* split fractured bruis* squeez* shov* threw throws throwing chok*"
        " strangl* beat beats beating blacked tackled"
    ),
    "means": (
        "knife knives gun pistol rifle shotgun glock rope razor razors blade blades noose balcony"
        " bridge overpass ledge bullets ammo tracks trestle scissors bottle_of_pills belt"
        " bottle_of_oxy bottle_of_xanax garage cliff rooftop insulin fentanyl_patches cord"
    ),
    "alone": (
        "alone unattended unsupervised by_himself by_herself by_themselves home_alone on_their_own"
        " on_his_own on_her_own with_nobody in_a_hot_car"
    ),
}  # fmt: skip

IDIOMS = """
kill|killing|killed|kills|murdering ~1 time|mood|vibe|buzz|pain|cravings|craving|germs|bacteria|engine|appetite
kill|killing|killed for|it|two_birds|the_lights
killing|kills me !with|and|if|tonight|because|right
killing my|his|her|our ~2 back|head|stomach|knee|knees|feet|liver|vibe|marriage|wallet|budget|family|tooth|teeth|neck
killing {self} at|over|to|trying|working|for|in|slowly|by
killing {self} with|drinking|using|smoking ~1 {drug}|drink|this|the|it|that|himself
slowly|basically killing {self}
kill {self} with|by the|this|that|his|her|all|drinking|using|alcohol|booze|drugs|smoking
kill {self} drinking|smoking|using|working|laughing|for
kill {self} if he|she|i keep|keeps|does|do
drink|drinking|drank|drinks|smoking|working|worked {self} to death
dying to|for know|see|hear|try|meet|get|start|talk|a|some
dying of|from curiosity|laughter|boredom|embarrassment|heat|cancer
die|died|dying of|from|with embarrassment|laughter|laughing|shame|boredom|humiliation|old_age|natural_causes
die laughing|sober|happy|old|peacefully|inside|from_old_age
to die for
dead tired|line|lines|end|ends|serious|set|beat|weight|broke|last|zone|battery|air
beat|beats|beating cancer|this|it|the|addiction|my_addiction|his_addiction|traffic|around|odds
beat from|after|today|by
beating|beat|beats {self} up
turn|turns|turned blue in the? cold|winter|snow|pool
hit|hits|hitting me|us up|back|that|like
<!he|she|husband|boyfriend|ex|dad|partner|wife|him|girlfriend hit|hits|hitting me|us|him|her|them ~1 hard|harder|differently|all|around|at
hits|hit rock_bottom|bottom|home|close
it|that|this|reality|truth|craving|cravings ~1 hit|hits|beat|beats me|us|him|her
shoot|shooting|shot me|us|you|him|her|them an|a|your|over|some email|e|message|text|line|note|mail|the|details
shoot|shooting|shot for|hoops|the_breeze
cut|cutting {self} off|some_slack|short|shaving|cooking|a_break|on|while|out
cut|cutting down|back|corners|my_hours
hurt|hurting|hurts {self} ~2 at_work|work|working|lifting|playing|on_the_job|in_a|falling|moving|skiing|by|financially|with|running|my
hurt|hurting|hurts ~1 feelings|chances|liver|wallet
hang|hanging {self} out|up
hang|hanging|hung up|out|in_there|on|around
jump|jumping off|on|into|in the? call|phone|zoom|wagon|conclusions|right|line
jump off point
blow|blew my|your mind
suicide|overdose|violence|abuse awareness|prevention|hotline|lifeline|training|class|education|walk|survivor*|loss|bereavement|policy|screening|assessment|risk_assessment|statistics|squad|deaths|rates|rate|data|response|victims|shelter|counselor|hotlines|group|groups
end it with|on a|my|him|her|good|high|the
end things|it with|between
end of life
took|take|takes|taken my|his|her life back|over|in|seriously
bank|atm|cash|account|social withdrawal|withdrawals
withdrawal from|of the|a|my|this program|class|bank|account|study|consent|course|funds|school|college|semester|plan
withdrawal form|slip|policy|request|method
painless|hurt feelings
shaking my head|hands_with|hand|off
shake|shook|shaking his|her|their|your hand
bite|biting the bullet
gun shy
fire|fired|pull|pulled|pulling the trigger on|to
trigger warning
blue cross|shield|collar|moon|monday|eyes|pill|pills|light|line|form|card|bubble|sky|house|building|door|one
purple heart|door|form|building
could kill {self} !tonight|right|now
kick|kicking {self}
boss|po|landlord|wife|mom|parents|officer|coach|teacher|supervisor|manager|dad|accountant ~1 {helper}*2 kill|murder me !tonight|with
boss|po|landlord|wife|mom|parents|officer|coach|teacher|supervisor|manager|dad|accountant ~1 will kill me
feel*|felt ~1 blue
black and blue
go|going|goes|went blue_collar
wake|waking up ~1 call|calls
with child support|care|protective
"""

NEGATORS = (
    "not no never without nor neither none deny denies denied denying nobody doesnt didnt"
    " stopped quit no_longer absent negative instead_of rather_than prevent prevents preventing avoid avoiding"
)
NOT_NEGATORS = """
not only|just_that|sure|certain|kidding|joking|lying|gonna_lie|going_to_lie
why not
if not
can|could not {helper}*1 stop|quit|help
no doubt|question|matter|idea|choice
do not know|care|tell
have|has not stopped|quit
lying if i said ~3
can not ~1 say|promise|guarantee ~4 not
no more $|i|he|she
not anymore
"""
BRIDGE = (
    "feel feels feeling felt have has had having been any thoughts thought thinking about going to"
    " want wants wanted wanting plan plans planning planned trying try tried really even ever like"
    " suicidal suicide am is was were are be being a an the in or and of at all desire intention"
    " intentions intent longer currently saying say said that homicidal ideation hurting harming"
    " killing self harm myself himself herself selfharm dying actively active passive history"
    " considered considering attempted attempt would ever will do does did urge urges current"
    " present actually threatening threatened threat threats hit beaten beat hallucinating"
    " hallucinations seizure seizures shaking fever symptoms tremors experiencing experience"
    " currently know saying cutting burning think thinks believe leave leaving left let physical"
    " domestic violence abuse danger him her others anyone someone else anybody anymore myself"
    " overdosed overdose overdosing withdrawal withdrawals suffering signs sign concerns report"
    " reports reported dt dts severe idea ideas hear hearing because"
)
SAYING = "say saying said says think thinking thinks believe mean meaning that feel because"
PRONOUNS = "i he she they we im it you"

PAST = """
year|years|yrs|months|decades|ages ago|back|earlier|prior
long ago|time_ago|time_back
while|time ago|back
in|since|from|around|during|of|until|spring|summer|fall|winter #1900
last|previous year|summer|fall|autumn|spring|winter|decade|christmas|thanksgiving
back in|when|then
when|since|as i|he|she|we|they|him|her was|were
when|as ~1 a|an|young|little ~1 teen|teenager|kid|child|boy|girl|younger|student|adolescent
in the past
in {own} ~1 teens|twenties|thirties|20s|30s|youth|past|early|late|younger
in high_school|college|prison|rehab_before|middle_school
childhood|growing_up
those|back days|day
over|through the years
at the|that time
sober|clean since|for #1 years|months|year
{person} was|were a? young*|little|teen*
"""
PAST_BESIDE = """
used to
previous|previously|prior|formerly|history|historically
once|twice|times before|already|in
before $
"""
RECENT = """
last night|week|weekend|{weekday}
yesterday|earlier
this past? week|weekend|month
on ~1 {weekday}
day|days|night|nights ago
other day|night
past|last couple|few|two|three|2|3 ~1 days|nights
{weekday} night|morning|afternoon|evening
"""
NOW = """
right now
now|currently|tonight|today|still
this morning|afternoon|evening|second|minute|moment|instant
minutes|minute|hour|hours|seconds ago
at this|the moment
as we_speak|i_type|i_write
next to me
in front of me
"""
GRIEF = """
<!almost|nearly|practically|basically|could|would|might|have|has|not|to|will|also died
passed away
lost ~6 to
lost ~1 {own}|a|our ~2 son|daughter|brother|sister|husband|wife|mother|father|mom|dad|friend|child|boyfriend|girlfriend|nephew|niece|cousin|partner|fiance
<!not|overdose fatal|fatally
funeral|grieving|grief|bereave*|memorial
overdose|overdosed|suicide death|deaths|took|killed|that
killed|took my|our|him|her ~1 son|daughter|brother|sister|husband|wife|mother|father|mom|dad|friend|child|life
death of
loss|death from|to|by
anniversary
"""
HYPOTHETICAL = "if when whenever case unless before until once what_if anyone supposing should ever people whether"
HYPOTHETICAL_BRIDGE = (
    "someone somebody anyone a person i he she they we my our son daughter husband wife brother"
    " sister friend boyfriend girlfriend mom dad kid kids child is are was were were_to ever does"
    " do has have somebody's the patient ends up starts start stops stop to of an suddenly one his"
    " her their becomes goes gets partner loved people it be being not baby will"
)
FEAR = (
    "afraid scared fear fears fearful terrified worried worry worries nervous concerned anxious"
    " dread dreading risk risks chance danger dangers petrified prevent prevents preventing avoid"
    " avoiding preventable reverse treat treats treating manage about during help_with cause causes"
)
INFORMATION = """
signs|symptoms|stages|risk|risks|causes|cost|length|timeline|history of|are
what is|are|does|causes|helps the?
how long|common|likely|soon|often|many|bad|dangerous
how do|does|to|can you|i|people|naltrexone|the|treat|handle|manage|prevent|spot|recognize
do|does|can|could|will|would you|your|the|naltrexone|vivitrol|it|this|alcohol|suboxone ~3 help|treat|cause|handle|offer|prevent|take|manage|accept|provide|have|do|get|monitor|talk|cover
is it|there possible|normal|common|true|any|a|anything
read|reading|heard|learn*|writing|study|studying|research*|paper|article|documentary|movie|book|show|song|podcast|class|course|training|trained|lecture|talk|workshop|essay|video|episode about|that|on|where|of
side effect|effects
disorder|medication|medicine|meds for
for my|his|her seizures
prevention|policy|brochure|brochures|pamphlet
"""
RECOVERY = (
    "help treatment sober clean rehab program quit quitting stop detox recover recovery better change"
    " appointment naltrexone vivitrol sobriety start"
)
DENIED_AFTER = """
no|none|denied|never|nope|negative $
is not|denied|none|no
i|he|she do|does not think
"""
