"""English rules: wishing to die, killing oneself, hurting oneself, the ways of it."""

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
            want|wants|wanted ~3 my|his|her life to {adverb}*3 over|end|stop
            want|wants|wanted it all? to {adverb}*2 over|end|stop !before|so
            want|wants|wanted everything to {adverb}*2 end|stop $
            wish|wishes|wished ~4 {adverb}*3 dead|die|died|never_born|not_exist|not_alive|not_wake_up|never_wake_up|never_been_born
            wish|wishes|wished|hoped ~4 overdose|attempt|pills|od|crash|it|they had|would_have|had_not ~2 worked|killed|killed_me|saved_me|saved|found_me|revived|brought_me
            wish|wishes|wished|should ~4 {adverb}*2 let_me_die|left_me_there|let_me_go
            wish|wishes|wished ~4 {adverb}*2 was|were gone|not_here|not_alive $
            wish|wishes|wished ~4 not {adverb}*2 here|alive|exist|around $
            hope|hopes|hoping|pray|prays|praying|prayed|wish ~3 {adverb}*2 not|never {adverb}*2 wake
            hope|hopes|hoping|pray|prays|praying|prayed|wish|asking|ask|begging|beg ~3 i|he|she|it|god|lord|jesus|heaven|to {adverb}*3 die|dies|takes|kills_me|take|kill_me|takes_me ~0 !care|it|the|this|a|my|his|her|away
            hope|hopes|hoping|pray|prays|praying|prayed|wish|asking|ask|begging|beg ~3 god|lord|jesus {adverb}*3 ~2 take|takes|took|kill me|him|her !to
            let me {adverb}*2 die
            deserve|deserves|deserved to {adverb}*2 die|dead
            {yearn} ~~4 {end_of_life} !of|in|laughing|inside|sober|old|happy|peacefully|for|with_dignity|to_know|set|end|line|for_a|naturally|than
            {yearn} ~~3 i ~~2 {end_of_life}|gone|dead
            should ~2 have {adverb}*2 died|killed_me|let_me_die|been_me_that_died
            not {adverb}*2 deserve|deserves to {adverb}*2 live|alive|breathe|exist|be_here|life|be_alive !like|in
            easier|better|nicer|simpler ~2 {adverb}*3 dead|not_exist|disappear|gone
            should {adverb}*3 be_dead|die|kill_myself
            going to {adverb}*2 be_dead|die|be_gone tonight|today|by_my_own_hand
            i will {adverb}*2 be_dead|die|be_gone tonight|tomorrow|by
            rather|sooner {adverb}*3 dead|be_dead|not_be_here|not_be_alive
            rather|sooner {adverb}*3 die !than
            rather|sooner {adverb}*3 die than live|be|go_on|go_back|go_through|keep|wake|continue|face|feel|do_this|detox|withdraw|do_another|have|spend|stay
            better_off|easier_if_i|better_if_i|better_if_he|better_if_she|better {adverb}*2 dead|was_dead|were_dead|died|was_gone|were_gone|was_not_here|were_not_here|disappeared|never_born|did_not_exist|was_not_around|just_died
            feel|feels|felt like {adverb}*2 dying|ending_it|ending_my_life !from
            die is all i
            how i|he|she would do it
            life i mean
            just die ~5 mean it
            said ~3 bye to ~2 homies|friends|everyone|family|kids|all|them
            train|bus|truck|car ~3 take|hit|run me
            and|so|just ~3 not|never wake up? $
            shot|stabbed {self} ~2 in
            took|brought|carried|packed|taking|bringing ~2 rope|gun|pills|pistol|knife ~4 woods|garage|barn|basement|tree|bridge|park|motel|hotel|lake
            please|just|someone|somebody|god|dealer kill me !with|for|already_with
            ^ kill me $
            last wish|wishes
            affairs in order
            not have_to deal|worry|put_up|bother ~3 me|him|her|us ~3 longer|anymore|soon|again
            going|want|ready|think ~4 let go $
            let go of life
            want|wants|going|thinking|urge|urges|almost|might|tempted|thought ~3 run|drive|crash|wrap|plow|running|driving|crashing|ram|smash ~3 car|truck|bike|motorcycle|van|self ~2 into|off|around
            simpler|easier|better|nice|nicer|kinder|rather|hoping|wishing ~3 not {adverb}*2 wake_up|be_here|exist|be_alive|to_wake|to_exist|to_be_here|to_be_alive
            not ~3 let me|him|her ~1 wake
            dead already|by_now if
            do|doing|done|finish it right $|this
            see|saw|seeing|picture|imagine myself|himself|herself ~2 hanging|dead|dying|jumping|in_a_coffin|bleeding|falling
            die ~2 peacefully|painlessly|quietly !at_home|old|in_his|in_her
            close my eyes ~4 forever|never|for_good|last_time
            sooner|wish ~3 end
            dont|not deserve ~3 breath|air|life !better
            what ~3 stop|stopping me ~2 from
            i will|am_going_to ~2 do it again ~2 right
            pass|slip away|on ~2 sleep|quietly|peacefully|tonight
            jump|jumped|jumping|jumps ~3 out ~3 moving|car|window|truck
            want|wants|need|needs|urge|urges|wanna to cut so|again|deep|tonight|bad|badly|really
            this is goodbye|the_end
            god|lord|jesus ~3 take|takes|took me !to|out|back|away_from|in|through
            should|could|might ~3 end it|everything $|all|now|tonight
            feel|feels|feeling|felt like {adverb}*3 {end_of_life}
            attempt|attempts ~2 on my|his|her|their own? life
            hope|hoping|wish ~5 not ~2 come_back|make_it|survive|come_out_of_it
            hope|hoping|wish ~4 last time|day|night|high
            bought|buying|purchased|buy|borrowed|stole ~3 gun|handgun|pistol|shotgun|rifle|rope|noose|bullets
            give|lay|curl|lie|roll ~2 up|down|over ~2 and die
            picked|chosen|chose|set ~3 day|date !for_detox|to_quit|to_stop|for_rehab|for_treatment
            crash|crashing|wreck|wrecking|flip|flipping|drive|driving ~6 on purpose
            made ~3 peace with ~2 it|dying|death|that|god|everything
            walk*|went|go|goes|going|drove|stand|standing|sitting|sit|lie|lying|lay ~5 train_tracks|the_tracks|railroad_tracks|the_ledge|the_cliff
            better_off|better|happier|easier|relieved|glad ~3 if i|he|she ~3 dead|gone|died|not_here|disappeared|never_existed|was_not|were_not|killed
            if i {adverb}*3 could {adverb}*3 die
            can|could just die $
            only way ~7 is ~3 die|death|dying|dead|suicide
            been|started|keep|still|keeps|began|back_to cutting !down|back|out|hours|grass|weight|off|it|class|classes|corners|my_dose|my_drinking|the|my_hours|my_use|ties
            cutting $
            choose|chose|chosen|choosing death
        """,
        kill_self="""
            kill|kills|killing|unalive|unalives|unaliving|off|offing|hang|hanging|shoot|shooting|drown|drowning|stab|stabbing|poison|poisoning|suffocate|suffocating|murder|delete|electrocute|behead {self}
            almost|nearly|about_to ~2 killed|hung|hanged|shot|drowned {self}
            tried|attempted|attempting|attempt|attempts|trying ~4 kill|hang|shoot|drown|unalive|end {self}|it
            killing|unaliving|offing ~2 {self}
            {intend} ~2 unalive|unaliving
            thinking|think|thinks|thoughts|thought|obsess*|dream|dreaming|fantasize|fantasizing ~4 about|of ~2 death|dying|dead|killing_myself|not_being_here|not_waking_up|jumping|hanging_myself
            gun|pistol|rifle|shotgun|revolver|glock ~4 out|on|in|by|beside|under ~3 table|lap|bed|nightstand|dresser|hand|hands|desk|seat|couch|pillow
            googling|googled|googles|looking_up|looked_up|searching|searched|researching|researched|asking ~3 how_many|how_much|ways|what_happens_if_you_take ~7 takes|take|die|kill|lethal|od|overdose
            is it quick|painless|peaceful|fast if|to|way
            could|might|may ~2 {adverb}*2 end|finish it|my_life|myself|it_all
            saving|saved|hoarding|hoarded|stockpiling|stockpiled|collecting|stashing|stash|saves ~2 up? ~3 {pills}
            belt|cord|rope|something|things|scarf|sheet|leash|cable|shoelace|wire ~5 around {own} ~2 neck|throat
            hope|hoping|wish|pray|praying|wishing|waiting ~5 heart|liver|body ~3 gives_out|stops|stop|give_out|quits|just_stops
            hope|hoping|wish|pray|praying ~4 kills|kill|takes me !not|pain|cravings|out|back|in|seriously|to
            do|doing it tonight|myself|for_real|with_a|soon !with_pride
            see you on_the_other_side
            catch|catching the bus
            forever box
            dirt nap
            clock|clocking|clocked out for_good|of_life|permanently
            yeet|yeeting {self}
            meet my maker
            had|have enough of life|living
            hate ~5 alive|existing
            should|could|can just|probably disappear|vanish
            ready|want|wants to go|leave !to|home|into|for|back|through|in|there|out|with|on|a|when|somewhere|anywhere|the|treatment|rehab|detox|over|see ~0 this_world|this_earth|be_with
            put {self} out_of
            pain|suffering|misery|hell ~3 end|stop|over|ends|stops permanently|forever|for_good
            pills|bottle|meds ~9 take|swallow|taking ~2 all|every|whole
            take|taking|swallow them|it|these|those all
            urge|urges|want|wants|need|desire ~2 to cut $
            why am i ~2 alive|living|breathing|still_here
            why ~3 keep|bother|stay|go_on ~2 living|alive|breathing|existing
            talking|talks|talk|talked|mentions|mentioning|mentioned|jokes|joking ~3 dying|not_being_around|not_being_here|killing|ending_it|being_dead|wanting_to_die !of
            lethal|fatal dose|doses|amount !of_naltrexone
            die|dying|death|fatal|kill_me ~10 that_is_my_plan|thats_the_plan|is_my_plan|my_plan
            endorses|endorsed|endorsing|reports|verbalizes|states|expresses|active|positive ~3 si !no
            si with ~2 intent|plan|means|access
            suicide|suicidal ~10 feel|feeling that_way|like_that|the_same|this_way|it ~3 again|now|today
            {means} ~2 out|loaded|ready
            reason|why|talk|tell ~7 not do_it
            talk me out of it
            burning|scratching|cutting|picking|hitting|carving ~2 {own} arm|arms|legs|wrists|skin|thighs|stomach|body !up
            put {self} down
            going|wants|want|wanted|ready|about|threat*|thinking ~3 jump !rope|in|on|through|at|start|ship|the|back|into_treatment|to_conclusions|into_rehab
            how to die|kill_myself|commit_suicide|end_it|hang_myself|tie_a_noose
            painless|easiest|quickest|fastest|least_painful|peaceful|best ~2 way|ways|method ~2 to|of ~2 die|go|kill|suicide|end|dying|killing|out|overdose|od|do_it
            have|has|got|made a plan and|to ~5 means|kill|end|die|pills|gun|rope
            have the means
            killed|hung|hanged|shot {self} tonight|last_night|yesterday|just_now|this_morning
        """,
        suicide="""
            commit|commits|committing|commited|attempt|attempts|attempted|attempting|contemplat*|consider|considering|considered|plan|planning|planned|thinking|think|thinks|thoughts|thought|threaten*|threat|threats|mention*|tried|try|trying|googling|googled|searching|researching|feeling|about_to|tempted|want ~3 suicide
            talk|talks|talked|talking|joke|jokes|joking|hinting|hints ~3 suicide
            suicide note|notes|plan|plans|attempt|attempts|pact|mode|letter|method|methods|thoughts|ideation|watch
            suicide ~4 option|answer|way_out|choice|solution|only|mind|head
        """,
        end_it="""
            end|ends|ending|finish|finishing|ended it_all|everything|{self}
            end|ends|ending|finish|take|takes|taking|took|ended {own} own? life|existence !back|over|seriously|to|in|one|day|into|for|away_from|story|after
            want|wants|wanted|going|ready|thinking|planning|plan|think|decided|trying|tried|might|about|tempted|thought|need {adverb}*3 ~2 {adverb}*3 end|ending it|this|things !with|by|between|addiction|cycle|before|habit|pattern|in|chapter|on|nightmare|for_her|conversation|call|relationship|part|marriage
            end|ending it|things|this tonight|today|now|soon|here|for_good|once|right_now|already
            end|ending my|the|this|his|her pain|suffering|misery forever|for_good|once|tonight|permanently|myself|by
            want|wants {adverb}*3 end my|the|this suffering|misery
            not be|being alive|here|around ~2 tomorrow|much_longer|tonight
            game over for me
            check|checking out for_good|permanently|of_life|of_this_world|of_this_life
            leave|leaving this world|life|earth
        """,
    ),
    *Table("en", "self_harm", LISTS, EMERGENCY, guards="past").rules(
        no_reason_to_live="""
            no|any|lost|lose|losing|zero|without|not_a|have_not_a|nothing|little ~3 reason|reasons|point|purpose|will|desire|motivation|left|much|interest|energy ~4 to|in|for|of ~1 {adverb}*3 breathe|breathing|keep_breathing|live|living|life|go_on|going_on|keep_going|be_here|being_here|be_alive|being_alive|exist|existing|continue|stay_alive|wake_up|waking_up|keep_living|being|carry_on|stay|go_on_living
            nothing ~3 to live for
            what is the point ~3 living|life|going_on|being_here|alive|existing|live|anymore|waking_up
            see|sees|saw no|any point|reason|future ~2 living|anymore|life|here|for_me|for_myself
            not see|have ~2 point|reason|future|way_out ~2 living|anymore|life|here|for_me|for_myself|going_on|$
            life|living ~4 not|no|never ~3 worth living|it|the
            not worth living|being_alive|the_air
            no use|sense|good|meaning|sense ~3 living|life|going_on|alive|to_life|being_here
            life ~3 not ~3 for_me|for_us|worth|good_anymore|livable|work
            can|could not ~2 promise|guarantee|say|swear ~5 alive|safe|here|wake|tomorrow
            not ~3 see|imagine|picture ~3 tomorrow|myself_alive|myself_living|myself_here|being_alive|living
            can|could not {adverb}*2 bear|stand|face|imagine ~3 live|living|another_day|being_alive|existing|to_wake_up|waking_up !without|with|like
            hard|harder|hardest|running_out|struggling|trying|looking|fewer|few ~6 reason|reasons ~3 live|living|stay_alive|be_alive|go_on|be_here|keep_going|stay_here|exist|not_to
            can|could not {adverb}*2 go_on|keep_on_living|carry_on|continue_living !like|with|a|to|vacation|the|without_help|using|drinking|this_way
            can|could not {adverb}*3 live|exist|be_here|be_alive anymore|another_day|any_other|$
            not|never|cant ~5 get through_the_night|through_tonight|to_tomorrow|to_morning
            not|never|cant ~5 make_it|survive|live|last ~3 through_the_night|the_night|tonight|to_tomorrow|till_morning|until_morning|another_night|to_morning|to_see_tomorrow
            see|find|seeing no|any|a way forward|out_of_this_alive
            not see ~2 way forward
            not|never ~4 make_it|making_it|alive|here|around ~2 to|for|by|until|till|come christmas|thanksgiving|{own}|birthday|new_years|next|monday|friday|the_end|summer|30|40|tomorrow|morning !appointment|appt|work
            disappointed|mad|angry|upset|sad|hate|sorry|cry|cried|wish ~5 woke_up|still_alive|still_here|still_breathing|wake_up_alive|survived
            given|giving|gave|give up on life|living|being_alive|everything
            no|only|any|other way out ~2 {adverb}*3 die|death|dying|dead|of_this_life|suicide
            death|dying|dead ~4 only|better|relief|escape|peace|way_out|answer
            only way out
            not|no|see_no|any way out !of|without|from|other|except|for|with|by
        """,
        tired_of_living="""
            done|finished|through living !with|in|like|at|here|there
            tired|sick|exhausted|done|finished|over ~3 of|with ~2 living|life|existing|being_alive|this_life|this_world|being_here|breathing !like|with|in|at|this|a|on|under|here|there|paycheck|day|sober|my|situation|this_way|style
            hate being alive
            hate|hates waking_up !early|sick|hungover|to|with|at|feeling
        """,
        not_want_to_live="""
            not|never|longer|dont ~2 want|wants|wanted|wish|wishes|care|wanting|desire|feel_like {adverb}*3 live|living|here|alive|exist|around|wake_up|go_on|continue_living|living|existing|on_this_earth|in_this_world|be_on_this_planet !in|with|at|near|there|under|through|by|like|this|way|for|to|until|so|sick|hungover|shaking|early|feeling|needing|next|when|if|a|my|on|inpatient|him|her|it|people|that|alone
            not|never|longer ~2 want|wants|wanted {adverb}*3 live on_this|in_this_world|in_this_body|to_see|through_this|another|without|past|if
            not {adverb}*3 care|cares|cared|matter ~3 i|he|she|we ~2 live|lives|die|dies|lived|died|wake|wakes|alive|dead|survive|overdose|anymore
            not {adverb}*3 mind|care ~3 dying|if_i_died|if_i_die|not_waking_up|being_dead|wake_up
            not {adverb}*3 afraid|scared to|of die|dying|death anymore
            not ~3 be ~3 problem|burden|bother|trouble to|for|after|anymore|tonight
            not ~3 want ~2 do this life
            go|going|fall|falling to|a sleep|asleep ~3 not|never ~3 wake|waking
            sleep and {adverb}*2 not|never wake|get
            sleep forever
            never|not ~2 wake|waking up again|ever
        """,
        better_without="""
            better_off|better|happier|easier|relieved|safer ~2 without me|him_around|myself|her_around
            nobody|no_one|everyone|noone|who ~4 miss|notice|care|cry|cares|misses|forget ~3 if|when|that|i|me ~3 gone|die|died|dead|disappear|disappeared|not_here|existed|not_exist|left_this
            nobody|who ~3 miss me
            burden|waste ~4 everyone|everybody|family|kids|space|oxygen|them|wife|husband|parents|people
            world ~4 better ~2 without
        """,
        goodbye="""
            goodbye|farewell note|notes|letter|letters|text|message|video|post
            final|last goodbye|goodbyes|words|night_on_earth|day_on_earth
            this ~3 my last|final message|text|letter|note|post|night|day|email !about|regarding
            last|final day|night|hours on|of|alive|here ~2 earth|life|$
            say|said|saying|wrote|writing|texted|sent|sending|written|calling|called ~4 goodbye|goodbyes|farewell !to_old|to_my_old|to_alcohol|to_drinking|to_drugs|to_bad|to_this|to_that|to_heroin|to_opioids|to_addiction|to_my_addiction
            this ~3 {own} last day|night|hours|week|goodbye !at|of|for|here|to
            says|saying|said|thinks|thinking|think|believes|tells ~7 better_off|better|happier without him|her|them
            goodbye|bye to? everyone|everybody|world|cruel|forever|my_kids|all|family|mom
            by the time you|anyone|they|someone ~2 read|reads|get|gets|see|sees|find|finds
            not ~4 be here|around|alive ~3 tomorrow|much_longer|anymore|by|in_the_morning|long|tonight|next_week|for_christmas
            gave|giving|given|gives away ~4 things|stuff|belongings|possessions|jewelry|dog|everything|clothes
            tell ~3 mommy|daddy|mama|dada|mom|dad loves
            tell ~2 {own} ~2 kids|mom|family|wife|husband|children|daughter|son|mother|parents|dad|brother|sister|girlfriend|boyfriend|baby i|that_i|im {adverb}*3 love|loved|am_sorry|sorry
            join|see|be_with|with my|our|him|her|them ~5 in_heaven|on_the_other_side|up_there|in_the_afterlife
            made peace with dying|death|leaving
            wrote|written|writing|write ~3 letter|letters|note|will to|for my|his|her|their|the kids|family|daughter|son|wife|mom|husband|parents|children
        """,
        not_safe_with_self="""
            not ~3 safe|trust|trusted with|by|around|from|alone|be_alone|being|to_be|to ~2 {self}|alone|$
            not ~2 safe|trust from|with {self}
            not ~7 keep {self} safe
            not trust {self} to_be|right_now|tonight|alone|not_to|with_pills|with_a|anymore|around_pills|with_the|here
            not safe with ~2 my ~2 thoughts|mind|head|feelings
            danger|risk|threat to {self}
            scared|afraid|worried|terrified|frightened of|about|at what i|he|she ~2 might|will|may|could|would|going do|doing to|next|tonight|if|alone|$
            scared|afraid ~5 do something stupid|bad|drastic|crazy|permanent|to_myself
            do|doing something stupid|drastic|terrible|permanent to_myself|to_himself|to_herself|tonight
            afraid|scared|worried|might|going|want|wants ~6 do something to|bad_to {self}
        """,
    ),
    *_SELF_HARM.rules(
        hurt_self="""
            {intend}|afraid|scared|keep|keeps|kept|started|starts|start|like|will|may|could|would|threatened ~5 hurt|hurting|harm|harming|cut|cutting|burn|burning|injure|injuring|starve|starving|do_harm_to|doing_harm_to {self}
            hurting|harming|cutting|burning|injuring|scratching|mutilating {self} !by|with_this|off|drinking|at|working|financially
            hurt|hurts|cut|cuts|burned|burns|harmed|harms {self} ~3 on_purpose|again|last_night|tonight|today|badly|deep|intentionally|yesterday|when|every|deliberately|because|to_feel
            cutting again|since|myself|tonight
            cut|cuts|cutting|blade|razor ~7 wrist*|veins|forearm*
        """,
        method="""
            jump|jumps|jumping|jumped|leap|throw_myself|throwing_myself|threw_myself|throw_himself|throw_herself|fling_myself ~3 off|from|in_front|into|onto|under|over ~5 {high_place}|side|edge|road|water|river|interstate|it
            step|stepping|walk|walking|run|running|lay|lie|laying|lying|walked|stepped ~3 in_front|into|out_into|down_on|on_the ~3 ~2 train|trains|bus|truck|traffic|cars|tracks|semi|freeway
            drive|driving|crash|crashing|steering|steer|swerve|swerving ~5 off|into|over ~4 bridge|cliff|tree|wall|pole|oncoming|river|lake|ocean|overpass|guardrail|median|semi|road_on_purpose
            gun|pistol|rifle|shotgun ~4 {self}
            bullet|round in|through ~3 {own} head|brain|skull|mouth
            blow|blowing|blew {own} brains|head
            loaded gun|pistol|rifle|shotgun|glock
            gun|pistol|rifle|shotgun ~3 loaded
            gun|pistol|knife|rope|noose|razor|blade ~4 in_my_hand|in_my_lap|on_my_lap|next_to_me|beside_me|in_front_of_me|on_the_bed|in_his_hand|ready
            bought|got|getting|buying|loaded|loading|found|made|making|tied|tying ~2 a|the|my|his|dads|some ~2 noose|rope
            noose
            rope ~5 tree|ceiling|fan|beam|rafters|garage|ready|tied|closet|neck
            pull|pulling the trigger
            pills|bottle|meds|gun|rope|knife|razor|blade ~5 in_front_of_me|in_my_hand|in_my_hands|lined_up|laid_out|counted|counted_out|saved_up|staring_at_me
            staring|looking|stare|sitting|holding ~4 pills|gun|rope|bottle_of_pills|knife|razor|blades|bullet !for|and_want_to_quit
            garage ~7 car|engine ~4 running|on
            hang|hanging {self}
            i|he|she {adverb}*2 am|is|was ~3 on a|the|my|his ledge|roof|rooftop|bridge|tracks|overpass|railing|balcony_railing
            standing|sitting|going|sit|stand ~3 on|at|to ~3 bridge|ledge|roof|overpass|tracks|edge
            bleed|bleeding out
        """,
        overdose_on_purpose="""
            want|wants|wanted|plan|plans|planning|planned|thinking|think|thinks|thought|threatens|threatening|threatened|try|trying|tried|tempted|considering|decided|urge|intend|talking|talks|fantasize|attempt|attempted|attempting {adverb}*3 about|of|to? {adverb}*3 overdose|overdosing !again_and
            i am going to overdose
            overdose|overdosed|overdosing ~4 on_purpose|purposely|intentionally|deliberately|myself|himself|herself|and_die|and_be_done
            intentional|deliberate|intentionally|deliberately|purposely ~2 overdose|overdosed
            took|taken|swallowed|taking|take|takes|swallow|shot|injected ~8 on_purpose|purposely|intentionally|deliberately|to_die|to_end|to_kill
            {intend}|will|ready ~3 take|taking|swallow|swallowing every|each|all ~2 last|single|remaining|of_them
            {intend} ~5 take|taking|swallow|swallowing|down|drink|drinking|eat ~3 all|every|whole|entire|bunch|bottle|handful|rest ~4 {pills}|bottle|of_them|bleach|antifreeze|stash|it_all
            take|taking|swallow|swallowing all|every|enough ~2 {own}|of|these|the ~3 {pills}
            take|taking|swallow|do|shoot|inject|use|drink|taken ~4 enough|too_much|too_many ~7 die|kill|kill_me|not_wake_up|never_wake_up|sleep_forever|end_it|not_wake|never_wake|be_gone|be_done|be_over
            how many|much ~9 to {adverb}*2 die|kill_me|kill_myself|kill_you|kill_yourself|kill_a_person|end_it|not_wake_up|never_wake_up|be_fatal|overdose|kill_someone|go_to_sleep
            how many|much ~6 is|be fatal|lethal|deadly
            hot shot
            last|final shot|hit|dose ever|and_done
            drink bleach|antifreeze
        """,
    ),
)
