"""English word lists.  Words are folded: no case, accents or apostrophes."""

from __future__ import annotations

_KIN = (
    "wife husband boyfriend girlfriend partner ex mom mother dad father brother sister son daughter kids"
    " kid children child boss family roommate neighbor parents baby stepdad stepmom stepfather stepmother"
    " grandma grandmother grandpa grandfather coworker landlord uncle aunt cousin fiance friend friends guy man woman person"
    " dude cop cops judge nurse doctor counselor kid people guys officer neighbor son_of"
    " classmates coworkers roommates staff therapist teacher dealer stepson manager brother_in_law sister_in_law neighbors in_laws"
)

LISTS: dict[str, str] = {
    "kin_of": " ".join(f"{whose}_{kin}" for whose in ("my", "his", "her", "our", "the") for kin in _KIN.split()),
    "self": "myself himself herself themselves themself yourself ourselves oneself",
    "own": "my his her their your our the",
    "adverb": (
        "just really so very actually literally honestly even still now always also only both truly"
        " seriously constantly sometimes often please probably maybe kinda right already basically"
        " fucking freaking badly desperately simply finally almost to be have got"
    ),
    "helper": (
        "am is are was were be been being have has had do does did will would can could might may"
        " should must keep keeps kept get gets got getting just really still even also always now"
        " going to about try tries trying tried start started starts starting like constantly"
        " sometimes often almost has_been who that already then actually literally again"
    ),
    "person": (
        "i he she they we someone somebody husband wife boyfriend girlfriend partner ex fiance"
        " fiancee spouse son daughter brother sister mom mother dad father cousin friend roommate"
        " uncle aunt nephew niece grandson granddaughter grandma grandmother grandpa grandfather"
        " kid child guy man woman dude neighbor stepson stepdad stepmom stepfather stepdaughter"
        " buddy baby toddler patient client coworker him her them girl boy teenager teen people"
    ),
    "other": (
        "he she they husband wife boyfriend girlfriend partner ex fiance fiancee spouse son"
        " daughter brother sister dad father stepdad stepfather stepson cousin roommate uncle nephew"
        " grandson guy man men woman dude neighbor dealer pimp someone somebody people him friend mom"
        " mother stepmom gang family"
    ),
    "victim": (
        "me us him her them mom dad grandma someone somebody people everyone anyone everybody other_people others"
        " anybody {kin_of}"
    ),
    "intend": (
        "want wants wanted wanting wish wishes going plan plans planning planned thinking_about"
        " thinking_of think_about think_of thought_about thought_of thoughts_of thoughts_about"
        " threaten threatens threatening threatened threats trying tried try tempted considering"
        " considered contemplating decided urge urges urges_to ready feel_like feels_like felt_like"
        " feeling_like need intend intends intending might about_to fantasize* fantasiz* scared_i_will"
        " afraid_i_will talking_about talks_about talked_about ideas_of idea_of visions_of"
        " keep_thinking_about obsess* dreaming_of dreaming_about"
    ),
    "yearn": (
        "want wants wanted wanting wish wishes wished wishing hope hopes hoping hoped pray prays praying beg"
        " begs begging ready plan plans planning planned imagine imagines imagining picture picturing dream"
        " dreams dreaming fantasize fantasizes fantasizing consider considering considered tempted urge urges"
        " contemplating intend intends longing crave ideas_of"
        " visions_of obsessed obsessing thinking_about think_about thinks_about thought_about thoughts_of"
        " thoughts_about thinking_of"
    ),
    "end_of_life": (
        "die dying death dead suicide kill_myself kill_himself kill_herself killing_myself killing_himself"
        " killing_herself hang_myself hanging_myself shoot_myself shooting_myself drown_myself stop_breathing"
        " stop_existing end_my_life ending_my_life end_his_life end_her_life ending_his_life ending_her_life"
        " end_it ending_it end_things ending_things end_myself take_my_life taking_my_life slit_my cut_my_wrists"
        " crash_into crashing_into jump_off jumping_off jump_in_front jumping_in_front walk_into_traffic"
        " drown drowning bleed_out flatline sleep_forever be_six_feet my_own_funeral overdose_on_purpose"
        " step_in_front run_into_traffic drive_off driving_off gone_for_good not_wake_up never_wake_up"
        " hurt_myself hurting_myself hurt_himself hurt_herself harm_myself harming_myself cut_myself cutting_myself"
    ),
    "helpless": (
        "baby babies toddler toddlers newborn newborns infant infants youngster kids children grandkids"
        " grandchildren grandbaby grandbabies little_one little_ones twins nieces nephews little_boy little_girl"
        " little_brother little_sister stepkids preschooler kindergartner"
    ),
    "unfit": (
        "nod nods nodded nodding passed_out passes_out passing_out pass_out wasted tweaking tweaks tweaked blacked_out"
        " shooting_up shoots_up shoot_up shoots_heroin shooting_heroin smoke_meth smokes_meth smoking_meth smoke_crack"
        " smokes_crack smoking_crack using_meth using_heroin using_fentanyl uses_meth uses_heroin uses_fentanyl"
        " needles needle syringe syringes bender drug_house trap_house dope_house so_high too_high high_on"
        " getting_high gets_high high_around drunk_around drunk_and high_and whip whips whipped whipping spank_until"
        " molest* starv* filthy abandon* neglect* unattended unsupervised unsafe endanger* wandering"
        " nobody_is_here nobody_to_watch nobody_to_take_care hungry no_food bruise* overdosed overdosing"
        " everyone_is_using everyone_uses all_using they_are_using parents_are_using mom_is_using dad_is_using mother_is_using father_is_using parents_use is_on_meth is_on_heroin are_on_drugs always_high always_drunk is_using_again doing_drugs does_drugs do_drugs taking_drugs shoots_up using_again falling_down_drunk out_of_it strung_out forgot_my forgot_the left_alone"
    ),
    "pills": (
        "pill pills tablet tablets meds med medication medications medicine tylenol acetaminophen"
        " advil ibuprofen aspirin benadryl xanax klonopin ativan valium benzo benzos oxy oxys"
        " oxycodone percocet percs percocets perc vicodin norco hydrocodone methadone suboxone"
        " trazodone seroquel gabapentin ambien sleeping_pills painkillers antidepressants"
        " prescription prescriptions capsules bars m30s blues roxys tramadol lithium"
    ),
    "drug": (
        "{pills} heroin fentanyl dope meth cocaine coke crack speed opioids opioid opiates opiate"
        " drugs stuff xylazine tranq kratom muscle_relaxers cough_syrup robitussin dxm speedball g heart_pills blood_thinners insulin ghb ecstasy molly pain_pills morphine dilaudid opana"
        " alcohol vodka"
    ),
    "sedative": (
        "alcohol drinking drink vodka whiskey liquor booze wine beer beers xanax klonopin ativan"
        " valium benzo benzos alprazolam clonazepam lorazepam diazepam phenibut ghb barbiturates"
        " oxy oxys oxycodone percocet percs heroin fentanyl dope opioids opiates opioid opiate"
        " methadone suboxone kratom tramadol pills pain_pills norco vicodin hydrocodone morphine"
        " subutex buprenorphine using meds gabapentin tranq"
    ),
    "opioid": (
        "heroin fentanyl dope opioids opiates opioid opiate methadone suboxone subutex oxy oxys"
        " oxycodone percocet percs kratom pills norco vicodin hydrocodone morphine using drugs"
        " drinking alcohol xanax benzos klonopin meds buprenorphine everything drug drink it"
    ),
    "weekday": "monday tuesday wednesday thursday friday saturday sunday",
    "small": (
        "kid kids child children baby babies toddler toddlers infant newborn newborns twins"
        " grandbaby grandbabies grandkids grandkid grandchild grandchildren stepkids little_one"
        " little_ones little_girl little_boy little_sister little_brother little_brothers"
        " little_sisters preschooler boys girls youngster toddlers twins grandsons granddaughters infants kindergartner first_grader"
        " niece nephew nieces nephews stepchildren"
    ),
    "young": "{small} son daughter grandson granddaughter stepson stepdaughter sons daughters",
    "weapon": "gun guns pistol rifle shotgun knife machete bat hammer glock weapon ax axe revolver",
    "high_place": (
        "bridge roof building balcony overpass cliff ledge window tower garage tracks train bus"
        " truck traffic freeway highway parking_garage deck"
    ),
    "hit": (
        "hit hits hitting beat beats beating beaten punch punches punched punching choke chokes"
        " choked choking strangle strangles strangled strangling slap slaps slapped slapping kicked"
        " kicks attack attacks attacked attacking assault* rape raped rapes raping shove shoves"
        " stab stabs stabbed hurt hurts hurting abuse abuses abused abusing"
        " burned bit bites throws_things_at pistol_whipped cut shook slammed jumped tackled swung_at came_at comes_at went_after lunged_at chased chases forces_himself_on forced_himself_on headbutted beat_on spit_on spits_on pins cornered corners pistol_whips"
        " tried_to_strangle"
    ),
    "high_on": (
        "high drunk intoxicated wasted impaired nodding nodding_out nodding_off passed_out hammered"
        " stoned tweaking blacked_out loaded under_the_influence on_drugs on_meth on_heroin"
        " on_something messed_up fucked_up on_fentanyl on_xanax strung_out"
    ),
    "shove": "push pushes pushed pushing shove shoves shoved shoving drag drags dragged dragging grab grabs grabbed throw throws threw pull pulls pulled slams slammed kicked pins pinned",
    "hard_thing": "wall door table dresser counter street traffic floor ground stairs car tub fridge window glass fence furniture closet mirror sink curb",
    "body": (
        "face head neck throat arm arms wrist leg ribs rib jaw nose eye eyes hair lip back stomach hand"
        " fingers skull teeth mouth chest finger collarbone hip"
    ),
    "wound": (
        "smash* slash* slam* twist* broke breaks breaking bust* bash* burn* bit bites biting scratch*"
        " pull* grab* drag* pin pinned pins knock* spit* headbutt* whip* hit hits hitting kick* punch*"
        " stab* cut cuts slap* crush* split fractured bruis* squeez* shov* threw throws throwing chok*"
        " strangl* beat beats beating blacked tackled"
    ),
    "means": (
        "knife knives gun pistol rifle shotgun glock rope razor razors blade blades noose balcony"
        " bridge overpass ledge hose bullets ammo tracks trestle scissors bottle_of_pills belt"
        " bottle_of_oxy bottle_of_xanax garage cliff rooftop insulin fentanyl_patches cord"
    ),
    "alone": (
        "alone unattended unsupervised by_himself by_herself by_themselves home_alone on_their_own"
        " on_his_own on_her_own with_nobody in_a_hot_car"
    ),
}  # fmt: skip
