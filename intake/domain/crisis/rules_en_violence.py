"""English rules: violence."""

from __future__ import annotations

from intake.domain.crisis.rule import URGENT, Rule, Table
from intake.domain.crisis.words_en import LISTS

_VIOLENCE = Table("en", "violence", LISTS, URGENT, guards="negated past hypothetical")

VIOLENCE: tuple[Rule, ...] = (
    *_VIOLENCE.rules(
        hits_me="""
            {other} ~~3 {hit} me|us !money|out|up_on|off|a_lot|with_texts|to_the_curb
            {other} {helper}*3 {hit} me|us|my_mom|my_mother|my_sister|my_dad|my_face|my_arm|my_head|my_neck|his_mom|his_mother|my_wife|my_brother|his_wife|her_mom|his_father|his_dad|my_grandma|my_grandmother|his_girlfriend|his_sister !out|money|up_on|off|out_to|to_rehab|when_he_died|emotionally|deeply|with_his_words|by_lying
            {other} {helper}*2 beat|beats|beating|hitting|hit|punching ~2 on ~2 {victim}
            {other} {helper}*3 will|going|threat*|says|said|tried|swore ~4 burn ~3 house|place|trailer|apartment|home ~2 down
            {other} {helper}*2 hits|hit|beats|beat|chokes|choked|punches|punched|slaps|slapped her|him|them $|and|when|in|so|again|every|with|if|all
            <!it|that|this|reality|craving|cravings|truth|sadness|grief|panic|depression|anxiety|hunger|withdrawal|news|loneliness|pain|guilt|attack|attacks hits|beats|beating|hitting me $|when|and|in|so|again|every|with|if|too|or|because
            {other} {helper}*2 {hit} and {hit} ~2 me|us
            {other} ~3 {helper}*2 put|puts|laid|lays|putting ~2 hands on me|us|her|my
            put|puts|laid|putting his|her hands on|around ~2 me|my|her|us|throat|neck|mom
            hands around my|her neck|throat
            {other} ~5 gets|got|is|becomes|turns|turned|getting|being|became {adverb}*3 violent|physical|abusive|aggressive !about|driver|treatment|cancer|collecting|at_work|therapy|verbally
            violent|abusive relationship|home|marriage|husband|boyfriend|partner|wife|girlfriend|situation|household
            forces|forced|forcing himself|herself on
            jumped|beat|attacked|robbed me|us ~7 debt|owe|money|back|again|finish
            come|be|coming back to|and ~2 finish|kill|hurt|get
            said|says|told|swears|swore|promised ~6 would|will|going ~4 slit|kill|shoot|bury|hurt|finish|burn|stab|cut|end|beat|strangle ~2 me|us|my|her|their|the_kids|the_family
            locked|lock in|inside|myself_in ~3 bathroom|closet|bedroom|car|room|basement|garage
            keep|keeps|keeping|kept|holds|holding ~2 her|him|me|them|us ~2 drugged|locked|sedated|captive|prisoner|hostage|from_leaving
            where ~5 not ~2 find me|us|her
            find me ~12 broke|beat|hit|kill|hurt|ribs|violent|gun
            domestic violence|abuse|dispute|disturbance !counsel*|shelter|program|programs|class|classes|training|certification|resources|services|advocate|history|therapy|survivor|survivors|group|groups|work|worker
            {other} {helper}*2 abuses|abuse|abusing|abused|beats|beat|beating|raped|rapes|raping|trafficking|assaulted|choked|choking|strangled ~2 me|us|her|{self} !drugs|alcohol
            {other} {helper}*2 beats|beating|strangles|chokes|choking ~3 {victim}
            being|get|getting|got|been|was|gets ~2 beaten|beat|abused|raped|assaulted|hit|choked|strangled|attacked|trafficked|jumped|stabbed|shot by|up|at_home|with|last_night|every|again
            am|is|are|being|been|gets|getting ~2 {adverb}*2 abused|beaten|raped|molested|trafficked|assaulted !as_a|down|up_by_life|when|by_a_priest|by_addiction
            would|will|be|am|is ~2 dead|killed if|when i|she|we|he ~2 left|leave|tell|told|call|find
            i was|got raped|assaulted|attacked|stabbed|strangled|beaten|choked|jumped !down|by_addiction|as_a|to_it
            black eye|eyes
            {other} {helper}*3 {wound} ~3 me|us !on|out|here|to|into|back_to|money|a_favor|in_rehab|off|out_to|up_with|with_texts|aside|back_in
            {other} {helper}*3 {wound} ~4 my|our|her {body} !at_a_meeting
            {other} {helper}*3 throw*|threw|swung|swings|swinging ~5 at me|us|the_kids|my|her
            bruises ~4 neck|face|arms|all_over|him
            {other} {helper}*2 {shove} me|us|my_mom|my_mother !to|too|toward|towards|into|here|out|through|away|aside|off|over_the_edge|hard|under|back_in|in_the_right
            {shove} me|us|my_mom|my_mother|her|his_mom ~6 {hard_thing}|down_the|by_the|by_my|to_the_ground|out_of_a
            makes|making|forces|forced|forcing me|us|her ~4 prostitut*|sleep_with|have_sex|sex|trick*|use|shoot_up|sell
            pimp ~6 me|leave|hit|kill|let
        """,
        threatens="""
            threaten|threatens|threatening|threatened|threats ~3 to ~3 kill|hurt|shoot|stab|beat|burn|harm|murder|choke|come_after|find|rape|set_fire|slit|break_my|cut|attack|punch ~2 {victim}
            threaten|threatens|threatening|threatened|threats ~3 to ~3 burn|slit|cut|break|smash|blow ~2 my|our|the|her throat|house|face|legs|car|neck|place|home|arms|apartment|up
            threaten|threatens|threatening|threatened me|us|her|him|my_family|my_kids|my_life|everyone|his_mom|my_mom|staff ~2 with|$
            threaten|threatens|threatening|threatened|threats ~3 my|her|our|his life|lives|family
            people|men|guys|someone|dealers|gang|they ~2 threatening|threaten ~2 kill|hurt|shoot|beat
            choking|beating|strangling|stabbing|hitting|punching|attacking|raping ~1 my|our|his|her ~1 mom|mother|sister|brother|dad|wife|girlfriend|grandma|aunt|daughter|son|kids
            death threats
            break|breaking|kick|kicking|bust|busting|beating ~2 ~1 door ~1 down|in|open
            {intend}|will ~4 burn|burning ~2 his|her|their|the|my house|place|car|apartment ~1 down|with
            afraid|scared|terrified|worried|frightened of|about what he|she|they|my_husband|my_boyfriend|my_ex|my_son|my_dad|my_partner ~2 do|does|will|might !to_himself|to_herself
            touches|touched|gropes|fondles|fondled|groped|molests me ~2 when|at|inappropriately|there|sexually|drunk|night|private*|down
            not have me|her nobody|no_one|then
            my|a|the|her|his pimp|trafficker
            {other} {helper}*2 ~2 {helper}*2 will|would|going|wants|want|tried|tries|trying|gonna|says|said|swears|swore {adverb}*3 ~4 kill|hurt|shoot|stab|murder|beat|strangle|choke|rape|bury|burn ~2 {victim}
            kill|hurt|beat|shoot|stab|murder me|us|my_family if|when|because|for|tonight|before|and_the_kids|in_my_sleep
            i am|be going to be|get killed|murdered|beaten|hurt by|if
            come|comes|coming after|for me|us|my_family ~7 kill|hurt|gun|knife|money_or
            find|finds me ~5 kill|dead|beat|hurt
            next time ~5 kill|finish
            looking|searching|hunting|after|came|coming ~2 for me|us|him|her|my ~12 shoot|kill|hurt|owe|gun|guns|beat
            owe|owes|debt ~12 kill|hurt|shoot|break_my|beat|harm|threat*
        """,
        fears_for_safety="""
            {person}|house|home|feel|feels|feeling|felt ~3 not|never {adverb}*2 feel? {adverb}*3 safe !sex|to|driving|with_myself|alone|for_work|with_the_meds|injecting|supply|bet
            not safe at_home|here|there|at_my|at_his|at_her|in_my|in_this|around_him|around_her|with_him|with_her
            not safe ~2 to go|be|stay|return|come home|there|here|back
            feel|feeling|feels|am|is|house|home ~2 unsafe
            unsafe ~3 home|house|at_home|relationship|with_him|with_her|here|for_me|situation
            afraid|scared|terrified|frightened|fear|fearful ~4 of|for my|our|her|his ~2 life|lives|safety|husband|boyfriend|partner|ex|wife|girlfriend|spouse|fiance|pimp|dealer|stepdad|son_when|dad|father !relapse|drinking|health|liver|drug|addiction|sobriety|dying
            afraid|scared|terrified|frightened of him|her|them !dying|using|drinking|relapsing|leaving|overdosing|going|not|od|getting
            scared|afraid|terrified to go|be|come|stay|leave|sleep|return ~2 home|house|there|him|around_him|alone_with_him|with_him|in_my_own
            {person} {helper}*2 afraid|scared|terrified|thinks|think|worried|know|fear|convinced ~2 {other} {helper}*3 kill|hurt|shoot|stab|murder|beat|attack|hit|strangle {victim}
            fear|fearing|fears|feared for {own} life|safety|lives
            life|lives ~3 in danger
            trapped ~2 in|at|with ~4 house|him|her|home|apartment|room|basement|husband|boyfriend
            life|lives|family ~4 threatened
            scared|afraid|terrified|frightened ~3 of my|our|his|her ~2 son|brother|dad|father|stepdad|husband|boyfriend|wife|girlfriend|partner|ex|roommate|mom|mother|neighbor|dealer|nephew|grandson|daughter|uncle !relapsing|using|drinking|overdosing|dying|going|getting|not|od|addiction|leaving|finding|relapse|reaction|opinion|judgment|judging
            i|we|she|kids|mom {helper}*2 in ~2 danger !of
            in immediate danger
            hiding ~4 from ~4 him|her|husband|boyfriend|ex|partner|them|dealer|pimp|dad
            hiding|hid|locked_myself|locked_ourselves|locking_myself|barricaded in|inside ~3 bathroom|closet|bedroom|car|basement|garage|room|shed
            not ~3 let|lets|letting me|us|her ~2 leave|out|go|have_my_phone|call|get_help|see_anyone|talk|see_my|use_the|work|eat|sleep|have_money|get !of_my_mind|of_the_program|to_work|early|ama
            got|has|have|had|keeps me|us|her locked|trapped|tied|cornered|chained|prisoner
            took|takes|taken|hid|hides my ~2 keys|phone|passport|papers|shoes|wallet ~7 leave|locked|let|out|call|scared|won
            checks|checking|monitors|reads|goes_through|going_through my phone ~16 hit*|hurt|hurts|broke|kill|beat|beats|wrist|violent|last_time|scared|afraid
            locked|locks|locking|trapped|keeping|holding|held|keeps|tied me|us|her ~3 in|inside|hostage|up|prisoner|against|captive|here|basement
            my|her abuser !in_the_past|from|when
            put|leave ~2 me|us|her in the ground|grave|box|hospital|morgue|dirt|desert
            {other} {helper}*2 kicking|breaking|banging|pounding|busting|smashing ~3 ~2 door|window|windows
            being held
            stalking|stalks|stalked|following|follows ~2 me|us|her
            outside|breaking|banging|kicking|broke|pounding ~5 door|house|window ~9 scared|afraid|violent|kill|gun|threat*|police|hide|hiding
            restraining|protective order ~12 violat*|came|showed|outside|broke|again|threat*
            {other} {helper}*2 took|takes|hides|hid|smashed|broke|taken my phone
            need ~4 get|getaway ~3 away from him|her|husband|boyfriend|ex|partner|them ~7 hurt*|kill*|violent|safe|scared|hits|beats
            escape|escaping|get_away|run_away|fleeing|flee ~3 from ~3 him|husband|boyfriend|abus*|violent|pimp|partner|ex
        """,
        weapon="""
            pulled|pulls|pull|pointed|points|pointing|waving|waved|swinging|swung|came|put|holding|held|holds|grabbed|grabs|drew|aimed|threaten*|threatening|threw ~5 {weapon} ~3 on|at|to|me|us|around|and|my|her|up|$
            {other} {helper}*2 ~2 has|had|have|got|with|bought|carrying|carries|holding|grabbed|keeps ~3 {weapon} !license|permit|safe|collection
            with a {weapon} in|and|to|at|threat*
            shot|fired|shooting ~4 at ~2 me|us|house|the_wall|her|him
            at gunpoint|knifepoint
            i have|got|bought|grabbed|keep a|my|the|his {weapon} ~7 use|kill|shoot|scared|afraid|hurt|voices|will
            {weapon} ~3 to|at|against|on ~2 my|her|our head|neck|throat|face|chest|back
        """,
        hurt_others="""
            i {helper}*3 {intend}|might|afraid|scared|will|could|feel_like|swear|gonna|keep_wanting|would ~5 kill|hurt|stab|murder|beat|strangle|choke|attack|shoot|harm|smash|burn|killing|hurting|stabbing|strangling|choking|shooting|beating|hitting|punching|hit|punch|attacking ~2 {victim} !feelings|by_drinking|with_my|anymore|with_this|again_by|emotionally|financially|by_relapsing
            {person} {helper}*2 ~2 says|said|saying|wants|want|thinking|talking|plans|planning|going|wanting|threat*|talks ~5 kill|killing|hurt|hurting|stab|stabbing|shoot|shooting|murder|attack|harm|beat|harming ~2 {victim} !feelings|by_drinking
            homicidal
            {intend} ~2 killing|stabbing|strangling|shooting|hurting|choking|beating|poisoning|smothering|murdering {victim}
            beat|kick|knock|beating|beats the hell|shit|crap|living|fuck ~3 out of
            scared|afraid|terrified of myself
            thoughts|urge|urges|urges|voices|ideas|fantasies|fantasy|desire ~3 of|to|about|telling_me_to|tell_me_to|say_to ~3 kill|killing|hurt|hurting|harm|harming|stab|stabbing|shoot|shooting ~2 {victim}
            shoot|shooting|blow|blowing|burn|burning up|down|it_up ~2 the|my|that|this|his ~2 school|place|work|office|clinic|house|church|building|store
            hear|hearing voices ~7 kill|hurt|harm|stab
            hurt|kill someone|somebody|people|everyone|other_people !by|and_im_sorry|feelings
            put my hands on|around her|my_wife|my_girlfriend|him|my_kid
            hit|hits|slapped|slaps|choked|chokes|punched|punches|beat|strangled|stabbed my|his|her ~2 wife|girlfriend|husband|partner|boyfriend|mom|mother|dad|brother|sister|grandma|grandmother|father|roommate !at|in|to
            strangled|choked|punched|slapped|stabbed|raped|assaulted|molested|chokes|strangles|punches|slaps|rapes|stabs|molests|choking|strangling|raping|pistol_whipped me|us
            urge|urges|want|wanted|impulse|impulses|desire|tempted|ready|planning|thoughts ~3 to? kill|hurt|stab|shoot|attack|beat|harm|killing|hurting|stabbing|shooting {victim} !feelings|by|anymore|with|time|again_with
            i {helper}*2 hit|slapped|choked|punched|pushed|beat|shoved|strangled my ~2 wife|girlfriend|husband|partner|boyfriend|mom|mother|dad|brother|sister|son|daughter
            i {helper}*2 hit|slapped|choked|punched|beat|strangled her|him|them $|again|in|last|hard|with|when|and|last_night|so
            make|makes him|her|them pay ~5 gun|knife|blood|dead|kill
            beat|kill|shoot|stab him|her to death
            going to kill him|her|them|someone|somebody !if_he_drinks|one_day|slowly
        """,
    ),
)
