"""English rules: dangerous withdrawal, alone and in pregnancy."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, URGENT, Rule, Table
from intake.domain.crisis.words_en import LISTS

_STOPPED = """
    stopped|quit|quitting|stopping|stop|kicked|kicking|dropped ~3 {sedative}|cold_turkey|it|everything|them
    cold turkey
    cut|cutting off
    ran|run|running|been|am|is|are|i_m|all out ~2 of? ~2 {sedative}
    out of my? {sedative}|meds|pills
    last drink|drank|dose|hit|beer|used|use|pill|xanax|shot|fix|bar
    without|no ~2 {sedative}|drink|dose|hit|fix ~3 since|in|for|days|day|hours|today|yesterday
    has|have|had|got|getting no ~1 {sedative}|drink|drinks
    no ~1 {sedative}|drink|drinks ~2 since|in|for|days|day|hours|today|yesterday
    not ~2 had|have|drank|drunk|used|use|taken|take|drink|touched ~4 since|in|for|days|day|hours|today|yesterday
    withdrawal|withdrawals|withdrawing|detox|detoxing|detoxed
    coming|came|come|comes|getting|tapering|tapered|taken|took ~1 off ~2 {sedative}|of_it|cold|too
    day|hour|days|hours ~1 #1 ~3 without|no|sober|clean|detox|off|alcohol_free|of
    #1 days|hours|day|hrs ~1 without|no|sober|clean|off|since|into|alcohol_free
    since|after ~3 stopped|quit|stopping|quitting|ran_out|drink|dose
    not ~2 had|drank|have ~2 drink|drop|sip|dose|hit|fix|alcohol|beer|dope
    gave|give|given|giving ~1 up ~2 {sedative}|it_all|it_on
    dry|sober|clean ~2 for|since ~1 a|day|days|yesterday|hours|#1-7
    dealer|dope_man|plug|connect|dopeman ~4 locked|gone|dried|out|dry|arrested|not|jail|left
    out of ~1 money
    #1 ~1 day|days dry|sober|clean
    lost|stolen|stole|missed|misplaced|flushed|refill ~2 script|prescription|meds|{sedative}|refill
    off|without ~2 {sedative}
    days|day|hours no ~1 {sedative}
    {sedative} ~3 stopped|cut_off|gone|ran_out
    still ~3 had|have ~1 {sedative} in_me|in_my|in_him|in_her
    started ~2 naltrexone|vivitrol ~2 yesterday|today|this|last
    poured ~3 out|down
    stopped|quit drinking|using|taking|on|yesterday|today|cold|suddenly|abruptly|two|three|this|last|{weekday}|$
    #1 ~1 days|hours|day|hour ~1 off
    day|days #1 $
    kicking|kicked ~2 at|on|off|it|the|alone|cold|{sedative}
    used ~3 days|day|hours|yesterday ago
    {sedative} ~3 wearing_off|wore_off
    doctor ~4 cut_me_off|stopped_prescribing|took_me_off
    cold turkeyed
