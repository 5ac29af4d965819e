"""English rules: self-harm."""

from __future__ import annotations

from intake.domain.crisis.rule import EMERGENCY, Rule, Table
from intake.domain.crisis.words_en import LISTS

_SELF_HARM = Table("en", "self_harm", LISTS, EMERGENCY)
SELF_HARM: tuple[Rule, ...] = (
    *_SELF_HARM.rules(
        want_to_die="""
            want|wants|wanted|wanting|need|ready|prefer|hoping|like|longing|begging|begged|praying|wishing {adverb}*3 die|dead|perish|not_exist|stop_existing|cease_to_exist|not_be_alive|not_wake_up|never_wake_up|not_be_here|dying
            want|wants|wanted {adverb}*3 disappear|vanish|gone|sleep|fade !from|for|with|in|into_the|a|better|at|again|through|soon|before|by $
            want|wants|wanted {adverb}*3 disappear|vanish|sleep forever|and|for_good|off|permanently
            want|wants|wanted ~2 my|his|her life to {adverb}*2 over|end|stop
            want|wants|wanted it all? to {adverb}*1 over|end|stop !before|so
            want|wants|wanted everything to {adverb}*1 end|stop $
            wish|wishes|wished ~3 {adverb}*2 dead|die|died|never_born|not_exist|not_alive|not_wake_up|never_wake_up|never_been_born
            wish|wishes|wished|hoped ~3 overdose|attempt|pills|od|crash|it|they had|would_have|had_not ~1 worked|killed|killed_me|saved_me|saved|found_me|revived|brought_me
            wish|wishes|wished|should ~3 {adverb}*1 let_me_die|left_me_there|let_me_go
            wish|wishes|wished ~3 {adverb}*1 was|were gone|not_here|not_alive $
            wish|wishes|wished ~3 not {adverb}*1 here|alive|exist|around $
            hope|hopes|hoping|pray|prays|praying|prayed|wish ~2 {adverb}*1 not|never {adverb}*1 wake
            hope|hopes|hoping|pray|prays|praying|prayed|wish|asking|ask|begging|beg ~2 i|he|she|it|god|lord|jesus|heaven|to {adverb}*2 die|dies|takes|kills_me|take|kill_me|takes_me ~0 !care|it|the|this|a|my|his|her|away
            hope|hopes|hoping|pray|prays|praying|prayed|wish|asking|ask|begging|beg ~2 god|lord|jesus {adverb}*2 ~1 take|takes|took|kill me|him|her !to
            let me {adverb}*1 die
            deserve|deserves|deserved to {adverb}*1 die|dead
            {yearn} ~~4 {end_of_life} !of|in|laughing|inside|sober|old|happy|peacefully|for|with_dignity|to_know|set|end|line|for_a|naturally|than
            {yearn} ~~3 i ~~2 {end_of_life}|gone|dead
            should ~1 have {adverb}*1 died|killed_me|let_me_die|been_me_that_died
            not {adverb}*1 deserve|deserves to {adverb}*1 live|alive|breathe|exist|be_here|life|be_alive !like|in
            easier|better|nicer|simpler ~1 {adverb}*3 dead|not_exist|disappear|gone
            should {adverb}*2 be_dead|die|kill_myself
            going to {adverb}*1 be_dead|die|be_gone tonight|today|by_my_own_hand
            i will {adverb}*1 be_dead|die|be_gone tonight|tomorrow|by
            rather|sooner {adverb}*2 dead|be_dead|not_be_here|not_be_alive
            rather|sooner {adverb}*2 die !than
            rather|sooner {adverb}*2 die than live|be|go_on|go_back|go_through|keep|wake|continue|face|feel|do_this|detox|withdraw|do_another|have|spend|stay
            better_off|easier_if_i|better_if_i|better_if_he|better_if_she|better {adverb}*1 dead|was_dead|were_dead|died|was_gone|were_gone|was_not_here|were_not_here|disappeared|never_born|did_not_exist|was_not_around|just_died
            feel|feels|felt like {adverb}*1 dying|ending_it|ending_my_life !from
            die is all i
            how i|he|she would do it
            picked|chosen|chose|set ~2 day|date !for_detox|to_quit|to_stop|for_rehab|for_treatment
            crash|crashing|wreck|wrecking|flip|flipping|drive|driving ~5 on purpose
            made ~2 peace with ~1 it|dying|death|that|god|everything
            walk*|went|go|goes|going|drove|stand|standing|sitting|sit|lie|lying|lay ~4 train_tracks|the_tracks|railroad_tracks|the_ledge|the_cliff
            better_off|better|happier|easier|relieved|glad ~2 if i|he|she ~2 dead|gone|died|not_here|disappeared|never_existed|was_not|were_not|killed
            if i {adverb}*2 could {adverb}*2 die
            can|could just die $
            only way ~6 is ~2 die|death|dying|dead|suicide
            been|started|keep|still|keeps|began|back_to cutting !down|back|out|hours|grass|weight|off|it|class|classes|corners|my_dose|my_drinking|the|my_hours|my_use|ties
            cutting $
            choose|chose|chosen|choosing death
        """,
        kill_self="""
            kill|kills|killing|unalive|unalives|unaliving|off|offing|hang|hanging|shoot|shooting|drown|drowning|stab|stabbing|poison|poisoning|suffocate|suffocating|murder|delete|electrocute|behead {self}
            almost|nearly|about_to ~1 killed|hung|hanged|shot|drowned {self}
            tried|attempted|attempting|attempt|attempts|trying ~3 kill|hang|shoot|drown|unalive|end {self}|it
            killing|unaliving|offing ~1 {self}
            {intend} ~1 unalive|unaliving
            thinking|think|thinks|thoughts|thought|obsess*|dream|dreaming|fantasize|fantasizing ~3 about|of ~1 death|dying|dead|killing_myself|not_being_here|not_waking_up|jumping|hanging_myself
            gun|pistol|rifle|shotgun|revolver|glock ~3 out|on|in|by|beside|under ~2 table|lap|bed|nightstand|dresser|hand|hands|desk|seat|couch|pillow
            googling|googled|googles|looking_up|looked_up|searching|searched|researching|researched|asking ~2 how_many|how_much|ways|what_happens_if_you_take ~6 takes|take|die|kill|lethal|od|overdose
            is it quick|painless|peaceful|fast if|to|way
            could|might|may ~1 {adverb}*1 end|finish it|my_life|myself|it_all
            saving|saved|hoarding|hoarded|stockpiling|stockpiled|collecting|stashing|stash|saves ~1 up? ~2 {pills}
            belt|cord|rope|something|things|scarf|sheet|leash|cable|shoelace|wire ~4 around {own} ~1 neck|throat
            hope|hoping|wish|pray|praying|wishing|waiting ~4 heart|liver|body ~2 gives_out|stops|stop|give_out|quits|just_stops
            hope|hoping|wish|pray|praying ~3 kills|kill|takes me !not|pain|cravings|out|back|in|seriously|to
            do|doing it ~1 this_time|tonight|myself|for_real|with_a|soon !with_pride
            see you on_the_other_side
            catch|catching the bus
            forever box
            dirt nap
            clock|clocking|clocked out for_good|of_life|permanently
            yeet|yeeting {self}
            meet my maker
            had|have enough of life|living
            hate ~4 alive|existing
            should|could|can just|probably disappear|vanish
            ready|want|wants to go|leave !to|home|into|for|back|through|in|there|out|with|on|a|when|somewhere|anywhere|the|treatment|rehab|detox|over|see ~0 this_world|this_earth|be_with
            put {self} out_of
            pain|suffering|misery|hell ~2 end|stop|over|ends|stops permanently|forever|for_good
            pills|bottle|meds ~8 take|swallow|taking ~1 all|every|whole
            take|taking|swallow them|it|these|those all
            urge|urges|want|wants|need|desire ~1 to cut $
            why am i ~1 alive|living|breathing|still_here
            why ~2 keep|bother|stay|go_on ~1 living|alive|breathing|existing
            talking|talks|talk|talked|mentions|mentioning|mentioned|jokes|joking ~2 dying|not_being_around|not_being_here|killing|ending_it|being_dead|wanting_to_die !of
            lethal|fatal dose|amount !of_naltrexone
            die|dying|death|fatal|kill_me ~10 that_is_my_plan|thats_the_plan|is_my_plan|my_plan
            endorses|endorsed|endorsing|reports|verbalizes|states|expresses|active|positive ~2 si !no
            si with ~1 intent|plan|means|access
            suicide|suicidal ~10 feel|feeling that_way|like_that|the_same|this_way|it ~2 again|now|today
            {means} ~1 out|loaded|ready
            reason|why|talk|tell ~6 not do_it
            talk me out of it
            burning|scratching|cutting|picking|hitting|carving ~1 {own} arm|arms|legs|wrists|skin|thighs|stomach|body !up
            put {self} down
            going|wants|want|wanted|ready|about|threat*|thinking ~2 jump !rope|in|on|through|at|start|ship|the|back|into_treatment|to_conclusions|into_rehab
            how to die|kill_myself|commit_suicide|end_it|hang_myself|tie_a_noose
            painless|easiest|quickest|fastest|least_painful|peaceful|best ~1 way|ways|method ~1 to|of ~1 die|go|kill|suicide|end|dying|killing|out|overdose|od|do_it
            have|has|got|made a plan and|to ~4 means|kill|end|die|pills|gun|rope
            have the means
            killed|hung|hanged|shot {self} tonight|last_night|yesterday|just_now|this_morning
        """,
        suicide="""
            commit|commits|committing|commited|attempt|attempts|attempted|attempting|contemplat*|consider|considering|considered|plan|planning|planned|thinking|think|thinks|thoughts|thought|threaten*|threat|threats|mention*|tried|try|trying|googling|googled|searching|researching|feeling|about_to|tempted|want ~2 suicide
            talk|talks|talked|talking|joke|jokes|joking|hinting|hints ~2 suicide
            suicide note|notes|plan|plans|attempt|attempts|pact|mode|letter|method|methods|thoughts|ideation|watch
            suicide ~3 option|answer|way_out|choice|solution|only|mind|head
        """,
        end_it="""
            end|ends|ending|finish|finishing|ended it_all|everything|{self}
            end|ends|ending|finish|take|takes|taking|took|ended {own} own? life|existence !back|over|seriously|to|in|one|day|into|for|away_from|story|after
            want|wants|wanted|going|ready|thinking|planning|plan|think|decided|trying|tried|might|about|tempted|thought|need {adverb}*2 ~1 {adverb}*2 end|ending it|this|things !with|by|between|addiction|cycle|before|habit|pattern|in|chapter|on|nightmare|for_her|conversation|call|relationship|part|marriage
            end|ending it|things|this tonight|today|now|soon|here|for_good|once|right_now|already
            end|ending my|the|this|his|her pain|suffering|misery forever|for_good|once|tonight|permanently|myself|by
            want|wants {adverb}*2 end my|the|this suffering|misery
            not be|being alive|here|around ~1 tomorrow|much_longer|tonight
            game over for me
            check|checking out for_good|permanently|of_life|of_this_world|of_this_life
            leave|leaving this world|life|earth
        """,
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="past").rules(
        no_reason_to_live="""
            no|any|lost|lose|losing|zero|without|not_a|have_not_a|nothing|little ~2 reason|reasons|point|purpose|will|desire|motivation|left|much|interest|energy ~3 to|in|for|of {adverb}*2 breathe|breathing|keep_breathing|live|living|life|go_on|going_on|keep_going|be_here|being_here|be_alive|being_alive|exist|existing|continue|stay_alive|wake_up|waking_up|keep_living|being|carry_on|stay|go_on_living
            nothing ~2 to live for
            what is the point ~2 living|life|going_on|being_here|alive|existing|live|anymore|waking_up
            see|sees|saw no|any point|reason|future ~1 living|anymore|life|here|for_me|for_myself
            not see|have ~1 point|reason|future|way_out ~1 living|anymore|life|here|for_me|for_myself|going_on|$
            life|living ~3 not|no|never ~2 worth living|it|the
            not worth living|being_alive|the_air
            no use|sense|good|meaning|sense ~2 living|life|going_on|alive|to_life|being_here
            life ~2 not ~2 for_me|for_us|worth|good_anymore|livable|work
            can|could not ~1 promise|guarantee|say|swear ~4 alive|safe|here|wake|tomorrow
            not ~2 see|imagine|picture ~2 tomorrow|myself_alive|myself_living|myself_here|being_alive|living
            can|could not {adverb}*1 bear|stand|face|imagine ~2 live|living|another_day|being_alive|existing|to_wake_up|waking_up !without|with|like
            hard|harder|hardest|running_out|struggling|trying|looking|fewer|few ~5 reason|reasons ~2 live|living|stay_alive|be_alive|go_on|be_here|keep_going|stay_here|exist|not_to
            can|could not {adverb}*1 go_on|keep_on_living|carry_on|continue_living !like|with|a|to|vacation|the|without_help|using|drinking|this_way
            can|could not {adverb}*2 live|exist|be_here|be_alive anymore|another_day|any_other|$
            not|never|cant ~4 make_it|survive|live|last|get ~2 through_the_night|the_night|tonight|to_tomorrow|till_morning|until_morning|another_night|to_morning|to_see_tomorrow
            see|find|seeing no|any|a way forward|out_of_this_alive
            not see ~1 way forward
            not|never ~3 make_it|making_it|alive|here|around ~1 to|for|by|until|till|come christmas|thanksgiving|{own}|birthday|new_years|next|monday|friday|the_end|summer|30|40|tomorrow|morning !appointment|appt|work
            disappointed|mad|angry|upset|sad|hate|sorry|cry|cried|wish ~4 woke_up|still_alive|still_here|still_breathing|wake_up_alive|survived
            given|giving|gave|give up on life|living|being_alive|everything
            no|only|any|other way out ~1 {adverb}*2 die|death|dying|dead|of_this_life|suicide
            death|dying|dead ~3 only|better|relief|escape|peace|way_out|answer
            only way out
            not|no|see_no|any way out !of|without|from|other|except|for|with|by
        """,
        tired_of_living="""
            done|finished|through living !with|in|like|at|here|there
            tired|sick|exhausted|done|finished|over ~2 of|with ~1 living|life|existing|being_alive|this_life|this_world|being_here|breathing !like|with|in|at|this|a|on|under|here|there|paycheck|day|sober|my|situation|this_way|style
            hate being alive
            hate|hates waking_up !early|sick|hungover|to|with|at|feeling
        """,
        not_want_to_live="""
            not|never|longer|dont ~1 want|wants|wanted|wish|wishes|care|wanting|desire|feel_like {adverb}*3 live|living|here|alive|exist|around|wake_up|go_on|continue_living|living|existing|on_this_earth|in_this_world|be_on_this_planet !in|with|at|near|there|under|through|by|like|this|way|for|to|until|so|sick|hungover|shaking|early|feeling|needing|next|when|if|a|my|on|inpatient|him|her|it|people|that|alone
            not|never|longer ~1 want|wants|wanted {adverb}*3 live on_this|in_this_world|in_this_body|to_see|through_this|another|without|past|if
            not {adverb}*2 care|cares|cared|matter ~2 i|he|she|we ~1 live|lives|die|dies|lived|died|wake|wakes|alive|dead|survive|overdose|anymore
            not {adverb}*2 mind|care ~2 dying|if_i_died|if_i_die|not_waking_up|being_dead|wake_up
            not {adverb}*2 afraid|scared to|of die|dying|death anymore
            not ~2 be ~2 problem|burden|bother|trouble to|for|after|anymore|tonight
            not ~2 want ~1 do this life
            go|going|fall|falling to|a sleep|asleep ~2 not|never ~2 wake|waking
            sleep and {adverb}*1 not|never wake|get
            sleep forever
            never|not ~1 wake|waking up again|ever
        """,
        better_without="""
            better_off|better|happier|easier|relieved|safer ~1 without me|him_around|myself|her_around
            nobody|no_one|everyone|noone|who ~3 miss|notice|care|cry|cares|misses|forget ~2 if|when|that|i|me ~2 gone|die|died|dead|disappear|disappeared|not_here|existed|not_exist|left_this
            nobody|who ~2 miss me
            burden|waste ~3 everyone|everybody|family|kids|space|oxygen|them|wife|husband|parents|people
            world ~3 better ~1 without
        """,
        goodbye="""
            goodbye|farewell note|notes|letter|letters|text|message|video|post
            final|last goodbye|goodbyes|words|night_on_earth|day_on_earth
            this ~2 my last|final message|text|letter|note|post|night|day|email !about|regarding
            last|final day|night|hours on|of|alive|here ~1 earth|life|$
            say|said|saying|wrote|writing|texted|sent|sending|written|calling|called ~3 goodbye|goodbyes|farewell !to_old|to_my_old|to_alcohol|to_drinking|to_drugs|to_bad|to_this|to_that|to_heroin|to_opioids|to_addiction|to_my_addiction
            this ~2 {own} last day|night|hours|week|goodbye !at|of|for|here|to
            says|saying|said|thinks|thinking|think|believes|tells ~6 better_off|better|happier without him|her|them
            goodbye|bye to? everyone|everybody|world|cruel|forever|my_kids|all|family|mom
            by the time you|anyone|they|someone ~1 read|reads|get|gets|see|sees|find|finds
            will|wont not be here|around|alive ~2 tomorrow|much_longer|anymore|by|in_the_morning|long|tonight|next_week|for_christmas
            gave|giving|given|gives away ~3 things|stuff|belongings|possessions|jewelry|dog|everything|clothes
            tell ~2 mommy|daddy|mama|dada|mom|dad loves
            tell ~1 {own} ~1 kids|mom|family|wife|husband|children|daughter|son|mother|parents|dad|brother|sister|girlfriend|boyfriend|baby i|that_i|im {adverb}*2 love|loved|am_sorry|sorry
            join|see|be_with|with my|our|him|her|them ~4 in_heaven|on_the_other_side|up_there|in_the_afterlife
            made peace with dying|death|leaving
            wrote|written|writing|write ~2 letter|letters|note|will to|for my|his|her|their|the kids|family|daughter|son|wife|mom|husband|parents|children
        """,
        not_safe_with_self="""
            not ~2 safe|trust|trusted with|by|around|from|alone|be_alone|being|to_be|to ~1 {self}|alone|$
            not ~1 safe|trust from|with {self}
            not ~6 keep {self} safe
            not trust {self} to_be|right_now|tonight|alone|not_to|with_pills|with_a|anymore|around_pills|with_the|here
            not safe with ~1 my ~1 thoughts|mind|head|feelings
            danger|risk|threat to {self}
            scared|afraid|worried|terrified|frightened of|about|at what i|he|she ~1 might|will|may|could|would|going do|doing to|next|tonight|if|alone|$
            scared|afraid ~4 do something stupid|bad|drastic|crazy|permanent|to_myself
            do|doing something stupid|drastic|terrible|permanent to_myself|to_himself|to_herself|tonight
            afraid|scared|worried|might|going|want|wants ~5 do something to|bad_to {self}
        """,
    ),
    *_SELF_HARM.rules(
        hurt_self="""
            {intend}|afraid|scared|keep|keeps|kept|started|starts|start|like|will|may|could|would|threatened ~4 hurt|hurting|harm|harming|cut|cutting|burn|burning|injure|injuring|starve|starving|do_harm_to|doing_harm_to {self}
            hurting|harming|cutting|burning|injuring|scratching|mutilating {self} !by|with_this|off|drinking|at|working|financially
            hurt|hurts|cut|cuts|burned|burns|harmed|harms {self} ~2 on_purpose|again|last_night|tonight|today|badly|deep|intentionally|yesterday|when|every|deliberately|because|to_feel
            cutting again|since|myself|tonight
            cut|cuts|cutting|blade|razor ~6 wrist*|veins|forearm*
        """,
        method="""
            jump|jumps|jumping|jumped|leap|throw_myself|throwing_myself|threw_myself|throw_himself|throw_herself|fling_myself ~2 off|from|in_front|into|onto|under|over ~4 {high_place}|side|edge|road|water|river|interstate|it
            step|stepping|walk|walking|run|running|lay|lie|laying|lying|walked|stepped ~2 in_front|into|out_into|down_on|on_the ~2 ~1 train|trains|bus|truck|traffic|cars|tracks|semi|freeway
            drive|driving|crash|crashing|steering|steer|swerve|swerving ~4 off|into|over ~3 bridge|cliff|tree|wall|pole|oncoming|river|lake|ocean|overpass|guardrail|median|semi|road_on_purpose
            gun|pistol|rifle|shotgun ~3 {self}
            bullet|round in|through ~2 {own} head|brain|skull|mouth
            blow|blowing|blew {own} brains|head
            loaded gun|pistol|rifle|shotgun|glock
            gun|pistol|rifle|shotgun ~2 loaded
            gun|pistol|knife|rope|noose|razor|blade ~3 in_my_hand|in_my_lap|on_my_lap|next_to_me|beside_me|in_front_of_me|on_the_bed|in_his_hand|ready
            bought|got|getting|buying|loaded|loading|found|made|making|tied|tying ~1 a|the|my|his|dads|some ~1 noose|rope
            noose
            rope ~4 tree|ceiling|fan|beam|rafters|garage|ready|tied|closet|neck
            pull|pulling the trigger
            pills|bottle|meds|gun|rope|knife|razor|blade ~4 in_front_of_me|in_my_hand|in_my_hands|lined_up|laid_out|counted|counted_out|saved_up|staring_at_me
            staring|looking|stare|sitting|holding ~3 pills|gun|rope|bottle_of_pills|knife|razor|blades|bullet !for|and_want_to_quit
            garage ~6 car|engine ~3 running|on
            hang|hanging {self}
            i|he|she {adverb}*1 am|is|was ~2 on a|the|my|his ledge|roof|rooftop|bridge|tracks|overpass|railing|balcony_railing
            standing|sitting|going|sit|stand ~2 on|at|to ~2 bridge|ledge|roof|overpass|tracks|edge
            bleed|bleeding out
        """,
        overdose_on_purpose="""
            want|wants|wanted|plan|plans|planning|planned|thinking|think|thinks|thought|threatens|threatening|threatened|try|trying|tried|tempted|considering|decided|urge|intend|talking|talks|fantasize|attempt|attempted|attempting {adverb}*2 about|of|to? {adverb}*2 overdose|overdosing !again_and
            i am going to overdose
            overdose|overdosed|overdosing ~3 on_purpose|purposely|intentionally|deliberately|myself|himself|herself|and_die|and_be_done
            intentional|deliberate|intentionally|deliberately|purposely ~1 overdose|overdosed
            took|taken|swallowed|taking|take|takes|swallow|shot|injected ~7 on_purpose|purposely|intentionally|deliberately|to_die|to_end|to_kill
            {intend}|will|ready ~2 take|taking|swallow|swallowing every|each|all ~1 last|single|remaining|of_them
            {intend} ~4 take|taking|swallow|swallowing|down|drink|drinking|eat ~2 all|every|whole|entire|bunch|bottle|handful|rest ~3 {pills}|bottle|of_them|bleach|antifreeze|stash|it_all
            take|taking|swallow|swallowing all|every|enough ~1 {own}|of|these|the ~2 {pills}
            take|taking|swallow|do|shoot|inject|use|drink|taken ~3 enough|too_much|too_many ~6 die|kill|kill_me|not_wake_up|never_wake_up|sleep_forever|end_it|not_wake|never_wake|be_gone|be_done|be_over
            how many|much ~9 to {adverb}*1 die|kill_me|kill_myself|kill_you|kill_yourself|kill_a_person|end_it|not_wake_up|never_wake_up|be_fatal|overdose|kill_someone|go_to_sleep
            how many|much ~5 is|be fatal|lethal|deadly
            hot shot
            last|final shot|hit|dose ever|and_done
            drink bleach|antifreeze
        """,
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="negated past information").rules(
        suicidal="""
            suicidal
            selfharm*|self_mutilat*
            dark|darkest|scary|intrusive|bad thoughts|thoughts_about_myself
        """,
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="past recovery").rules(
        not_live_like_this="""
            not {adverb}*2 want|wants {adverb}*2 live|be_alive|be_here like this|that
            can not {adverb}*2 live|go_on like this|that
        """,
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="negated past information", near=30).rules(
        means_and_thoughts="""
            {means}
            && keep|keeps|cant_stop looking|staring|thinking|going|driving|walking|hearing
            looking|staring|stare at
            thinking|think|thought|thoughts ~2 i|of|about|that ~2 could|should|might|jumping|using|just|doing|ending|it|would|how
            about|going|want|wants to cut|use|jump|shoot|do
            took|pulled|got ~1 out
            drunk|drinking|crying|playing|locked|upset|alone|relapsed|depressed|hopeless|sad|voices|shaking|scared|screaming|desperate|coming_down
            easy|easier to|if|it
            want|going|ready ~2 use it|them
            calling|calls my? name|me|to
            what|something i|he|she ~1 might|will|may|could do
            do something stupid
        """,
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="past", near=40).rules(
        join_the_dead="""
            go|going|see|join|meet|be ~1 be|home|with|to ~1 with|to? ~1 {kin_of}|mom|dad|him|her|jesus|grandma|my ~1 son|daughter|husband|wife|brother|sister|baby|mother|father
            && passed|died|heaven|dead|killed|grave|buried|funeral|other_side
        """,
        last_words="""
            tonight is the night
            my mind is made up
            decided|decision|ready tonight|made|go|it_is_time !to
            thank you for everything !you|that|your
            thanks for everything !you|that|your
            tell|tells|take_care_of|look_after|hug|kiss ~1 {own} ~1 kids|boys|girls|mom|family|wife|husband|children|daughter|son|mother|dog|cat|baby|parents|dad
            after tonight|today|this
            will not have_to worry|deal|put_up|suffer|see|hear
            will ~2 be over soon|tonight
            want|wants out|it_over|it_to_stop|it_done|to_be_done|it_all_over !of|patient|of_this_town
            at peace|rest soon|tonight|finally|now
            forgive me
            sorry|goodbye|goodbyes|farewell|bye
            saving|saved|counted|counting|lined|hoarding ~1 up|out|my
            do|doing it this_time|tonight
            no more pain|suffering|problems|lies|burden
            not answering|responding|picking_up|replying
            turned|shut off {own} phone
            find him|her|me|my_body|them in|dead|hanging|tomorrow
            last time you|anyone|they
            && nobody|no_one|noone ~1 cares|care|needs|need|loves|love|wants|want|misses|miss|left|would
            no hope|future|way
            hopeless|worthless
            hate {self}|my_life
            lost everything|everyone|it_all
            nothing matters|left
            life ~2 over|meaningless|pointless|unbearable|pain|hell|worthless
            can not ~1 {adverb}*1 do|take|handle|fight|go_on|keep|stand ~1 this|it|life|anymore|living|fighting|going|longer
            tonight|decided
            {means}
            deserve|deserves better
            no meaning|purpose|point
            hate|hates {own} life
            a|the burden|failure|disappointment
            i am {adverb}*1 done $
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
            gun|pistol|rifle|shotgun|glock|revolver|barrel|knife|blade ~4 to|in|at|against|under ~1 {own} own? head|mouth|temple|chin|wrist|wrists|throat|chest
            blade|razor|knife|scissors|glass ~2 to|on|across|into ~1 {own} ~1 arm|arms|wrist|wrists|skin|leg|legs|thigh|thighs|neck|throat
            slit|slash|slice|slicing|slitting|cut|cuts|cutting|opened|open my|his|her|their|our ~1 wrist*|throat|veins|arms|arm|thighs|legs
        """,
    ),
)
