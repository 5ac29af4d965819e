"""Rendering: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.rendering import MissingValueError, Template, fitting_subject, one_line, render_message


def test_every_place_is_filled() -> None:
    words = render_message(Template("To {name}", "{name}: {link}"), {"name": "Oak", "link": "https://x.example", "unused": "-"})
    assert (words.subject, words.body) == ("To Oak", "Oak: https://x.example")


def test_a_time_that_ends_with_a_full_stop_ends_its_sentence_once() -> None:
    text = Template("Hoy, {time}", "Hora: {time}. Le esperamos a las {time}, hoy.")
    words = render_message(text, {"time": "10:00 a. m."})
    assert (words.subject, words.body) == ("Hoy, 10:00 a. m.", "Hora: 10:00 a. m. Le esperamos a las 10:00 a. m., hoy.")


def test_a_place_without_a_value_is_an_error_that_names_it() -> None:
    with pytest.raises(MissingValueError) as missing:
        render_message(Template("Hello", "{phone}"), {})
    assert missing.value.name == "phone"


def test_a_value_that_looks_like_a_place_stays_as_it_is() -> None:
    assert render_message(Template("s", "{name}"), {"name": "{phone} {0} {name.__class__}"}).body == "{phone} {0} {name.__class__}"


def test_braces_that_are_no_place_stay() -> None:
    assert render_message(Template("s", "{} {1} {A} {a.b}"), {}).body == "{} {1} {A} {a.b}"


@given(st.text())
def test_a_subject_never_holds_a_line_break_or_control_character(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert "\n" not in render_message(Template("Re: {x}", ""), {"x": text}).subject


@pytest.mark.parametrize(("subject", "shown"), [("x" * 40, "x" * 40), ("x" * 41, "We have your message")])
def test_a_subject_fits_a_lock_screen(subject: str, shown: str) -> None:
    assert fitting_subject(subject, language="en") == shown