"""

_DANGER_SIGN = """
    seizure|seizures|seizing|convulsion|convulsions|convulsing|convulsed
    hallucinate|hallucinates|hallucinating|hallucinations|hallucinated|hallucination
    seeing|sees|see|hearing|hears|saw|feels ~1 things|bugs|spiders|voices|people|shadows|snakes|ants|insects|demons|faces|stuff|rats|bugs_crawling ~3 not|on|in|that|crawling|everywhere|moving|$
    sees|seeing|see|saw bugs|spiders|shadows|snakes|rats|demons|ghosts|roaches|ants|faces|insects
    hear|hears|hearing|heard|see|sees|seeing ~3 that|who|which ~1 not|nobody|no
    hears|hearing voices
    seeing|sees|saw|see ~4 on|in|behind|at|under the? wall|walls|ceiling|floor|corner|room|bed|window|hallway|door|doorway|closet
    never ~2 been|felt ~1 this|so sick|ill|bad
    horrors
    bugs ~2 crawling|on|under
    delirious|delirium|disoriented|incoherent
    not know|knows what|where|who|her|his
    picking|grabbing|swatting|pointing|plucking at ~2 things|air|bugs|invisible|nothing|sheets|him|her|skin
    talking|talks|speaking|yelling to ~2 people|someone|nobody|himself|herself|dead|walls|wall|things|ghosts
    there|not|nothing|nobody|arent ~1 there $
    saw|sees|see|seeing ~2 dead|ghost|ghosts|demons|shadow|things|bugs
    fit|fits on|in|and|again|this|today|last|where
    had|having|has a fit|episode
    bit|biting|bitten {own} tongue
    not|havent|hasnt ~1 peed|urinated|pee
    burning up
    violently ill|sick
    confused|not_making_sense|makes_no_sense|talking_nonsense|not_know_where|does_not_know_who|not_know_what_day
    not|cant|unable ~2 keep|hold|keeping ~4 down
    throwing|threw|puking|vomiting|throw|coughing ~2 blood|everything|nonstop|non_stop|constantly|all_day|all_night|bile|for_days|for_2|every
    not ~1 stop|stopped throwing|vomiting|shaking|puking|trembling|sweating|convulsing
    heart ~3 racing|pounding|beating|going|pounds|races|exploding|jumping|skipping
    shaking|shakes|trembling|tremors ~2 bad|badly|uncontrollably|violently|so|all_over|like_a_leaf|like_crazy|nonstop
    whole|entire body ~2 shak*|jerk*|trembl*|twitch*|convuls*|hurts
    passing|passed|blacking|blacked out
    fever|high_fever|blood_pressure|chest_pain|chest_pains
    cant|can_not|barely|hardly|unable ~2 stand|walk|move|get_up|hold_anything
    going to die|pass_out
    feel|feels|like|think ~2 i_am|he_is|she_is|i|hes dying|going_to_die
"""

_SIGN = """
    shaking|shakes|shaky|shake|trembling|tremble|tremors|tremor|trembles|jittery
    throwing|threw up
    vomiting|puking|puke|vomit|vomited|puked|vomits|barfing
    sweating|sweats|sweat|sweaty|drenched|soaked|clammy|chills
    jerking|twitching|cramping|cramps|twitches
    sick as
    sick|ill|miserable $
    am|is|been|feel|feels|feeling|getting ~1 ~1 sick|ill|awful|terrible|horrible|deathly
    so|really|very|deathly|violently|super|terribly|extremely|horribly sick|ill
    sick as a dog
    not slept|sleep ~4 days|nights|since|at_all
    skin ~2 crawling
    crawling|jumping out of my skin
    agitated|panicking|panic
    not eaten|eat ~3 days
"""

_IN_WITHDRAWAL = """
    in full|bad|major|serious|deep|heavy|acute|active|hard|severe|total|opiate|opioid|alcohol|benzo|heroin ~2 withdrawal|withdrawals
    am|is|are|be|been|being|was|im|hes|shes|currently|badly|already|severely|now ~2 in ~3 withdrawal|withdrawals
    am|is|are|been|currently|start|starting|started|starts|keep {adverb}*2 withdrawing|detoxing !funds|from_the_program
    going|go|goes|suffering ~2 through|from|with ~4 withdrawal|withdrawals|detox
    having|have|has|experiencing|got|feeling|getting|started|starting|hit ~3 withdrawal|withdrawals !questions|before|symptoms_before
    withdrawal|withdrawals ~1 is|are|am|has|have|got|started|starting|kicked|kicking|symptoms ~3 bad|worse|terrible|horrible|awful|unbearable|killing|brutal|severe|started|kicking|hell|intense|hitting|hit|starting|rough|real|no_joke
    bad|terrible|horrible|severe|awful|acute|full|brutal|worst|extreme|heavy|precipitated|precip|rapid withdrawal|withdrawals
    withdrawing ~3 bad|badly|hard|right_now|now|alone|from|so|at_home
    kicking ~3 right_now|now|cold_turkey|at_home|alone|on_the_couch|it_by_myself
    kicking heroin|fentanyl|dope|opiates|methadone|oxys
    sick from ~1 {sedative}|no
    dts !what|dangerous|common|like|and_seizures
    dopesick|dope_sick
    sick ~4 need|needing|without|until ~2 fix|dope|dose|a_hit|something|to_use|fentanyl|heroin|shot
    detoxing|detox ~3 alone|at_home|myself|cold_turkey|by_myself|on_my_own|my_bed|himself|herself ~4 scared|sick|shaking|bad|help|hard|vomit*
