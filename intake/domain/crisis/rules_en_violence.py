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
            {other} {helper}*2 beat|beats|beating|hitting|hit|punching ~1 on ~1 {victim}
            {other} {helper}*3 will|going|threat*|says|said|tried|swore ~3 burn ~2 house|place|trailer|apartment|home ~1 down
            {other} {helper}*2 {hit} and {hit} ~1 me|us
            {other} ~2 {helper}*2 put|puts|laid|lays|putting ~1 hands on me|us|her|my
            put|puts|laid|putting his|her hands on|around ~1 me|my|her|us|throat|neck|mom
            hands around my|her neck|throat
            {other} ~4 gets|got|is|becomes|turns|turned|getting|being|became {adverb}*2 violent|physical|abusive|aggressive !about|driver|treatment|cancer|collecting|at_work|therapy|verbally
            violent|abusive relationship|home|marriage|husband|boyfriend|partner|wife|girlfriend|situation|household
            forces|forced|forcing himself|herself on
            jumped|beat|attacked|robbed me|us ~6 debt|owe|money|back|again|finish
            come|be|coming back to|and ~1 finish|kill|hurt|get
            said|says|told|swears|swore|promised ~5 would|will|going ~3 slit|kill|shoot|bury|hurt|finish|burn|stab|cut|end|beat|strangle ~1 me|us|my|her|their|the_kids|the_family
            locked|lock in|inside|myself_in ~2 bathroom|closet|bedroom|car|room|basement|garage
            keep|keeps|keeping|kept|holds|holding ~1 her|him|me|them|us ~1 drugged|locked|sedated|captive|prisoner|hostage|from_leaving
            where ~4 not ~1 find me|us|her
            find me ~12 broke|beat|hit|kill|hurt|ribs|violent|gun
            domestic violence|abuse|dispute|disturbance !counsel*|shelter|program|programs|class|classes|training|certification|resources|services|advocate|history|therapy|survivor|survivors|group|groups|work|worker
            {other} {helper}*2 abuses|abuse|abusing|abused|beats|beat|beating|raped|rapes|raping|trafficking|assaulted|choked|choking|strangled ~1 me|us|her|{self} !drugs|alcohol
            {other} {helper}*2 beats|beating|strangles|chokes|choking ~2 {victim}
            being|get|getting|got|been|was|gets ~1 beaten|beat|abused|raped|assaulted|hit|choked|strangled|attacked|trafficked|jumped|stabbed|shot by|up|at_home|with|last_night|every|again
            am|is|are|being|been|gets|getting ~1 {adverb}*1 abused|beaten|raped|molested|trafficked|assaulted !as_a|down|up_by_life|when|by_a_priest|by_addiction
            would|will|be|am|is ~1 dead|killed if|when i|she|we|he ~1 left|leave|tell|told|call|find
            i was|got raped|assaulted|attacked|stabbed|strangled|beaten|choked|jumped !down|by_addiction|as_a|to_it
            black eye|eyes
            {other} {helper}*3 {wound} ~2 me|us !out|here|to|into|back_to|money|a_favor|in_rehab|off|out_to|up_with|with_texts|aside|back_in
            {other} {helper}*3 {wound} ~3 my|our|her {body} !at_a_meeting
            {other} {helper}*3 throw*|threw|swung|swings|swinging ~4 at me|us|the_kids|my|her
            bruises ~3 neck|face|arms|all_over|him
            {other} {helper}*2 {shove} me|us|my_mom|my_mother !to|too|toward|towards|into|here|out|through|away|aside|off|over_the_edge|hard|under|back_in|in_the_right
            {shove} me|us|my_mom|my_mother|her|his_mom ~5 {hard_thing}|down_the|by_the|by_my|to_the_ground|out_of_a
            makes|making|forces|forced|forcing me|us|her ~3 prostitut*|sleep_with|have_sex|sex|trick*|use|shoot_up|sell
            pimp ~5 me|leave|hit|kill|let
        """,
        threatens="""
            threaten|threatens|threatening|threatened|threats ~2 to ~2 kill|hurt|shoot|stab|beat|burn|harm|murder|choke|come_after|find|rape|set_fire|slit|break_my|cut|attack|punch ~1 {victim}
            threaten|threatens|threatening|threatened|threats ~2 to ~2 burn|slit|cut|break|smash|blow ~1 my|our|the|her throat|house|face|legs|car|neck|place|home|arms|apartment|up
            threaten|threatens|threatening|threatened me|us|her|him|my_family|my_kids|my_life|everyone|his_mom|my_mom|staff ~1 with|$
            threaten|threatens|threatening|threatened|threats ~2 my|her|our|his life|lives|family
            death threats
            {other} {helper}*2 ~1 {helper}*2 will|would|going|wants|want|tried|tries|trying|gonna|says|said|swears|swore {adverb}*2 ~3 kill|hurt|shoot|stab|murder|beat|strangle|choke|rape|bury|burn ~1 {victim}
            kill|hurt|beat|shoot|stab|murder me|us|my_family if|when|because|for|tonight|before|and_the_kids|in_my_sleep
            i am|be going to be|get killed|murdered|beaten|hurt by|if
            come|comes|coming after|for me|us|my_family ~6 kill|hurt|gun|knife|money_or
            find|finds me ~4 kill|dead|beat|hurt
            next time ~4 kill|finish
            looking|searching|hunting|after|came|coming ~1 for me|us|him|her|my ~12 shoot|kill|hurt|owe|gun|guns|beat
            owe|owes|debt ~12 kill|hurt|shoot|break_my|beat|harm|threat*
        """,
        fears_for_safety="""
            {person}|house|home|feel|feels|feeling|felt ~2 not|never {adverb}*1 feel? {adverb}*2 safe !sex|to|driving|with_myself|alone|for_work|with_the_meds|injecting|supply|bet
            not safe at_home|here|there|at_my|at_his|at_her|in_my|in_this|around_him|around_her|with_him|with_her
            not safe ~1 to go|be|stay|return|come home|there|here|back
            feel|feeling|feels|am|is|house|home ~1 unsafe
            unsafe ~2 home|house|at_home|relationship|with_him|with_her|here|for_me|situation
            afraid|scared|terrified|frightened|fear|fearful ~3 of|for ~3 my|our|her|his ~1 life|lives|safety|husband|boyfriend|partner|ex|wife|girlfriend|spouse|fiance|pimp|dealer|stepdad|son_when|dad|father !relapse|drinking|health|liver|drug|addiction|sobriety|dying
            afraid|scared|terrified|frightened of him|her|them !dying|using|drinking|relapsing|leaving|overdosing|going|not|od|getting
            scared|afraid|terrified to go|be|come|stay|leave|sleep|return ~1 home|house|there|him|around_him|alone_with_him|with_him|in_my_own
            {person} {helper}*2 afraid|scared|terrified|thinks|think|worried|know|fear|convinced ~1 {other} {helper}*3 kill|hurt|shoot|stab|murder|beat|attack|hit|strangle {victim}
            fear|fearing|fears|feared for {own} life|safety|lives
            life|lives ~2 in danger
            trapped ~1 in|at|with ~3 house|him|her|home|apartment|room|basement|husband|boyfriend
            life|lives|family ~3 threatened
            scared|afraid|terrified|frightened ~2 of my|our|his|her ~1 son|brother|dad|father|stepdad|husband|boyfriend|wife|girlfriend|partner|ex|roommate|mom|mother|neighbor|dealer|nephew|grandson|daughter|uncle !relapsing|using|drinking|overdosing|dying|going|getting|not|od|addiction|leaving|finding|relapse|reaction|opinion|judgment|judging
            i|we|she|kids|mom {helper}*2 in ~1 danger !of
            in immediate danger
            hiding ~3 from ~3 him|her|husband|boyfriend|ex|partner|them|dealer|pimp|dad
            hiding|hid|locked_myself|locked_ourselves|locking_myself|barricaded in|inside ~2 bathroom|closet|bedroom|car|basement|garage|room|shed
            not ~2 let|lets|letting me|us|her ~1 leave|out|go|have_my_phone|call|get_help|see_anyone|talk|see_my|use_the|work|eat|sleep|have_money|get !of_my_mind|of_the_program|to_work|early|ama
            got|has|have|had|keeps me|us|her locked|trapped|tied|cornered|chained|prisoner
            took|takes|taken|hid|hides my ~1 keys|phone|passport|papers|shoes|wallet ~6 leave|locked|let|out|call|scared|won
            checks|checking|monitors|reads|goes_through|going_through my phone ~16 hit*|hurt|hurts|broke|kill|beat|beats|wrist|violent|last_time|scared|afraid
            locked|locks|locking|trapped|keeping|holding|held|keeps|tied me|us|her ~2 in|inside|hostage|up|prisoner|against|captive|here|basement
            my|her abuser !in_the_past|from|when
            put|leave ~1 me|us|her in the ground|grave|box|hospital|morgue|dirt|desert
            {other} {helper}*2 kicking|breaking|banging|pounding|busting|smashing ~2 ~1 door|window|windows
            being held
            stalking|stalks|stalked|following|follows ~1 me|us|her
            outside|breaking|banging|kicking|broke|pounding ~4 door|house|window ~8 scared|afraid|violent|kill|gun|threat*|police|hide|hiding
            restraining|protective order ~12 violat*|came|showed|outside|broke|again|threat*
            took|takes|hides|hid|smashed|broke my phone
            need ~3 get|getaway ~2 away from him|her|husband|boyfriend|ex|partner|them ~6 hurt*|kill*|violent|safe|scared|hits|beats
            escape|escaping|get_away|run_away|fleeing|flee ~2 from ~2 him|husband|boyfriend|abus*|violent|pimp|partner|ex
        """,
        weapon="""
            pulled|pulls|pull|pointed|points|pointing|waving|waved|swinging|swung|came|put|holding|held|holds|grabbed|grabs|drew|aimed|threaten*|threatening|threw ~4 {weapon} ~2 on|at|to|me|us|around|and|my|her|up|$
            {other} {helper}*2 ~1 has|had|have|got|with|bought|carrying|carries|holding|grabbed|keeps ~2 {weapon} !license|permit|safe|collection
            with a {weapon} in|and|to|at|threat*
            shot|fired|shooting ~3 at ~1 me|us|house|the_wall|her|him
            at gunpoint|knifepoint
            i have|got|bought|grabbed|keep a|my|the|his {weapon} ~6 use|kill|shoot|scared|afraid|hurt|voices|will
            {weapon} ~2 to|at|against|on ~1 my|her|our head|neck|throat|face|chest|back
        """,
        hurt_others="""
            i {helper}*3 {intend}|might|afraid|scared|will|could|feel_like|swear|gonna|keep_wanting|would ~4 kill|hurt|stab|murder|beat|strangle|choke|attack|shoot|harm|smash|burn|killing|hurting|stabbing|strangling|choking|shooting|beating|hitting|punching|hit|punch|attacking ~1 {victim} !feelings|by_drinking|with_my|anymore|with_this|again_by|emotionally|financially|by_relapsing
            {person} {helper}*2 ~1 says|said|saying|wants|want|thinking|talking|plans|planning|going|wanting|threat*|talks ~4 kill|killing|hurt|hurting|stab|stabbing|shoot|shooting|murder|attack|harm|beat|harming ~1 {victim} !feelings|by_drinking
            homicidal
            {intend} ~1 killing|stabbing|strangling|shooting|hurting|choking|beating|poisoning|smothering|murdering {victim}
            beat|kick|knock|beating|beats the hell|shit|crap|living|fuck ~2 out of
            scared|afraid|terrified of myself
            thoughts|urge|urges|urges|voices|ideas|fantasies|fantasy|desire ~2 of|to|about|telling_me_to|tell_me_to|say_to ~2 kill|killing|hurt|hurting|harm|harming|stab|stabbing|shoot|shooting ~1 {victim}
            shoot|shooting|blow|blowing|burn|burning up|down|it_up ~1 the|my|that|this|his ~1 school|place|work|office|clinic|house|church|building|store
            hear|hearing voices ~6 kill|hurt|harm|stab
            hurt|kill someone|somebody|people|everyone|other_people !by|and_im_sorry|feelings
            put my hands on|around her|my_wife|my_girlfriend|him|my_kid
            i {helper}*2 hit|slapped|choked|punched|pushed|beat|shoved|strangled my ~1 wife|girlfriend|husband|partner|boyfriend|mom|mother|dad|brother|sister|son|daughter
            i {helper}*2 hit|slapped|choked|punched|beat|strangled her|him|them $|again|in|last|hard|with|when|and|last_night|so
            make|makes him|her|them pay ~4 gun|knife|blood|dead|kill
            beat|kill|shoot|stab him|her to death
            going to kill him|her|them|someone|somebody !if_he_drinks|one_day|slowly
        """,
    ),
)
