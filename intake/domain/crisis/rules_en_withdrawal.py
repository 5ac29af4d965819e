"""English rules: dangerous withdrawal, alone and in pregnancy."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, URGENT, Rule, Table
from intake.domain.crisis.words_en import LISTS

_STOPPED = """
    stopped|quit|quitting|stopping|stop|kicked|kicking|dropped ~4 {sedative}|cold_turkey|it|everything|them
    cold turkey
    cut|cutting off
    ran|run|running|been|am|is|are|i_m|all out ~3 of? ~3 {sedative}
    out of my? {sedative}|meds|pills
    last drink|drank|dose|hit|beer|used|use|pill|xanax|shot|fix|bar
    without|no ~3 {sedative}|drink|dose|hit|fix ~4 since|in|for|days|day|hours|today|yesterday
    has|have|had|got|getting no ~2 {sedative}|drink|drinks
    no ~2 {sedative}|drink|drinks ~3 since|in|for|days|day|hours|today|yesterday
    not ~3 had|have|drank|drunk|used|use|taken|take|drink|touched ~5 since|in|for|days|day|hours|today|yesterday
    withdrawal|withdrawals|withdrawing|detox|detoxing|detoxed
    coming|came|come|comes|getting|tapering|tapered|taken|took ~2 off ~3 {sedative}|of_it|cold|too
    day|hour|days|hours ~2 #1 ~4 without|no|sober|clean|detox|off|alcohol_free|of
    #1 days|hours|day|hrs ~2 without|no|sober|clean|off|since|into|alcohol_free
    since|after ~4 stopped|quit|stopping|quitting|ran_out|drink|dose
    not ~3 had|drank|have ~3 drink|drop|sip|dose|hit|fix|alcohol|beer|dope
    gave|give|given|giving ~2 up ~3 {sedative}|it_all|it_on
    dry|sober|clean ~3 for|since ~2 a|day|days|yesterday|hours|#1-7
    dealer|dope_man|plug|connect|dopeman ~5 locked|gone|dried|out|dry|arrested|not|jail|left
    out of ~2 money
    #1 ~2 day|days dry|sober|clean
    lost|stolen|stole|missed|misplaced|flushed|refill ~3 script|prescription|meds|{sedative}|refill
    off|without ~3 {sedative}
    days|day|hours no ~2 {sedative}
    {sedative} ~4 stopped|cut_off|gone|ran_out
    still ~4 had|have ~2 {sedative} in_me|in_my|in_him|in_her
    started ~3 naltrexone|vivitrol ~3 yesterday|today|this|last
    poured ~4 out|down
    stopped|quit drinking|using|taking|on|yesterday|today|cold|suddenly|abruptly|two|three|this|last|{weekday}|$
    #1 ~2 days|hours|day|hour ~2 off
    day|days #1 $
    kicking|kicked ~3 at|on|off|it|the|alone|cold|{sedative}
    used ~4 days|day|hours|yesterday ago
    {sedative} ~4 wearing_off|wore_off
    doctor ~5 cut_me_off|stopped_prescribing|took_me_off
    cold turkeyed
