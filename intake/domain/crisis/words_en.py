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
        " going to about try tries trying tried start started starts starting like constantly"
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
        "me us him her them mom dad grandma someone somebody people everyone anyone everybody other_people others"
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
    "yearn": (
        "want wants wanted wanting wish wishes wished wishing hope hopes hoping hoped pray prays praying beg"
        " begs begging ready plan plans planning planned imagine imagines imagining picture picturing dream"
        " dreams dreaming fantasize fantasizes fantasizing consider considering considered tempted urge urges"
        " feel_like feels_like felt_like contemplating intend intends longing crave ideas_of"
        " visions_of obsessed obsessing thinking_about think_about thinks_about thought_about thoughts_of"
        " thoughts_about thinking_of"
    ),
    "end_of_life": (
        "die dying death dead suicide kill_myself kill_himself kill_herself killing_myself killing_himself"
        " killing_herself hang_myself hanging_myself shoot_myself shooting_myself drown_myself stop_breathing"
        " stop_existing end_my_life ending_my_life end_his_life end_her_life ending_his_life ending_her_life"
        " end_it ending_it end_things ending_things end_myself take_my_life taking_my_life slit_my cut_my_wrists"
        " crash_into crashing_into jump_off jumping_off jump_in_front jumping_in_front walk_into_traffic"
        " drown drowning bleed_out flatline sleep_forever be_six_feet my_own_funeral overdose_on_purpose"
        " step_in_front run_into_traffic drive_off driving_off gone_for_good not_wake_up never_wake_up"
        " hurt_myself hurting_myself hurt_himself hurt_herself harm_myself harming_myself cut_myself cutting_myself"
    ),
    "helpless": (
        "baby babies toddler toddlers newborn newborns infant infants youngster kids children grandkids"
        " grandchildren grandbaby grandbabies little_one little_ones twins nieces nephews little_boy little_girl"
        " little_brother little_sister stepkids preschooler kindergartner"
    ),
    "unfit": (
        "nod nods nodded nodding passed_out passes_out passing_out pass_out wasted tweaking tweaks tweaked blacked_out"
        " shooting_up shoots_up shoot_up shoots_heroin shooting_heroin smoke_meth smokes_meth smoking_meth smoke_crack"
        " smokes_crack smoking_crack using_meth using_heroin using_fentanyl uses_meth uses_heroin uses_fentanyl"
        " needles needle syringe syringes bender drug_house trap_house dope_house so_high too_high high_on"
        " getting_high gets_high high_around drunk_around drunk_and high_and whip whips whipped whipping spank_until"
        " molest* starv* filthy abandon* neglect* unattended unsupervised unsafe endanger* wandering"
        " nobody_is_here nobody_to_watch nobody_to_take_care hungry no_food bruise* overdosed overdosing"
        " everyone_is_using everyone_uses all_using they_are_using parents_are_using mom_is_using dad_is_using mother_is_using father_is_using parents_use is_on_meth is_on_heroin are_on_drugs always_high always_drunk is_using_again shoots_up using_again falling_down_drunk out_of_it strung_out forgot_my forgot_the left_alone"
    ),
    "pills": (
        "pill pills tablet tablets meds med medication medications medicine tylenol acetaminophen"
        " advil ibuprofen aspirin benadryl xanax klonopin ativan valium benzo benzos oxy oxys"
        " oxycodone percocet percs percocets perc vicodin norco hydrocodone methadone suboxone"
        " trazodone seroquel gabapentin ambien sleeping_pills painkillers antidepressants"
        " prescription prescriptions capsules bars m30s blues roxys tramadol lithium"
    ),
    "drug": (
        "{pills} heroin fentanyl dope meth cocaine coke crack speed opioids opioid opiates opiate"
        " drugs stuff xylazine tranq kratom muscle_relaxers cough_syrup robitussin dxm speedball g heart_pills blood_thinners insulin ghb ecstasy molly pain_pills morphine dilaudid opana"
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
        " stab stabs stabbed hurt hurts hurting abuse abuses abused abusing"
        " burned bit bites throws_things_at pistol_whipped cut shook slammed jumped tackled swung_at came_at comes_at went_after lunged_at chased chases forces_himself_on forced_himself_on headbutted beat_on spit_on spits_on pins cornered corners pistol_whips"
        " tried_to_strangle"
    ),
    "high_on": (
        "high drunk intoxicated wasted impaired nodding nodding_out nodding_off passed_out hammered"
        " stoned tweaking blacked_out loaded under_the_influence on_drugs on_meth on_heroin"
        " on_something messed_up fucked_up on_fentanyl on_xanax strung_out"
    ),
    "shove": "push pushes pushed pushing shove shoves shoved shoving drag drags dragged dragging grab grabs grabbed throw throws threw pull pulls pulled slams slammed kicked pins pinned",
    "hard_thing": "wall door table dresser counter street traffic floor ground stairs car tub fridge window glass fence furniture closet mirror sink curb",
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
beat|beats|beating cancer|this|it|the_odds|the_addiction|the_disease|the_habit|the_traffic|addiction|my_addiction|his_addiction|traffic|around|odds
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
boss|po|landlord|wife|mom|mother|law|parents|officer|coach|teacher|supervisor|manager|dad|accountant|doctor|sponsor|dentist ~1 {helper}*2 kill|murder me !tonight|with
boss|po|landlord|wife|mom|parents|officer|coach|teacher|supervisor|manager|dad|accountant ~1 will kill me
feel*|felt ~1 blue
end of my|our|his|her rope
drowning|drown in
cold weather|air|water ~4 blue
want|wants|wanted|begs|begged|asks|asked|tells|told me|us|him to ~1 quit|stop|get
moving out|on|in|to|away|forward|back|into|up|here|there|day|truck|van
collapsed in tears|laughter
fell out with
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
lying if i ~1 said|say ~4 not
make|get|go|last|survive|day|night|weekend ~6 without
trying|try|tried|struggling|hard|everything|fighting|strength ~3 not
lying ~6 not
fight ~1 not
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
    " reports reported dt dts severe more idea ideas hear hearing because"
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
when|since|as i|he|she|we|they|him|her was|were ~1 young*|little|kid|child|boy|girl|teen*|#1|married|using|homeless|addict|drinking|in|a|an|growing|at|living|with
last time i|we
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
years|months clean|sober|free
once|twice|times before|already|in
before $
"""
RECENT = """
last night|week|weekend|{weekday}
over|during the? weekend
yesterday|earlier
this past? week|weekend|month
on ~1 {weekday}
day|days|night|nights ago
other day|night
past|last couple|few|two|three|2|3 ~1 days|nights
<!next|this|every|coming|by|until {weekday}
"""
NOW = """
right now
now|currently|tonight|today|still|again
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
<!having|have|has|my|with|had|his|her|got|bad|severe signs|symptoms|stages|risk|risks|causes|cost|length|timeline|history of|are
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
AFTERMATH = (
    "hospital er icu ambulance discharged home survived alive refuses refusing treatment rehab program bed detox clean sober"
    " since released recovered counseling help needs need aftercare vivitrol naltrexone stable admitted"
)
