"""The checker's rules, one by one."""

from dataclasses import replace

import pytest

from followup.domain.linting.messages import Setting, clinical_words, lint_message
from followup.domain.linting.pages import PageWords, lint_page
from followup.domain.linting.readable import read, sentences_of, syllables_of
from followup.domain.linting.remarks import Remark
from followup.domain.wording import Words

OAK = Setting("Oak Street", "Oak Street Recovery", ("en",), "https://oak.example")
GOOD = Words("About your call", "Hello,\n\nWe can talk on {day}.\n\n{stop_link}\n", "As we said")
BOTH = {"en": GOOD, "en-private": GOOD}


def found(setting: Setting = OAK, **changes: str) -> list[tuple[str, str, str, bool]]:
    remarks = lint_message({**BOTH, "en": replace(GOOD, **changes)}, setting=setting)
    return [(one.place, one.code, one.words, one.is_blocking) for one in remarks]


def body(text: str) -> str:
    return f"{text}\n\n{{stop_link}}"


def test_good_words_have_no_remark():
    assert found() == []


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Your recovery starts today", ("subject", "word", "recovery", True)),
        ("We are here!", ("subject", "exclamation", "!", True)),
        ("A message from us ❤", ("subject", "emoji", "❤", True)),
        ("x" * 41, ("subject", "long", "41", True)),
        ("See https://oak.example/x", ("subject", "link", "", True)),
        ("Call now", ("subject", "promise", "call now", True)),
        ("Not a junkie", ("subject", "stigma", "junkie", True)),
    ],
)
def test_a_subject_that_says_too_much_stops_publishing(subject, expected):
    assert expected in found(subject=subject)


def test_the_name_on_the_sign_is_no_subject():
    assert found(subject="From Oak Street Recovery") == [
        ("subject", "word", "Recovery", True),
        ("subject", "name", "Oak Street Recovery", True),
    ]


def test_the_preview_counts_as_the_lock_screen_and_so_do_the_first_words_without_one():
    telling = body("Your dose of medicine is due.")
    assert [one for one in found(body=telling, preview="") if one[0] == "lock_screen"] == [
        ("lock_screen", "word", "dose", True),
        ("lock_screen", "word", "medicine", True),
    ]
    assert [one for one in found(body=telling, preview="About Tuesday") if one[3]] == []
    assert ("preview", "word", "dose", True) in found(preview="About your dose")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An addict can call.", ("body", "stigma", "addict", False)),
        ("Relapse is common.", ("body", "stigma", "relaps", False)),
        ("This is a miracle cure.", ("body", "promise", "miracle", False)),
        ("We guarantee it.", ("body", "promise", "guarantee", False)),
        ("Please call.", ("body", "polite", "please", False)),
        ("Call us!", ("body", "exclamation", "!", False)),
        ("All good 🙂", ("body", "emoji", "🙂", False)),
        ("See https://evil.example/x now", ("body", "foreign_link", "https://evil.example/x", True)),
        ("See www.evil.example now", ("body", "foreign_link", "www.evil.example", True)),
        ("See https://oak.example.evil.test/ now", ("body", "foreign_link", "https://oak.example.evil.test/", True)),
        ("Hello {nickname}", ("body", "unknown_place", "{nickname}", True)),
    ],
)
def test_a_body_is_checked_too(text, expected):
    assert expected in found(body=body(f"{'Hello again from all of us here at this place on the corner of the long road. ' * 2}{text}"))


def test_our_own_address_and_pages_to_read_are_no_findings():
    assert found(body=body("See https://oak.example/oak/en/read/groups/ or {read_first_days}")) == []


def test_a_text_without_a_way_out_is_not_published():
    assert found(body="Hello.") == [("body", "needed_place", "{stop_link}", True)]


def test_a_calendar_link_is_not_for_a_mailbox_that_others_see():
    words = replace(GOOD, body=body("We can talk on {day}.\n\nYour calendar: {calendar_link}"))
    (remark,) = lint_message({"en": words, "en-private": words}, setting=OAK)
    assert (remark.variant, remark.code, remark.is_blocking) == ("en-private", "not_private", True)


def test_a_question_without_the_link_to_answer_it_is_not_published():
    asking = replace(OAK, variables=("day", "answer_link", "stop_link"))
    missing = ("body", "needed_place", "{answer_link}", True)
    # The private words of the same text lack it all the time.
    assert found(asking, body=body("How are you?")).count(missing) == 2
    assert found(asking, body=body("How are you? {answer_link}")).count(missing) == 1
    assert found(body=body("How are you?")).count(missing) == 0