"""

_DANGER_SIGN = """
    seizure|seizures|seizing|convulsion|convulsions|convulsing|convulsed
    hallucinate|hallucinates|hallucinating|hallucinations|hallucinated|hallucination
    seeing|sees|see|hearing|hears|saw|feels ~2 things|bugs|spiders|voices|people|shadows|snakes|ants|insects|demons|faces|stuff|rats|bugs_crawling ~4 not|on|in|that|crawling|everywhere|moving|$
    sees|seeing|see|saw bugs|spiders|shadows|snakes|rats|demons|ghosts|roaches|ants|faces|insects
    hear|hears|hearing|heard|see|sees|seeing ~4 that|who|which ~2 not|nobody|no
    hears|hearing voices
    seeing|sees|saw|see ~5 on|in|behind|at|under the? wall|walls|ceiling|floor|corner|room|bed|window|hallway|door|doorway|closet
    never ~3 been|felt ~2 this|so sick|ill|bad
    horrors
    bugs ~3 crawling|on|under
    delirious|delirium|disoriented|incoherent
    not know|knows what|where|who|her|his
    picking|grabbing|swatting|pointing|plucking at ~3 things|air|bugs|invisible|nothing|sheets|him|her|skin
    talking|talks|speaking|yelling to ~3 people|someone|nobody|himself|herself|dead|walls|wall|things|ghosts
    there|not|nothing|nobody|arent ~2 there $
    saw|sees|see|seeing ~3 dead|ghost|ghosts|demons|shadow|things|bugs
    fit|fits on|in|and|again|this|today|last|where
    had|having|has a fit|episode
    bit|biting|bitten {own} tongue
    not|havent|hasnt ~2 peed|urinated|pee
    burning up
    violently ill|sick
    confused|not_making_sense|makes_no_sense|talking_nonsense|not_know_where|does_not_know_who|not_know_what_day
    not|cant|unable ~3 keep|hold|keeping ~5 down
    throwing|threw|puking|vomiting|throw|coughing ~3 blood|everything|nonstop|non_stop|constantly|all_day|all_night|bile|for_days|for_2|every
    not ~2 stop|stopped throwing|vomiting|shaking|puking|trembling|sweating|convulsing
    heart ~4 racing|pounding|beating|going|pounds|races|exploding|jumping|skipping
    shaking|shakes|trembling|tremors ~3 bad|badly|uncontrollably|violently|so|all_over|like_a_leaf|like_crazy|nonstop
    whole|entire body ~3 shak*|jerk*|trembl*|twitch*|convuls*|hurts
    passing|passed|blacking|blacked out
    fever|high_fever|blood_pressure|chest_pain|chest_pains
    cant|can_not|barely|hardly|unable ~3 stand|walk|move|get_up|hold_anything
    going to die|pass_out
    feel|feels|like|think ~3 i_am|he_is|she_is|i|hes dying|going_to_die
"""

_SIGN = """
    shaking|shakes|shaky|shake|trembling|tremble|tremors|tremor|trembles|jittery
    throwing|threw up
    vomiting|puking|puke|vomit|vomited|puked|vomits|barfing
    sweating|sweats|sweat|sweaty|drenched|soaked|clammy|chills
    jerking|twitching|cramping|cramps|twitches
    sick as
    sick|ill|miserable $
    am|is|been|feel|feels|feeling|getting ~2 ~2 sick|ill|awful|terrible|horrible|deathly
    so|really|very|deathly|violently|super|terribly|extremely|horribly sick|ill
    sick as a dog
    not slept|sleep ~5 days|nights|since|at_all
    skin ~3 crawling
    crawling|jumping out of my skin
    agitated|panicking|panic
    not eaten|eat ~4 days
"""

_IN_WITHDRAWAL = """
    in full|bad|major|serious|deep|heavy|acute|active|hard|severe|total|opiate|opioid|alcohol|benzo|heroin ~3 withdrawal|withdrawals
    am|is|are|be|been|being|was|im|hes|shes|currently|badly|already|severely|now ~3 in ~4 withdrawal|withdrawals
    am|is|are|been|currently|start|starting|started|starts|keep {adverb}*3 withdrawing|detoxing !funds|from_the_program
    going|go|goes|suffering ~3 through|from|with ~5 withdrawal|withdrawals|detox
    having|have|has|experiencing|got|feeling|getting|started|starting|hit ~4 withdrawal|withdrawals !questions|before|symptoms_before
    withdrawal|withdrawals ~2 is|are|am|has|have|got|started|starting|kicked|kicking|symptoms ~4 bad|worse|terrible|horrible|awful|unbearable|killing|brutal|severe|started|kicking|hell|intense|hitting|hit|starting|rough|real|no_joke
    bad|terrible|horrible|severe|awful|acute|full|brutal|worst|extreme|heavy|precipitated|precip|rapid withdrawal|withdrawals
    withdrawing ~4 bad|badly|hard|right_now|now|alone|from|so|at_home
    kicking ~4 right_now|now|cold_turkey|at_home|alone|on_the_couch|it_by_myself
    kicking heroin|fentanyl|dope|opiates|methadone|oxys
    sick from ~2 {sedative}|no
    sick|ill|suffering|miserable|dying from|with|in ~2 withdrawal|withdrawals|detox
    dts !what|dangerous|common|like|and_seizures
    dopesick|dope_sick
    sick ~5 need|needing|without|until ~3 fix|dope|dose|a_hit|something|to_use|fentanyl|heroin|shot
    detoxing|detox ~4 alone|at_home|myself|cold_turkey|by_myself|on_my_own|my_bed|himself|herself ~5 scared|sick|shaking|bad|help|hard|vomit*
