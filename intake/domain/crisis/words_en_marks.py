"""English phrases that calm a match or place it in time: idioms, denials, the past, questions.

The pattern language is that of ``pattern.py``; lists of single words stand in one string.
"""

from __future__ import annotations

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
die laughing|sober|happy|old|inside|from_old_age
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
slammed me on
hit by a|an|the|my car|truck|bus|drunk|driver|train|bike|suv|deer|ball
shaking|shakes|seizures|vomiting|tremors|sweats|sweating|symptoms|withdrawal|withdrawals|hallucinations|nausea ~1 stopped|gone|is_over|are_over|subsided|passed|went_away
makes|make|made|get|gets ~1 my ~1 fingers|hands|toes|feet|lips|nails blue
overdosed|overdose|overdosing on netflix|sugar|chocolate|candy|tv|coffee|cake|carbs|news|turkey|food|social|caffeine|ice|pizza
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
SAYING = "like say saying said says think thinking thinks believe mean meaning that feel because"
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
first|former|previous|late husband|wife|marriage|boyfriend|girlfriend|ex
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
HYPOTHETICAL = "if when whenever case unless before until once what_if anyone supposing should ever whether"
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
RESOLVED = """
feel|feels|feeling|am|is|doing|felt|are ~2 fine|better|great|okay|ok|well|normal|good !as
no ~1 problems|issues|symptoms
"""
