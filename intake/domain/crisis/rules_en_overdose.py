"""English rules: overdose."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, URGENT, Rule, Table
from intake.domain.crisis.words_en import LISTS

_OVERDOSE_SIGN = Table("en", "overdose", LISTS, EMERGENCY, guards="negated past hypothetical information", recent=URGENT)
_OVERDOSE = Table("en", "overdose", LISTS, URGENT, guards="negated past hypothetical grief fear", now=EMERGENCY)

OVERDOSE: tuple[Rule, ...] = (
    *_OVERDOSE.rules(
        overdosed="""
            overdosed !prevention|before|in_the_past
            had|having|has|have|survived|survive ~3 overdose|overdoses !prevention|training|before
            hospital|er|icu|ambulance|emergency_room|hospitalized|paramedics|discharged|released ~6 overdose|overdoses
            overdose|overdoses scare|again
            nearly|almost|another|accidental|second|third|possible|latest overdose
            it is|was an overdose
        """,
    ),
    *Table("en", "overdose", LISTS, EMERGENCY, guards="negated past hypothetical grief").rules(
        overdosed_now="""
            just|currently overdosed|overdose|had_an_overdose
            overdosed ~9 right_now|just_now|help_me|help_us|please_help|ambulance_is|ambulance_coming|911_is|on_the_way|what_do_i_do|what_do_we_do|call_911|minutes_ago|an_hour_ago|tonight|on_the_floor|on_the_couch|in_the_bathroom|in_the_car
            i think ~5 overdosed|overdosing|overdose
            having an overdose
            maybe|might_be|might_have|may_have|could_be|could_have ~3 overdosed|overdosing|an_overdose
            need|needs|where|get|have|bring ~5 narcan|naloxone ~2 now|asap|right_now|fast|immediately|quick|stat
            narcan|naloxone ~3 not working|work|waking|helping
            {person} odd|od ~4 in|on|at|last|again|right|help|and
            {person} ~2 overdose in|on|at|rn|help the? bathroom|couch|floor|car|bedroom|kitchen|house
        """,
    ),
    *Table(
        "en",
        "overdose",
        LISTS,
        EMERGENCY,
        guards="negated past hypothetical grief fear information",
        recent=URGENT,
    ).rules(overdosing="overdosing"),
    *_OVERDOSE_SIGN.rules(
        took_too_much="""
            took|taken|swallowed|ate|popped|downed|injected|shot|did|snorted|ingested|chugged|drank|smoked|used ~3 too|way_too|so ~2 much|many ~3 {drug}
            <!been|have used|did|took|shot ~2 too much $|and|i|im|help
            took|taken|swallowed|drank|injected|shot ~3 lethal|fatal|massive|huge|triple dose|amount
            <!been|be took|taken|swallowed|ate|popped|downed|ingested ~3 too|way_too ~2 much|many !time|days|day|on|breaks|for_granted|responsibility|classes|off|money|work|years|hours|months|weeks|shifts|trips|pictures|risks|chances|of_my|space|effort|from|sick|courage|out
            took|taken|swallowed|ate|popped|downed|ingested|drank|emptied|chugged ~4 whole|entire|full|half_a|half_the ~2 bottle|script|bag|blister|pack|box|prescription|strip ~4 {pills}
            took|taken|swallowed|ate|popped|downed|ingested|emptied|chugged ~3 whole|entire|full bottle|script|prescription|blister|strip
            took|taken|swallowed|ate|popped|downed|ingested ~3 all|bunch|handful|handfuls|fistful|ton|lot|loads|dozens ~4 {pills}
            took|taken|swallowed|ate|popped|downed|ingested all of? {own}|them|it !antibiotics|vitamins|naltrexone|doses|classes|belongings|money|time|savings|things|stuff|steps|morning|meds_this|medications_this|antibiotic|prenatal
            took|taken|swallowed|ate|popped|downed|ingested|takes ~4 #8 ~4 {pills}
            took|taken|swallowed|ate|popped|downed|ingested ~2 bunch|handful of
            drank|swallowed|ate|ingested|drunk bleach|antifreeze|drano|detergent|hand_sanitizer|rubbing_alcohol|a_fentanyl_patch|poison|rat_poison
            took|taken|snorted|shot|smoked|got|did ~5 laced|bad_batch|fentanyl_by|tainted
            laced with fentanyl ~9 feel|heart|cold|breath*
        """,
        not_breathing="""
            not|stopped|stops|barely|hardly|quit|isnt|scarcely {adverb}*2 breathing !exercises|well_at_night|treatment|through|because_of|right_at_night|easily_since
            barely|hardly breathe !through
            not breathing
            breathing|breaths|breath ~2 {adverb}*2 slow|slowly|shallow|weird|funny|strange|stopped|weak|every|irregular|slowed|labored
            slow|shallow breathing|breaths
            he|she|they|him|her|son|daughter|boyfriend|girlfriend|husband|wife|friend|brother|sister|mom|dad|roommate|baby can not breathe
            gasping
            took|taken|take|takes|taking an overdose|od
            weird|strange|funny|choking|gurgling|odd ~1 sounds|noises|sound|noise ~3 out|sleep|breath*|wake|respond|totally|unconscious
            choking|gurgling|snoring ~1 sounds|noises|sound|noise
            eyes ~3 rolled|rolling
            cold|stiff and|or stiff|blue|clammy|limp|not|unresponsive|gray !wet
            not {adverb}*2 moving !out|on|in|to|away|forward|back|into|up|here|there|fast
            found ~5 blue|unconscious|unresponsive|not_breathing|lifeless|cold
            he|she|they|friend|brother|son|guy|man|boyfriend|girlfriend ~2 fell|falls|falling out !with|of|over
            gurgling|gurgles|death_rattle|gargling|agonal
            snoring ~4 weird|strange|sound|funny|really_loud|wake|gurgl*
            heart ~2 stopped|stops !racing|hurting|pounding|for_a
            no|without|find|feel ~3 pulse|heartbeat
            turn|turns|turning|turned|going|went|goes|looks|looking|gone {adverb}*3 a? blue|purple|bluish|grayish|ashen|gray|grey !area
            guy|man|woman|person|someone|kid|girl ~4 is|looks|turned {adverb}*2 blue|purple !about|over|today
            {person} is|are|all|was {adverb}*2 blue|purple|bluish|ashen|gray|grey !about|over|today
            lips|face|skin|fingers|fingernails|nails|mouth ~5 blue|purple|gray|grey|bluish|pale_and|white
            blue|purple|gray|grey|bluish lips|face|fingers|fingernails|nails|skin
            foaming|foam|froth|frothing ~4 mouth|lips
            choking on {own} vomit
        """,
        not_waking="""
            <!i will|would|does|do|did|can|could not {adverb}*2 wake|waking|respond|come_to|get_up_or|move_or|get_him_to_wake|get_her_to_wake !early|for|in_the|on_time|before|at|without|to|refreshed|myself|when|anyone|until|if
            {other}|baby|kid|child|grandma|grandpa|toddler will|would|does|do|can|could not {adverb}*2 wake|respond|come_to !early|to_my|to_texts|to_any|to_calls|to_treatment|to_medication|to_his|to_her_texts|to_messages|on_time|for|in_the|to_an|to_emails
            can|could not {adverb}*2 wake|rouse|revive|wake_up him|her|them|my|the|our|{person}
            can|could not {adverb}*2 get ~4 to? wake|wake_up|respond|breathe|move|come_to|up|awake|breathing|conscious !to|up_to|early|in|for|on|out
            not|isnt|never {adverb}*2 waking|responding|coming_to|reacting|conscious|responsive|rousing !well|to_treatment|rested|to_the|early|up_early|to_calls|to_texts|to_messages|to_my
            hard|impossible|trying|tried|keep_trying|difficult|struggling to {adverb}*2 wake|rouse|revive him|her|them|my|the
            unresponsive|unconscious|nonresponsive|comatose
            passed|passes|knocked|blacked|is_out|out_cold|falling|fell ~2 out|cold|asleep|unconscious ~9 needle|blue|cold|not|barely|breath*|pills|floor|syringe|wake !remember|early|for
            found ~4 {person} ~6 floor|unconscious|passed_out|slumped|collapsed|blue|needle|cold|lifeless
            slumped over|in|on
            collapsed !lung
            eyes rolled|rolling|rolls|are_rolling
            limp|lifeless and|body|on|but|in
            needle ~3 in_his|in_her|in_their|next_to|beside|still arm|him|her|them|in
            nodding in_and_out|out_and|off_and ~5 cold|pale|sweat*|breath*|wake|blue|not|barely|cant
            nod|nodding|fading ~5 in and out
            pupils ~4 pinpoint|pinpoints|tiny
            {person} ~2 is {adverb}*2 dying !to|of|inside|for|from|from_this|slowly
        """,
        poisoned_heart="""
            cocaine|coke|meth|crack|speed|stimulants|molly|ecstasy ~12 chest|heart ~4 pain|pains|hurts|hurting|stopping|exploding|attack
            chest|heart ~3 pain|pains|hurts|hurting|stopping|exploding|attack ~12 cocaine|coke|meth|crack|speed|stimulants|molly|ecstasy
        """,
    ),
    *Table("en", "overdose", LISTS, EMERGENCY, guards="past hypothetical information fear", near=18, recent=URGENT).rules(
        used_and_ill="""
            took|taken|swallowed|ate|popped|did|snorted|injected|shot|smoked|used|drank|mixed|mixing|combined|sniffed|had ~7 {drug} !years
            took|did|snorted|sniffed|smoked|injected|shot_up ~2 a|some|something|line|bump|bad|hit|up|laced
            on|high_on|using {drug}
            more {drug}? than i|he|she|usual|normal|my|before
            took|taken|swallowed ~2 #8-999
            too much ~2 {drug}
            spiked|drugged|roofied|laced
            slipped|put something|pills in|into ~3 drink|food|beer
            drank|drunk ~2 a|the|whole|entire bottle|handle
            overdose|od|overdosed
            after|since using|shooting|smoking|snorting|taking|use|he_used|she_used|i_used|a_hit
            shot|shooting|shoots up
            injected|snorted|slammed|shot_up|fixed|overdosed|narcan|narcans|naloxone
            took|take his|her|their|my methadone|suboxone|pills|meds
            {person} does|uses|shoots|took {drug}
            using|shooting|smoking|snorting|taking|doing|injecting|mixing|drinking|popping|sniffing ~3 {drug}
            && not|barely|stopped|stops|isnt|hardly {adverb}*3 get_him|get_her|respond|responding|answer|answering|moving|talking|awake|make_sense|making_sense|stay_awake|conscious|feel_my|see|keep_eyes_open|keep_my_eyes_open|move|stand|talk|get_up|hear_me
            can not ~2 ~2 respond|wake|stay_awake|move|feel|see|stand|talk|breathe|get_up|keep
            gray|grey|blue|purple|clammy|limp|floppy|ashen
            chest ~3 heavy|tight|hurts|pain|hurting|pounding
            heart ~4 stop*|slow|weird|racing|pounding|exploding|fast|beating
            pass|passing|passed|black|blacking|fading|nodding|slipping ~2 out|away|off
            pupils
            slow|shallow|weird|funny ~2 breath*|snor*|gurgl*|sound|noise|noises
            breathing|snoring|gurgling|choking|foaming|twitching|seizing|convulsing|drooling|slurring|slumped|jerking
            on the floor|ground
            feel ~4 dying|die|weird|wrong|bad|heavy|funny|numb|faint|going_to_die|not_right
            something is wrong
            passed|passing out
            heart ~4 crazy|skipping|fluttering|wild|out_of_my_chest
            keep|hold|stay ~3 eyes_open|awake|conscious|head_up
            trouble|difficulty|struggling|hard|labored|hardly|cant ~2 breathing|breathe|to_breathe
            really|very|so|super|too drowsy|sleepy|groggy|woozy|out_of_it|tired_and
            cold !turkey|turkeyed|sweats|weather
            puking|vomiting|throwing_up ~2 in ~2 sleep
            breathe|breathing ~2 right|good|well|normal|normally
            stay|keep ~2 awake|conscious
            dizzy|faint|woozy|lightheaded|hallucinating
            seeing stuff|things|double
            really|getting|so|burning hot|up
            drooling|staring|numb|fading|unresponsive|unconscious|gurgling|limp|lifeless|jaw
            dizzy|delirious|confused ~2 and|$
            can not breathe|wake
            going|slipping|sliding under|unconscious
            keeps|keep falling|passing|nodding|going out|asleep|under
            throwing up blood|and
            not feel ~2 good|right|ok|okay|my
            overdosing|overdosed
        """,
    ),
    *Table("en", "overdose", LISTS, URGENT, guards="undated negated past hypothetical information fear grief").rules(
        dated_overdose="overdose|overdoses|od !prevention|training|class|response|awareness|day"
    ),
    *Table("en", "overdose", LISTS, EMERGENCY, guards="negated past hypothetical grief fear", recent=URGENT).rules(
        narcan_given="""
            gave|used|needed|administered|sprayed|hit|given|used_up ~5 narcan|naloxone|narcans !training|class|kits|kit|prescription|script
            narcaned|narcanned
            narcan|naloxone him|her|them|me|my|again|twice|worked|brought|saved|revived|did_not|does_not|not_working|is_not
            had to|they ~2 narcan|revive
            give|gave ~2 me|him|her|them ~2 narcan|naloxone !training|kit|kits
            brought|bring|bringing him|her|me|them back ~4 narcan|naloxone|cpr
            revived|resuscitated ~4 paramedics|ems|medics|firefighters|by|er|twice|again|cops|police
            nearly|almost lost ~2 him|her|my|them|our ~4 to|from ~3 overdose|fentanyl|heroin|pills|drugs
            nearly|almost died ~4 overdose|fentanyl|heroin|pills|drugs
            paramedics|ems|medics|ambulance|firefighters|cops|police|doctors ~7 brought_back|back|revived|saved|resuscitated !to|pain|surgery
            bring|brought|bringing him|her|me|them|us back
            revived ~4 narcan|naloxone|cpr|me|him|her
            cpr ~4 on|him|her
        """,
    ),
    *Table("en", "overdose", LISTS, EMERGENCY, guards="negated past hypothetical grief fear aftermath", recent=URGENT).rules(
        overdosed_undated="overdosed !prevention|before"
    ),
)