"""


_WITHDRAWAL = Table("en", "withdrawal", LISTS, URGENT, guards="negated past hypothetical information fear resolved", near=30)

WITHDRAWAL: tuple[Rule, ...] = (
    *_WITHDRAWAL.rules(
        in_withdrawal=_IN_WITHDRAWAL,
        delirium="""
            delirium tremens
            body ~2 shutting|giving|shut down|out
            going|about ~2 have ~2 seizure
            going|about to seize !the|this
            the|having|has|have|getting|got|through|with|into dts|dt|dt's
            alcohol|benzo|withdrawal ~2 seizure|seizures
        """,
        naltrexone_too_soon="""
            naltrexone|vivitrol|suboxone|revia|subs|sublocade|shot ~7 too soon|early
            took|taken|got|gave|given|started ~5 naltrexone|vivitrol|suboxone|shot ~14 sick|vomiting|throwing|withdrawal|withdrawals|shaking|precip*|sweating|pooping
        """,
        stopped_and_in_danger=f"{_STOPPED} && {_DANGER_SIGN}",
        stopped_and_sick=f"{_STOPPED} && {_SIGN}",
    ),
    *Table("en", "withdrawal", LISTS, EMERGENCY, guards="negated past hypothetical information fear resolved").rules(
        seizure_now="""
            is|having|keeps|am|are|has|started ~3 seizing|convulsing
            having|has_had|keeps_having|just_had|keep_having|had ~3 seizure|seizures !years|as|when|before|in_the_past|because_of_epilepsy|medication
        """,
    ),
)

_PREGNANT = """
    am|is #5-42 weeks !ago|clean|sober|off|since|out|to_go|old|long|without|later|into|in
    <!get|getting|become|becoming|be|not|never|was|were|if|conceive preg|pregnant
    expecting !to|a|that|you|results
    months|weeks|month|week along|pregnant
    first|second|third trimester
    baby ~3 due
    due in|next ~3 weeks|month|months|week|january|february|march|april|may|june|july|august|september|october|november|december
    expecting a baby|in
    having a? baby|twins|girl|boy in|next|this|soon
    pregnancy|unborn
"""
PREGNANCY = Table("en", "pregnancy_withdrawal", LISTS, URGENT, guards="negated past hypothetical fear", near=45).rules(
    pregnant_and_withdrawing=_PREGNANT
    + "&&"
    + _IN_WITHDRAWAL
    + """
        withdrawing|detoxing
        withdrawal|withdrawals !if|work|like|be|management|safe
        off ~3 {opioid} ~4 days|day|hours|yesterday|today|since
        cold turkey
        no|without ~2 {sedative} ~4 for|since|in|days|today
        dropped|kicked|cut|discharged|removed me|her|us ~3 from|off|out
        cut off
        tried|trying|try|want|wants|going|plan ~3 detox|kick|get_off|come_off|quit|stop ~4 {opioid}|alone|myself|by|on_my|on_her|at_home
        stopped|quit|quitting|stopping|stop|kicked|kick|kicking ~5 {opioid} !smoking_cigarettes|cigarettes
        ran|run|running|am|been|all out ~3 of? ~2 {opioid}|meds
        missed|miss|missing|lost|without|stole|denied ~4 dose|doses|methadone|suboxone|subutex|buprenorphine|meds
        not ~3 had|have|taken|used|dosed|get ~4 {opioid}|since|in|dose|today
        stopped|quit|quitting|stop|stopping|get_off|getting_off|come_off|coming_off ~5 myself|own|today|now|suddenly|overnight|right_away|at_once|tonight|alone
        sick|throwing|vomiting|shaking|puking|sweating|cramping|seizure|bleeding|cramps|seizures ~12 {opioid}|clean|fix
        {opioid}|clean|fix ~12 sick|throwing|vomiting|shaking|puking|sweating|cramping|seizure|bleeding|cramps|contractions
        last used|dose|hit|use
        clinic|doctor|pharmacy ~6 cut_me_off|kicked_me_out|dropped_me|stopped_my|refused|will_not_fill|closed|not_refill
    """,
    using_and_stopping=_PREGNANT
    + "&&"
    + """
        using|use|uses|addicted|hooked|shooting|snorting|smoking|relapsed ~5 heroin|fentanyl|dope|opiates|opioids|oxys|percs|pills|pain_pills|xanax|percocet
        heroin|fentanyl|dope|opiates|opioids ~4 every_day|daily|habit|addict|addiction
        && stop|stopping|quit|quitting|detox|get_off|come_off|kick|withdrawal|withdrawals|clean !smoking|cigarettes|needles
    """,
)
