"""English rules: a child at risk."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, URGENT, Rule, Table
from intake.domain.crisis.words_en import LISTS

_CHILD = Table("en", "child_at_risk", LISTS, URGENT, guards="negated past hypothetical")
_CHILD_NOW = Table("en", "child_at_risk", LISTS, EMERGENCY, guards="negated past hypothetical", recent=URGENT)

CHILD: tuple[Rule, ...] = (
    *_CHILD_NOW.rules(
        child_swallowed="""
            {small} ~5 ate|swallowed|got_into|took|drank|ingested|got_ahold|got_hold|found_and|put|chewed|licked|picked_up|eating|got_a_hold|found ~6 {drug}|medicine|stash|edible|edibles|gummy|gummies|vape|needle|needles|syringe|patch|strip|strips|methadone|beer|baggie|bag|foil|pipe
            son|daughter|grandson|granddaughter|nephew|niece|he|she ~3 #1 ~12 ate|swallowed|got_into|drank|ingested ~5 {drug}|edible|edibles|gummies|strip|strips
            {drug}|needle|gummies|edibles ~4 in ~3 baby|kid|toddler|child|son|daughter mouth|crib
        """,
        baby_ill="""
            baby|newborn|infant|toddler|grandbaby|little_one|year_old|month_old ~6 limp|blue|not_breathing|not_waking|will_not_wake|can_not_wake|unresponsive|seizure|seizing|not_moving|withdrawal|withdrawals|withdrawing|shaking|too_sleepy|hard_to_wake|not_respond*
            wake|waking ~3 the|my|her ~2 baby|toddler|newborn|infant
            shook|shake|shaking|dropped|threw|smothered|smother|hurt|hurting|hit ~2 my|the|her|our ~2 baby|newborn|infant|toddler
            rolled|fell_asleep|passed_out ~3 on ~2 the|my|her baby
        """,
    ),
    *_CHILD.rules(
        child_alone="""
            {small} ~6 {alone}
            left|leave|leaves|leaving|leaved ~3 {small} ~9 {alone}|with_a_stranger|with_him|with_her|to_use|to_cop|to_get_high|to_score|to_get_drugs|to_go_get|to_drink|at_home
            left|leave|leaves|leaving ~2 {own} ~2 {young} {alone}|home
            nobody|no_adult|no_sober ~5 watching|watch|with|taking_care|looking_after|caring ~3 {small}
            {small} ~3 locked|lock|tied
            {small} ~7 nobody|no_adult ~3 watching|with|home|there
            {small} ~5 wandering|wandered|outside|in_the_street|crying ~7 alone|nobody|passed_out|high|asleep|street|road|drunk
            {alone} ~5 with ~3 {small} ~9 {high_on}|using
            {high_on}|using ~5 {alone} ~4 with ~4 {small}
            alone with ~3 {small}
        """,
        child_with_impaired="""
            {high_on} ~5 with|around|watching|in_front_of|holding|babysitting|caring_for|taking_care_of|next_to|near|feeding|bathing|and_the|and_my|and_her|while ~7 {small} !support|grown
            {high_on} ~3 while|when ~6 {young}|watching|babysitting|parenting|custody
            using|uses|use|used|shooting|shoots|smoking|smokes|smoke|shoot|drinks|drugs|drug|drinking|meth|heroin|fentanyl|cooking|needles|dealing ~7 in_front_of|around|with|near|next_to|while_holding|while_taking_care|while_caring|while_babysitting|while_watching|and_watching ~3 ~2 {small} !support|grown
            {small} ~6 around|with|near|exposed_to|living_with|sees|watching|see|saw ~6 {high_on}|using|meth|heroin|fentanyl|needles|drugs|people_who_use|overdose|dealers|smoking_crack|dealer
            {small} ~6 with|and ~5 {person} ~6 {high_on}|overdosed|using|tweak*|smoking
            passed_out|nodded_off|nodded|nodding|nodding_off|nodding_out|shooting_up|shoots_up|overdosed|blacked_out|tweaking|cooks_meth|cooking_meth|cook_meth|smokes_crack|smoking_meth|smokes_meth|out_cold ~10 {small}|diaper|crib|stroller !grown
            {small} ~10 passed_out|nodded_off|nodding_off|nodding|shooting_up|shoots_up|blacked_out|tweaking|cooks_meth|cooking_meth|smoking_crack|smokes_meth|out_cold|passes_out|slumped
            cooks|cooking|selling|sells|dealing|deals|making ~2 meth|drugs|fentanyl|heroin|dope ~10 {small}
            baby ~3 bath ~7 nod*|high|drunk|passed
            breastfeed*|nursing|breast_feeding ~7 using|high|meth|heroin|fentanyl|drunk|cocaine
            {person} {helper}*2 {high_on} ~4 and ~5 {small}
            watching|babysitting|taking_care_of|watches|cares_for ~4 {small} ~7 {high_on}|using|drinking
            needle|needles|syringe|syringes|drugs|pipe|foil|fentanyl|pills ~6 where|near|reach|around|by|crib|on_the_floor ~6 {small}|crib|toys|playroom
        """,
        driving="""
            driv*|drove ~9 {small}|my_son|my_daughter|our_son|our_daughter|grandson|granddaughter|the_school ~9 {high_on}|drinking|under_the_influence|using|after_drinking
            {high_on}|drinking|using|nodding ~7 driv*|drove|wheel|picks_up|picked_up|picking_up ~9 {small}|my_son|my_daughter|our_son|our_daughter|grandson|granddaughter|school_bus|from_school
            {small} ~5 in_the|in|in_her|in_his ~2 car|truck|van|backseat|back_seat|vehicle ~9 {high_on}|drinking|using|driv*
            {high_on} ~7 with ~4 {small} ~3 car|truck|van|backseat|back_seat
            left|leaves|leave ~3 {small} ~7 all_night|for_hours|to_go|to_buy|overnight|all_day|to_get
            picks|picked|pick|drives|drove|driving ~2 us|me|them|him|her ~8 drunk|high|wasted|drinking
            mom|dad|mother|father|mommy|daddy|stepdad|stepmom|they|she|he ~2 driv*|drove us|me ~9 {high_on}|drinking|beers
            picks|picked|picking|pick|drops|dropping ~3 {small} ~3 up|off ~4 ~4 {high_on}|after_drinking|high
        """,
        child_hurt="""
            {person} {helper}*3 {hit}|molest*|touched|touching|touches|screams_at|locks|starving|starves|neglect*|burns ~3 {small}|my_son|my_daughter|our_son|our_daughter|my_grandson|my_granddaughter|her_son|her_daughter|his_son|his_daughter !feelings|with_my_drinking|by_drinking|hard|emotionally|financially
            gives|gave|giving|feeds|fed ~4 {small} ~4 {drug}|vodka|beer|alcohol|sips|pills|wine|whiskey|shots|benadryl|melatonin_to
            shook|shaken|shaking|dropped|threw|choked|punched|kicked|burned|bruised my|his|her|our|the son|daughter|{small} !hand
            {high_on} ~6 has|have|with|watching|got|keeps|took ~2 my|our|her|his|the son|daughter|kid|kids|baby|children|grandkids|grandson|granddaughter|toddler
            {small} ~4 being|is|are|getting|been ~2 abused|molested|neglected|hit|beaten|hurt|starved|starving|beat|raped
            i {helper}*3 ~3 hurt|hit|slap|slapped|shake|shook|harm|spanked|beat|kill|drown|smother ~2 {own}|the ~2 {small} !feelings|with_my|by_my|by_drinking
            {small} ~4 ~2 not ~2 eaten|eat|fed|been_fed|being_fed|had_food|safe|had_anything|changed|clean_diaper
            not ~2 fed|feed|feeding ~3 {small}
            {small} ~3 hungry|starving|malnourished|dirty|filthy|no_food
            left|leave|leaves|leaving ~3 {small} ~3 in_the_car|in_a_car|in_a_truck|in_the_truck !seat
            {small} ~4 crying|screaming|hungry ~7 passed|asleep|high|drunk|nobody
            daddy|mommy|mama ~1 hurts|hits|beats|touches|hit|hurt me|us
            no food|milk|formula|diapers ~7 {small}
            child abuse|neglect|endangerment
            abus*|neglect*|molest* ~3 {small}|our_son|our_daughter|my_son|my_daughter
            {small} ~3 ~3 in danger
            {small} ~5 unsafe|at_risk|bruises|bruised|burns
            worried|scared|afraid|fear ~3 about|for ~3 {small}|grandson|granddaughter safety|life|lives
            scared|afraid|worried|fear|terrified|concerned for ~2 her|his|my|the|their|our ~2 {helpless}
            danger|unsafe|not_safe|harm ~3 to|for ~3 {small}
            afraid|scared|thoughts|urge|might|going ~6 hurt|hurting|harm|harming|kill|shake|drown|smother|drowning ~3 {small}|my_son|my_daughter
            selling|sells|trading|pimping ~3 {young}
            {small} ~5 overdosed|overdosing|smoked|shooting_up|using_fentanyl|high_on
        """,
    ),
    *Table("en", "child_at_risk", LISTS, URGENT, guards="negated past", near=40).rules(
        child_writing="""
            i am #6-15 $
            i am #6-15 years old
            am|is only? #6-15 $
            i am youngster|teenager
            && mom|dad|mother|father|they|parents|he|she ~2 leaves|leave|left us|me ~3 alone|home|for_days
            mom|dad|mother|father|stepdad|stepmom|parents|grandma|grandpa ~7 {high_on}|drinks|drinking|using|drugs|hits|hit|hurt|hurts|yells|drives|driving|meth|heroin|fentanyl|pills|wake|gone|left
        """,
    ),
    *Table("en", "child_at_risk", LISTS, URGENT, guards="negated past hypothetical", near=12).rules(
        child_and_blows="""
            {small}
            their|kids ~2 dad|mom|father|mother|stepdad|parents|stepmom
            && whips|beats|hits|slaps|kicks|hurts|starves|abuses|molests|locks|screams_at|burns|punches them|us
            by_themselves|by_himself|by_herself|unattended|unsupervised|home_alone|all_alone
            drug run*
            drug|dope|trap|crack runs|house|houses
            buy|buying|cop|copping|score|scoring|selling|deal|dealing|pick_up ~3 drugs|dope|meth|heroin|fentanyl|pills
            slaps|beats|hits|whips|kicks|punches|spanks|molests|touches|burns|starves him|her|them
            gets|is|becomes|been ~2 violent|abusive|physical ~4 him|her|them
        """,
    ),
    *Table("en", "child_at_risk", LISTS, URGENT, guards="negated past hypothetical", near=14).rules(
        child_age_named="""
            {young} ~4 ate|swallowed|got_into|drank|took|ingested|found ~5 {drug}|edible|edibles|gummy|gummies|strip|strips|stash|vape|needle
            {young} ~5 {alone}
            {young} ~5 {high_on}|drunk
            mom|dad|mother|father|she|he ~2 left|leaves|leave him|her|them ~2 alone|home|overnight
            && is|just|only|hes|turned #1-11 !clean|sober|months|days|weeks|times|pills|beers|drinks|grams|mg
            youngster
        """,
        child_near_danger="""
            {helpless}
            && {unfit}
        """,
        child_left="""
            forgot|forget|left|lost|leave ~2 my|the|our kid|son|daughter|child|baby|toddler|kids|grandson|granddaughter ~2 at|in|on|behind|outside|alone
            niece|nephew|grandson|granddaughter|cousin|son|daughter|kid|child ~3 is|are|who_is|aged #1-11 !beers|years_sober|months|years_clean|days
            && {unfit}|high|drunk|wasted
            {hit} him|her|them
        """,
        child_uncared="""
            nobody|no_one ~4 take_care|watch|care|look ~3 {helpless}|my_kid|my_child|my_son|my_daughter
            && using|drunk|high|stop|stopping|relapsed|drinking|passed
        """,
        use_around_child="""
            {young}
            && using|uses|shooting|shoots|smoking|smokes ~6 around|in_front_of|next_to her|him|them|the_house
        """,
    ),
)