"""


_WITHDRAWAL = Table(
    "en", "withdrawal", LISTS, URGENT, guards="negated past hypothetical information fear", near=30
)

WITHDRAWAL: tuple[Rule, ...] = (
    *_WITHDRAWAL.rules(
        in_withdrawal=_IN_WITHDRAWAL,
        delirium="""
            delirium tremens
            the|having|has|have|getting|got|through|with|into dts|dt|dt's
            alcohol|benzo|withdrawal ~1 seizure|seizures
        """,
        naltrexone_too_soon="""
            naltrexone|vivitrol|suboxone|revia|subs|sublocade|shot ~6 too soon|early
            took|taken|got|gave|given|started ~4 naltrexone|vivitrol|suboxone|shot ~14 sick|vomiting|throwing|withdrawal|withdrawals|shaking|precip*|sweating|pooping
        """,
        stopped_and_in_danger=f"{_STOPPED} && {_DANGER_SIGN}",
        stopped_and_sick=f"{_STOPPED} && {_SIGN}",
    ),
    *Table("en", "withdrawal", LISTS, EMERGENCY, guards="negated past hypothetical information fear").rules(
        seizure_now="""
            is|having|keeps|am|are|has|started ~2 seizing|convulsing
            having|has_had|keeps_having|just_had|keep_having|had ~2 seizure|seizures !years|as|when|before|in_the_past|because_of_epilepsy|medication
        """,
    ),
)

_PREGNANT = """
    preg|pregnant|expecting !to|a|that|you|results
    months|weeks|month|week along|pregnant
    first|second|third trimester
    baby ~2 due
    due in|next ~2 weeks|month|months|week|january|february|march|april|may|june|july|august|september|october|november|december
    expecting a baby|in
    having a? baby|twins|girl|boy in|next|this|soon
    pregnancy|unborn
"""
PREGNANCY = Table("en", "pregnancy_withdrawal", LISTS, URGENT, guards="negated past hypothetical fear", near=45).rules(
    pregnant_and_withdrawing=_PREGNANT + "&&" + _IN_WITHDRAWAL + """
        withdrawing|detoxing
        withdrawal|withdrawals !if|work|like|be|management|safe
        off ~2 {opioid} ~3 days|day|hours|yesterday|today|since
        cold turkey
        no|without ~1 {sedative} ~3 for|since|in|days|today
        dropped|kicked|cut|discharged|removed me|her|us ~2 from|off|out
        cut off
        tried|trying|try|want|wants|going|plan ~2 detox|kick|get_off|come_off|quit|stop ~3 {opioid}|alone|myself|by|on_my|on_her|at_home
        stopped|quit|quitting|stopping|stop|kicked|kick|kicking ~4 {opioid} !smoking_cigarettes|cigarettes
        ran|run|running|am|been|all out ~2 of? ~1 {opioid}|meds
        missed|miss|missing|lost|without|stole|denied ~3 dose|doses|methadone|suboxone|subutex|buprenorphine|meds
        not ~2 had|have|taken|used|dosed|get ~3 {opioid}|since|in|dose|today
        stopped|quit|quitting|stop|stopping|get_off|getting_off|come_off|coming_off ~4 myself|own|today|now|suddenly|overnight|right_away|at_once|tonight|alone
        sick|throwing|vomiting|shaking|puking|sweating|cramping|seizure|bleeding|cramps|seizures ~12 {opioid}|clean|fix
        {opioid}|clean|fix ~12 sick|throwing|vomiting|shaking|puking|sweating|cramping|seizure|bleeding|cramps|contractions
        last used|dose|hit|use
        clinic|doctor|pharmacy ~5 cut_me_off|kicked_me_out|dropped_me|stopped_my|refused|will_not_fill|closed|not_refill
    """,
    using_and_stopping=_PREGNANT + "&&" + """
        using|use|uses|addicted|hooked|shooting|snorting|smoking|relapsed ~4 heroin|fentanyl|dope|opiates|opioids|oxys|percs|pills|pain_pills|xanax|percocet
        heroin|fentanyl|dope|opiates|opioids ~3 every_day|daily|habit|addict|addiction
        && stop|stopping|quit|quitting|detox|get_off|come_off|kick|withdrawal|withdrawals|clean !smoking|cigarettes|needles
    """,
)
