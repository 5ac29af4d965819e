"""Sentences that a row keeps: English in the row, the reader's language on the screen, somebody's own words untouched."""

from django.utils.translation import override

from core.sentences import in_words
from followup.domain.consequences import _NOT_SENT
from followup.domain.step_work import _DID_NOT_GO
from followup.states import WhyNot
from intake.domain.mailing import _ANSWERED

# The marks around a value.
UNSEEN = str.maketrans("", "", "\u2068\u2069")
LATE = "A dose is late. Call today: tolerance may be low, so talk about overdose and naloxone."


def test_a_plain_sentence_is_read_in_the_language_of_the_reader():
    assert in_words(LATE) == LATE
    with override("es"):
        assert in_words(LATE) == (
            "Una dosis está atrasada. Llame hoy: la tolerancia puede ser baja, así que hablen de la sobredosis y de la naloxona."
        )


def test_what_was_typed_stays_as_it_was_even_when_it_is_a_word_of_ours():
    kept = _ANSWERED.filled(words="Yes\n100% (today)")
    assert kept.translate(UNSEEN) == "They answered our e-mail: “Yes\n100% (today)”" == in_words(kept)
    with override("es"):
        assert in_words(kept) == "La persona respondió a nuestro correo: «Yes\n100% (today)»"
        assert in_words(_ANSWERED.filled(words="Yes")) == "La persona respondió a nuestro correo: «Yes»"


def test_a_label_of_ours_is_kept_in_english_and_read_in_spanish():
    english = str(WhyNot.NOT_DISCREET.label)
    with override("es"):
        spanish = str(WhyNot.NOT_DISCREET.label)
        kept = _NOT_SENT.filled(label=WhyNot.NOT_DISCREET.label)
        read = in_words(kept)
    assert spanish != english
    assert kept.translate(UNSEEN) == f"An automatic e-mail was not sent. {english}."
    assert read == f"No se envió un correo automático. {spanish}."


def test_the_words_of_a_clinic_and_nothing_stay_what_they_are():
    with override("es"):
        assert in_words("Ask Joe about parking.") == "Ask Joe about parking."
        assert in_words("") == ""


def test_a_value_that_holds_the_sentences_own_words_is_found_whole():
    plan = "A” did not go out. It failed. Reach them in another way. “B\u2069” did not go out. \u2068C"
    kept = _DID_NOT_GO.filled(plan=plan, label=WhyNot.PAUSED.label)
    with override("es"):
        assert _DID_NOT_GO.read(kept) == (
            "No salió un mensaje del plan «A” did not go out. It failed. Reach them in another way. “B” did not go out. C». "
            f"{WhyNot.PAUSED.label}. Comuníquese con la persona de otra manera."
        )


def test_a_row_from_before_there_were_marks_is_read_where_its_words_leave_one_way():
    old = _DID_NOT_GO.filled(plan="Winter", label=WhyNot.PAUSED.label).translate(UNSEEN)
    unclear = _DID_NOT_GO.filled(plan="A” did not go out. B. Reach “C", label="D” did not go out. E").translate(UNSEEN)
    with override("es"):
        assert in_words("They answered our e-mail: “I come\ntomorrow”") == "La persona respondió a nuestro correo: «I come\ntomorrow»"
        assert in_words(old) == (
            f"No salió un mensaje del plan «Winter». {WhyNot.PAUSED.label}. Comuníquese con la persona de otra manera."
        )
        assert in_words(unclear) == unclear
        assert in_words("They answered our e-mail: they come tomorrow") == "They answered our e-mail: they come tomorrow"
