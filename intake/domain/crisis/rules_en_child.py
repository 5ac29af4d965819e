"""English rules: a child at risk."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, URGENT, Rule, Table
from intake.domain.crisis.words_en import LISTS

_CHILD = Table("en", "child_at_risk", LISTS, URGENT, guards="negated past hypothetical")
_CHILD_NOW = Table("en", "child_at_risk", LISTS, EMERGENCY, guards="negated past hypothetical", recent=URGENT)

CHILD: tuple[Rule, ...] = (
    *_CHILD_NOW.rules(
        child_swallowed="""
            {small} ~4 ate|swallowed|got_into|took|drank|ingested|got_ahold|got_hold|found_and|put|chewed|licked|picked_up|eating|got_a_hold|found ~5 {drug}|medicine|stash|edible|edibles|gummy|gummies|vape|needle|needles|syringe|patch|strip|strips|methadone|beer|baggie|bag|foil|pipe
            son|daughter|grandson|granddaughter|nephew|niece|he|she ~2 #1 ~12 ate|swallowed|got_into|drank|ingested ~4 {drug}|edible|edibles|gummies|strip|strips
            {drug}|needle|gummies|edibles ~3 in ~2 baby|kid|toddler|child|son|daughter mouth|crib
        """,
        baby_ill="""
            baby|newborn|infant|toddler|grandbaby|little_one|year_old|month_old ~5 limp|blue|not_breathing|not_waking|will_not_wake|can_not_wake|unresponsive|seizure|seizing|not_moving|withdrawal|withdrawals|withdrawing|shaking|too_sleepy|hard_to_wake|not_respond*
            wake|waking ~2 the|my|her ~1 baby|toddler|newborn|infant
            shook|shake|shaking|dropped|threw|smothered|smother|hurt|hurting|hit ~1 my|the|her|our ~1 baby|newborn|infant|toddler
            rolled|fell_asleep|passed_out ~2 on ~1 the|my|her baby
        """,
    ),
    *_CHILD.rules(
        child_alone="""
            {small} ~5 {alone}
            left|leave|leaves|leaving|leaved ~2 {small} ~8 {alone}|with_a_stranger|with_him|with_her|to_use|to_cop|to_get_high|to_score|to_get_drugs|to_go_get|to_drink|at_home
            left|leave|leaves|leaving ~1 {own} ~1 {young} {alone}|home
            nobody|no_adult|no_sober ~4 watching|watch|with|taking_care|looking_after|caring ~2 {small}
            {small} ~2 locked|lock|tied
            {small} ~6 nobody|no_adult ~2 watching|with|home|there
            {small} ~4 wandering|wandered|outside|in_the_street|crying ~6 alone|nobody|passed_out|high|asleep|street|road|drunk
            {alone} ~4 with ~2 {small} ~8 {high_on}|using
            {high_on}|using ~4 {alone} ~3 with ~3 {small}
            alone with ~2 {small}
        """,
        child_with_impaired="""
            {high_on} ~4 with|around|watching|in_front_of|holding|babysitting|caring_for|taking_care_of|next_to|near|feeding|bathing|and_the|and_my|and_her|while ~6 {small} !support|grown
            {high_on} ~2 while|when ~5 {young}|watching|babysitting|parenting|custody
            using|uses|use|used|shooting|shoots|smoking|smokes|smoke|shoot|drinks|drugs|drug|drinking|meth|heroin|fentanyl|cooking|needles|dealing ~6 in_front_of|around|with|near|next_to|while_holding|while_watching|and_watching ~2 ~1 {small} !support|grown
            {small} ~5 around|with|near|exposed_to|living_with|sees|watching|see|saw ~5 {high_on}|using|meth|heroin|fentanyl|needles|drugs|people_who_use|overdose|dealers|smoking_crack|dealer
            {small} ~5 with|and ~4 {person} ~5 {high_on}|overdosed|using|tweak*|smoking
            passed_out|nodded_off|nodded|nodding|nodding_off|nodding_out|shooting_up|shoots_up|overdosed|blacked_out|tweaking|cooks_meth|cooking_meth|cook_meth|smokes_crack|smoking_meth|smokes_meth|out_cold ~10 {small}|diaper|crib|stroller !grown
            {small} ~10 passed_out|nodded_off|nodding_off|nodding|shooting_up|shoots_up|blacked_out|tweaking|cooks_meth|cooking_meth|smoking_crack|smokes_meth|out_cold|passes_out|slumped
            cooks|cooking|selling|sells|dealing|deals|making ~1 meth|drugs|fentanyl|heroin|dope ~10 {small}
            baby ~2 bath ~6 nod*|high|drunk|passed
            breastfeed*|nursing|breast_feeding ~6 using|high|meth|heroin|fentanyl|drunk|cocaine
            {person} {helper}*2 {high_on} ~3 and ~4 {small}
            watching|babysitting|taking_care_of|watches|cares_for ~3 {small} ~6 {high_on}|using|drinking
            needle|needles|syringe|syringes|drugs|pipe|foil|fentanyl|pills ~5 where|near|reach|around|by|crib|on_the_floor ~5 {small}|crib|toys|playroom
        """,
        driving="""
            driv*|drove ~8 {small}|my_son|my_daughter|our_son|our_daughter|grandson|granddaughter|the_school ~8 {high_on}|drinking|under_the_influence|using|after_drinking
            {high_on}|drinking|using|nodding ~6 driv*|drove|wheel|picks_up|picked_up|picking_up ~8 {small}|my_son|my_daughter|our_son|our_daughter|grandson|granddaughter|school_bus|from_school
            {small} ~4 in_the|in|in_her|in_his ~1 car|truck|van|backseat|back_seat|vehicle ~8 {high_on}|drinking|using|driv*
            {high_on} ~6 with ~3 {small} ~2 car|truck|van|backseat|back_seat
            mom|dad|mother|father|mommy|daddy|stepdad|stepmom|they|she|he ~1 driv*|drove us|me ~8 {high_on}|drinking|beers
            picks|picked|picking|pick|drops|dropping ~2 {small} ~2 up|off ~3 ~3 {high_on}|after_drinking|high
        """,
        child_hurt="""
            {person} {helper}*3 {hit}|molest*|touched|touching|touches|screams_at|locks|starving|starves|neglect*|burns ~2 {small}|my_son|my_daughter|our_son|our_daughter|my_grandson|my_granddaughter|her_son|her_daughter|his_son|his_daughter !feelings|with_my_drinking|by_drinking|hard|emotionally|financially
            gives|gave|giving|feeds|fed ~3 {small} ~3 {drug}|vodka|beer|alcohol|sips|pills|wine|whiskey|shots|benadryl|melatonin_to
            shook|shaken|shaking|dropped|threw|choked|punched|kicked|burned|bruised my|his|her|our|the son|daughter|{small} !hand
            {high_on} ~5 has|have|with|watching|got|keeps|took ~1 my|our|her|his|the son|daughter|kid|kids|baby|children|grandkids|grandson|granddaughter|toddler
            {small} ~3 being|is|are|getting|been ~1 abused|molested|neglected|hit|beaten|hurt|starved|starving|beat|raped
            i {helper}*3 ~2 hurt|hit|slap|slapped|shake|shook|harm|spanked|beat|kill|drown|smother ~1 {own}|the ~1 {small} !feelings|with_my|by_my|by_drinking
            {small} ~3 ~1 not ~1 eaten|eat|fed|been_fed|being_fed|had_food|safe|had_anything|changed|clean_diaper
            not ~1 fed|feed|feeding ~2 {small}
            {small} ~2 hungry|starving|malnourished|dirty|filthy|no_food
            left|leave|leaves|leaving ~2 {small} ~2 in_the_car|in_a_car|in_the_crib ~2 $
            {small} ~3 crying|screaming|hungry ~6 passed|asleep|high|drunk|nobody
            no food|milk|formula|diapers ~6 {small}
            child abuse|neglect|endangerment
            abus*|neglect*|molest* ~2 {small}|our_son|our_daughter|my_son|my_daughter
            {small} ~2 ~2 in danger
            {small} ~4 unsafe|at_risk|bruises|bruised|burns
            worried|scared|afraid|fear ~2 about|for ~2 {small}|grandson|granddaughter safety|life|lives
            scared|afraid|worried|fear|terrified|concerned for ~1 her|his|my|the|their|our ~1 {helpless}
            danger|unsafe|not_safe|harm ~2 to|for ~2 {small}
            afraid|scared|thoughts|urge|might|going ~5 hurt|hurting|harm|harming|kill|shake|drown|smother|drowning ~2 {small}|my_son|my_daughter
            selling|sells|trading|pimping ~2 {young}
            {small} ~4 overdosed|overdosing|smoked|shooting_up|using_fentanyl|high_on
        """,
    ),
    *Table("en", "child_at_risk", LISTS, URGENT, guards="negated past", near=40).rules(
        child_writing="""
            i am #6-15 $
            i am #6-15 years old
            am|is only? #6-15 $
            i am youngster|teenager
            && mom|dad|mother|father|stepdad|stepmom|parents|grandma|grandpa ~6 {high_on}|drinks|drinking|using|drugs|hits|hit|hurt|hurts|yells|drives|driving|meth|heroin|fentanyl|pills|wake|gone|left
        """,
    ),
    *Table("en", "child_at_risk", LISTS, URGENT, guards="negated past hypothetical", near=12).rules(
        child_and_blows="""
            {small}
            their|kids ~1 dad|mom|father|mother|stepdad|parents|stepmom
            && whips|beats|hits|slaps|kicks|hurts|starves|abuses|molests|locks|screams_at|burns|punches them|us
            by_themselves|by_himself|by_herself|unattended|unsupervised|home_alone|all_alone
            drug run*
            drug|dope|trap|crack runs|house|houses
            buy|buying|cop|copping|score|scoring|selling|deal|dealing|pick_up ~2 drugs|dope|meth|heroin|fentanyl|pills
            slaps|beats|hits|whips|kicks|punches|spanks|molests|touches|burns|starves him|her|them
            gets|is|becomes|been ~1 violent|abusive|physical ~3 him|her|them
        """,
    ),
    *Table("en", "child_at_risk", LISTS, URGENT, guards="negated past hypothetical", near=14).rules(
        child_age_named="""
            {young} ~3 ate|swallowed|got_into|drank|took|ingested|found ~4 {drug}|edible|edibles|gummy|gummies|strip|strips|stash|vape|needle
            {young} ~4 {alone}
            {young} ~4 {high_on}|drunk
            && is|just|only|hes|turned #1-11 !clean|sober|months|days|weeks|times|pills|beers|drinks|grams|mg
            youngster
        """,
        child_near_danger="""
            {helpless}
            && {unfit}
        """,
        child_left="""
            forgot|forget|left|lost|leave ~1 my|the|our kid|son|daughter|child|baby|toddler|kids|grandson|granddaughter ~1 at|in|on|behind|outside|alone
            niece|nephew|grandson|granddaughter|cousin|son|daughter|kid|child ~2 is|are|who_is|aged #1-11 !beers|years_sober|months|years_clean|days
            && {unfit}|high|drunk|wasted
            {hit} him|her|them
        """,
        child_uncared="""
            nobody|no_one ~3 take_care|watch|care|look ~2 {helpless}|my_kid|my_child|my_son|my_daughter
            && using|drunk|high|stop|stopping|relapsed|drinking|passed
        """,
        use_around_child="""
            {young}
            && using|uses|shooting|shoots|smoking|smokes ~5 around|in_front_of|next_to her|him|them|the_house
        """,
    ),
)