def test_a_sentence_of_more_than_twenty_words_is_shown():
    long = " ".join(["we"] * 21)
    assert found(body=body(f"Hello.\n\n{long}.")) == [("body", "long_sentence", f"{long}."[:60], False)]
    assert found(body=body(f"Hello.\n\n{' '.join(['we'] * 20)}.")) == []


def test_hard_words_are_hard_to_read():
    hard = "Individualized pharmacotherapeutic interventions necessitate comprehensive multidisciplinary evaluation. " * 5
    assert [one[1] for one in found(body=body(hard))] == ["grade"]


def test_a_mailbox_others_see_gets_no_telling_word_at_all():
    private = replace(GOOD, body=body("Hello there. It is about what we said on the phone on Monday. You can come to the treatment room."))
    remarks = lint_message({**BOTH, "en-private": private}, setting=OAK)
    assert remarks == [Remark("en-private", "body", "word", "treatment", is_blocking=True)]


def test_words_of_care_ask_for_a_clinician():
    text = body("Hello. We would like to talk with you about how you are this week. We can talk about what is next: your injection.")
    assert found(body=text) == [("body", "clinical", "injection", False)]
    assert found(replace(OAK, is_clinical=True), body=text) == []
    assert clinical_words({"en": Words("Hi", text)}) == ["injection"]


def test_a_missing_language_is_said_and_half_a_text_stops():
    setting = replace(OAK, languages=("en", "es"))
    assert [(one.variant, one.code, one.is_blocking) for one in lint_message(BOTH, setting=setting)] == [
        ("es", "translation", False),
        ("es-private", "translation", False),
    ]
    half = {**BOTH, "es": Words("Sobre su llamada", ""), "es-private": Words("Sobre su llamada", "Hola.\n\n{stop_link}")}
    codes = [(one.variant, one.code, one.is_blocking) for one in lint_message(half, setting=setting)]
    assert ("es", "empty", True) in codes


@pytest.mark.parametrize("word", ["adicto", "drogadicta", "recaída", "alcohólico", "limpio", "milagro", "garantizamos", "por favor"])
def test_spanish_words_are_found_with_and_without_accents(word):
    text = body(f"Hola. Queremos hablar con usted sobre lo que dijo el lunes: {word}.")
    spanish = {"es": Words("Sobre su llamada", text, "Como dijimos"), "es-private": GOOD}
    remarks = lint_message(spanish, setting=replace(OAK, languages=("es",)))
    assert [one.code for one in remarks if one.variant == "es"] in (["stigma"], ["promise"], ["polite"])


def test_names_of_organisations_are_left_alone():
    text = body("Alcoholics Anonymous and the National Institute on Drug Abuse are names. So is Narcotics Anonymous, here and elsewhere.")
    assert found(body=text) == []


def test_a_page_may_name_things_in_its_body_and_not_on_its_tab():
    words = PageWords("Overdose", "Overdose and naloxone", "Naloxone helps.", "A label, read today")
    assert lint_page({"en": words}, key="overdose", setting=OAK) == [
        Remark("", "key", "word", "overdose", is_blocking=True),
        Remark("en", "title", "word", "Overdose", is_blocking=True),
    ]
    assert lint_page({"en": replace(words, title="In an emergency", sources="")}, key="now", setting=OAK) == [
        Remark("en", "sources", "sources")
    ]


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [
        *(("medicine", "en", 3), ("opioid", "en", 4), ("stopped", "en", 1), ("little", "en", 2), ("wanted", "en", 2), ("you", "en", 1)),
        *(("naltrexona", "es", 4), ("día", "es", 2), ("quien", "es", 1), ("guía", "es", 2), ("cuidado", "es", 3), ("muy", "es", 1)),
    ],
)
def test_syllables_are_counted(word, language, count):
    assert syllables_of(word, language=language) == count


def test_short_forms_end_no_sentence_and_lines_do():
    assert sentences_of("Come at 2 p. m. on Tuesday. Dr. Lee waits.\n- one\n- two") == [
        "Come at 2 p m on Tuesday.",
        "Dr Lee waits.",
        "- one",
        "- two",
    ]


def test_a_plain_and_a_hard_text_lie_far_apart():
    plain = "We will call you on Tuesday. You can say no. We will not leave a message. If you want to talk now, call us. We are here."
    hard = (
        "Notwithstanding the aforementioned considerations, participation necessitates prior authorization, documentation of "
        "eligibility, and acknowledgement of responsibilities pertaining to confidentiality, reimbursement and cancellation."
    )
    assert (read(plain, language="en").score < 2, read(hard, language="en").score > 20) == (True, True)
