"""How forms are drawn: what is wrong stands beside the field and is tied to it."""

import pytest
from django import forms

from core.forms import PlainCharField, SharedField, ThresholdFormRenderer, own_field, plain_text


class Example(forms.Form):
    name = PlainCharField(label="Your name", help_text="A nickname is fine.", max_length=5)
    colour = forms.ChoiceField(label="Which one?", choices=[("a", "Red"), ("b", "Blue")], widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="I agree", required=False)


def drawn(data: dict[str, str] | None = None) -> str:
    return " ".join(str(Example(data)).split())


def test_the_settings_name_this_renderer(settings):
    assert settings.FORM_RENDERER == "core.forms.ThresholdFormRenderer"
    assert isinstance(Example().renderer, ThresholdFormRenderer)


def test_a_clean_form_shows_no_summary():
    text = drawn()
    assert "error-summary" not in text
    assert '<label for="id_name">Your name</label>' in text
    assert 'aria-describedby="id_name_helptext"' in text


def test_a_group_of_choices_has_a_legend_and_large_labels():
    text = drawn()
    assert "<legend>Which one?</legend>" in text
    assert text.count('class="choice"') == 3


def test_errors_are_listed_first_and_tied_to_their_field():
    text = drawn({"name": "too long", "colour": ""})
    assert text.index("There is a problem") < text.index("Your name")
    assert '<a href="#id_name">' in text
    assert '<a href="#id_colour_0">' in text
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert '<fieldset aria-describedby="id_colour_error">' in text
    assert 'aria-invalid="true"' in text


def test_what_was_typed_stays_and_is_escaped():
    assert 'value="&lt;b&gt;too long"' in drawn({"name": "<b>too long"})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x1bb\x7f", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\ud800b", "a\N{REPLACEMENT CHARACTER}b"),
        ("  a\t ", "a"),
        ("ñ💬", "ñ💬"),
    ],
)
def test_control_characters_and_half_characters_are_dropped(typed, kept):
    assert PlainCharField().clean(typed) == kept


def test_plain_text_keeps_lines():
    assert plain_text("a\n\tb") == "a\n\tb"


class Shared(SharedField, forms.ChoiceField):
    pass


class Choosing(forms.Form):
    colour = Shared(choices=[("a", "Red"), ("b", "Blue")], widget=forms.RadioSelect)


def test_a_form_with_choices_of_its_own_changes_no_other():
    one, other = Choosing({"colour": "b"}), Choosing({"colour": "b"})
    assert one.fields["colour"] is other.fields["colour"]

    own_field(one, "colour").choices = [("a", "Red")]

    assert not one.is_valid()
    assert other.is_valid()
    assert "Blue" not in str(one)
    assert "Blue" in str(other)
    assert "Blue" in str(Choosing())
