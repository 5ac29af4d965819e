"""English rules: self-harm told by two hints together, or by one word in the right company."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, Rule, Table
from intake.domain.crisis.words_en import LISTS

SELF_HARM_CUES: tuple[Rule, ...] = (
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="negated past information").rules(
        suicidal="""
            suicidal
            selfharm*|self_mutilat*
            dark|darkest|scary|intrusive|bad thoughts|thoughts_about_myself
        """,
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="past recovery").rules(
        not_live_like_this="""
            not {adverb}*3 want|wants {adverb}*3 live|be_alive|be_here like this|that
            can not {adverb}*3 live|go_on like this|that
        """,
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="negated past information", near=30).rules(
        means_and_thoughts="""
            {means}
            && keep|keeps|cant_stop looking|staring|thinking|going|driving|walking|hearing
            looking|staring|stare at
            thinking|think|thought|thoughts ~3 i|of|about|that ~3 could|should|might|jumping|using|just|doing|ending|it|would|how
            about|going|want|wants to cut|use|jump|shoot|do
            took|pulled|got ~2 out
            drunk|drinking|crying|playing|locked|upset|alone|relapsed|depressed|hopeless|sad|voices|shaking|scared|screaming|desperate|coming_down
            easy|easier to|if|it
            want|wanting|going|ready|urge ~3 use it|them
            decide|decided|ready|want|case ~3 go $
            came|come back|home
            checking|check out
            calling|calls my? name|me|to
            what|something i|he|she ~2 might|will|may|could do
            do something stupid
        """,
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="past", near=40).rules(
        note_and_gone="""
            left|found|wrote|leaving|writes ~3 note|letter
            && phone ~3 off|dead|disconnected
            not answering|picking_up|responding|come_home|come_back
            gone|missing|disappeared|drove_off|took_off|nowhere
            can not ~2 find|reach|locate
        """,
        join_the_dead="""
            go|going|see|join|meet|be ~2 be|home|with|to ~2 with|to? ~2 {kin_of}|mom|dad|him|her|jesus|grandma|my ~2 son|daughter|husband|wife|brother|sister|baby|mother|father
            && passed|died|heaven|dead|killed|grave|buried|funeral|other_side
        """,
        last_words="""
            tonight is the night
            my mind is made up
            decided|decision|ready tonight|made|go|it_is_time !to
            thank you for everything !you|that|your
            thanks for everything !you|that|your
            tell|tells|take_care_of|look_after|hug|kiss ~2 {own} ~2 kids|boys|girls|mom|family|wife|husband|children|daughter|son|mother|dog|cat|baby|parents|dad
            after tonight|today|this
            will not have_to worry|deal|put_up|suffer|see|hear
            will ~3 be over soon|tonight
            want|wants out|it_over|it_to_stop|it_done|to_be_done|it_all_over !of|patient|of_this_town
            at peace|rest soon|tonight|finally|now
            forgive me
            sorry|goodbye|goodbyes|farewell|bye
            saving|saved|counted|counting|lined|hoarding ~2 up|out|my
            do|doing it this_time|tonight
            no more pain|suffering|problems|lies|burden
            not answering|responding|picking_up|replying
            turned|shut off {own} phone
            find him|her|me|my_body|them in|dead|hanging|tomorrow
            last time you|anyone|they
            && nobody|no_one|noone ~2 cares|care|needs|need|loves|love|wants|want|misses|miss|left|would
            no hope|future|way
            hopeless|worthless
            hate {self}|my_life
            lost everything|everyone|it_all
            nothing matters|left
            life ~3 over|meaningless|pointless|unbearable|pain|hell|worthless
            can not ~2 {adverb}*2 do|take|handle|fight|go_on|keep|stand ~2 this|it|life|anymore|living|fighting|going|longer
            tonight|decided
            {means}
            deserve|deserves better
            no meaning|purpose|point
            hate|hates {own} life
            a|the burden|failure|disappointment
            i am {adverb}*2 done $
            give|giving|given|gave up
            tired of fighting|everything|trying|hurting|the_pain|it_all|this
            goodbye|goodbyes
        """,
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="undated negated past information grief").rules(
        dated_suicide="suicide",
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="negated past by_another").rules(
        weapon_on_body="""
            gun|pistol|rifle|shotgun|glock|revolver|barrel|knife|blade ~5 to|in|at|against|under ~2 {own} own? head|mouth|temple|chin|wrist|wrists|throat|chest
            blade|razor|knife|scissors|glass ~3 to|on|across|into ~2 {own} ~2 arm|arms|wrist|wrists|skin|leg|legs|thigh|thighs|neck|throat
            slit|slash|slice|slicing|slitting|cut|cuts|cutting|opened|open my|his|her|their|our ~2 wrist*|throat|veins|arms|arm|thighs|legs
        """,
    ),
)
