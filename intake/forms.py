"""The forms of the public pages. Only a way to reach the person is ever required, and what was typed is kept as typed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.contact import normalise_email, normalise_phone
from core.forms import PlainCharField, SharedField, own_field
from intake.domain.choices import GOOD_TIMES, PRIVATE, SAFE, TOPICS, VOICEMAIL, WHO
from intake.domain.consenting import WORDINGS

MOST_OWN_WORDS = 1000
FEWEST_DIGITS = 10
MOST_DIGITS = 15

ALWAYS = frozenset({"asap", "other"})
ALL_TIMES = frozenset(value for value, _label in GOOD_TIMES) - ALWAYS


@dataclass(frozen=True)
class Offer:
    """What a clinic offers in a language: parts of the day it is ever staffed in, and texting only where somebody answers it."""

    region: str
    times: frozenset[str]
    language: str
    has_texts: bool


class SharedTextField(SharedField, PlainCharField):
    """A text field that no form changes."""


class SharedChoiceField(SharedField, forms.ChoiceField):
    """A choice; a form with choices of its own takes a copy."""


class SharedHiddenField(SharedField, forms.CharField):
    """What a page carries along, as it came."""


def _hidden() -> forms.CharField:
    return SharedHiddenField(required=False, widget=forms.HiddenInput)


def _choice(label: Any, choices: list[tuple[str, Any]], **options: Any) -> forms.ChoiceField:
    return SharedChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect, **options)


def _text(label: Any, most: int, *, help_text: Any = "", **attributes: str | bool) -> PlainCharField:
    widget = forms.TextInput(attrs=attributes)
    # The field's length is checked by us: a browser that stops typing at the limit says nothing.
    return SharedTextField(label=label, required=False, max_length=most, help_text=help_text, widget=widget)


def _voicemail() -> forms.ChoiceField:
    return _choice(_("If you don’t pick up, can we leave a voicemail?"), VOICEMAIL, help_text=_("If you don’t answer this, we won’t."))


def _phone(label: Any) -> PlainCharField:
    return SharedTextField(
        label=label,
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )


def check_phone(typed: str, *, region: str, missing: Any) -> str:
    """What was typed, unchanged, if it could be a number; raises ValidationError with what to do.

    A number that only looks wrong is taken: a person can read it, and losing the way to reach somebody is worse.
    """
    if not typed:
        raise forms.ValidationError(missing)
    digits = sum(character.isdigit() for character in typed)
    if normalise_phone(typed, region=region) or FEWEST_DIGITS <= digits <= MOST_DIGITS:
        return typed
    raise forms.ValidationError(_("Enter the whole number with its area code, like 202 555 0123"))


class PublicForm(forms.Form):
    """What every public form has: a decoy that only machines fill in, and the moment the page was opened."""

    website = _hidden()
    opened = _hidden()
    not_answers = frozenset({"website", "opened"})

    def answers(self) -> dict[str, Any]:
        """The cleaned answers, ready for a draft or a payload."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.not_answers}

    def typed(self) -> dict[str, Any]:
        """What stands on the page now, checked or not: for a change of language in mid-form."""
        self.is_valid()
        kept = {name: self[name].value() for name in self.fields if name not in self.not_answers}
        return {name: self.cleaned_data.get(name, value) for name, value in kept.items() if value not in (None, "")}


class CallbackForm(PublicForm):
    """Asking for a call: one required answer."""

    phone = _phone(_("What number do you want us to call you on?"))
    good_time = _choice(_("When is a good time?"), GOOD_TIMES)
    good_time_words = _text(_("What other time? (optional)"), 200)
    voicemail = _voicemail()
    name = _text(
        _("What name should we ask for? (optional)"),
        100,
        help_text=_("A first name or nickname is fine."),
        autocomplete="name",
        spellcheck="false",
    )

    def __init__(self, *arguments: Any, region: str, times: frozenset[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.region = region
        keep_times(self, times)

    def clean_phone(self) -> str:
        """The number as typed."""
        return check_phone(self.cleaned_data["phone"], region=self.region, missing=_("Enter the number you want us to call"))


class WhoForm(PublicForm):
    """Step 1."""

    who = _choice(_("Who is this for?"), WHO)


class ReachForm(PublicForm):
    """Step 2: how to reach the person safely; which field is required depends on the choice."""

    reach = forms.ChoiceField(
        label=_("How can we reach you safely?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we can reach you")},
    )
    phone = _phone(_("Your phone number"))
    email = PlainCharField(
        label=_("Your email address"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"type": "email", "inputmode": "email", "autocomplete": "email", "spellcheck": "false"}),
    )
    private = _choice(_("Does anyone else see this phone or email?"), PRIVATE, help_text=_("If so, we keep our words very neutral."))
    voicemail = _voicemail()
    if_someone_else = _text(
        _("If someone else answers, what should we say? (optional)"), 300, help_text=_("For example: “It’s Dana from the office.”")
    )
    good_time = _choice(_("When is a good time?"), GOOD_TIMES)
    good_time_words = _text(_("What other time? (optional)"), 200)
    name = _text(
        _("What name should we use? (optional)"),
        100,
        help_text=_("A first name or nickname is fine."),
        autocomplete="name",
        spellcheck="false",
    )
    helps_us_talk = _text(
        _("Anything that helps us talk with you? (optional)"),
        300,
        help_text=_("For example: an interpreter, speaking slowly, or typing instead of talking."),
    )

    def __init__(self, *arguments: Any, offer: Offer, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.region = offer.region
        # The words beside the e-mail choice are what the person agrees to, so they are the recorded wording itself.
        ways = [
            ("call", _("Call me.")),
            ("text", _("Text me.")),
            ("email", WORDINGS["inquiry-email-1"][offer.language]),
            ("none", _("I’ll contact you. Don’t contact me.")),
        ]
        set_choices(self, "reach", [way for way in ways if way[0] != "text" or offer.has_texts])
        keep_times(self, offer.times)

    def clean(self) -> dict[str, Any]:
        """Ask for the one thing the chosen way needs."""
        data = super().clean() or {}
        reach = data.get("reach")
        if reach in {"call", "text"} and "phone" in data:
            missing = _("Enter the number you want us to call") if reach == "call" else _("Enter the number you want us to text")
            self._check("phone", lambda: check_phone(data["phone"], region=self.region, missing=missing))
        if reach == "email" and not normalise_email(data.get("email")):
            self.add_error("email", _("Enter an email address, like name@example.com"))
        return data

    def _check(self, name: str, check: Any) -> None:
        try:
            check()
        except forms.ValidationError as error:
            self.add_error(name, error)


class SafeForm(PublicForm):
    """Step 3."""

    safe = _choice(_("Are you safe right now?"), SAFE, help_text=_("This helps us know if it is urgent."))


class WordsForm(PublicForm):
    """Step 4: what the person would like help with. No substances, birthdays or insurance numbers are asked for."""

    topics = forms.MultipleChoiceField(
        label=_("What would you like help with? (optional)"), choices=TOPICS, required=False, widget=forms.CheckboxSelectMultiple
    )
    own_words = PlainCharField(
        label=_("Tell us in your own words (optional)"),
        required=False,
        max_length=MOST_OWN_WORDS,
        help_text=_("Up to 1,000 characters."),
        error_messages={"max_length": _("Shorten your words to 1,000 characters. There are %(show_value)d now.")},
        widget=forms.Textarea(attrs={"rows": 7, "data-most": str(MOST_OWN_WORDS)}),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["own_words"].widget.attrs.pop("maxlength", None)


class ConsentForm(PublicForm):
    """Step 5: the boxes beside "Send my message", none of them ticked. A box that makes no sense is not there."""

    consent_text = forms.BooleanField(required=False)
    consent_email = forms.BooleanField(required=False)

    def __init__(self, *arguments: Any, reach: str, language: str, has_texts: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._offer("consent_text", "inquiry-text-1", language, is_offered=has_texts and reach in {"call", "text"})
        self._offer("consent_email", "helpful-email-1", language, is_offered=reach == "email")

    def _offer(self, name: str, wording: str, language: str, *, is_offered: bool) -> None:
        if is_offered:
            self.fields[name].label = WORDINGS[wording][language]
        else:
            del self.fields[name]


class ChangeReachForm(PublicForm):
    """The sender's own change of how we reach them, open for a day after sending."""

    stop_contact = forms.BooleanField(required=False, label=_("Don’t contact me. I’ll contact you."))
    voicemail = _voicemail()
    private = _choice(_("Does anyone else see this phone or email?"), PRIVATE)
    if_someone_else = _text(_("If someone else answers, what should we say? (optional)"), 300)
    good_time_words = _text(_("When is a good time? (optional)"), 200)

    def changes(self) -> dict[str, Any]:
        """Only what was answered, in the words of `intake.domain.consenting.change_reach`."""
        data = self.cleaned_data
        changes: dict[str, Any] = {"stop_contact": True} if data["stop_contact"] else {}
        changes |= {"voicemail": data["voicemail"]} if data["voicemail"] else {}
        changes |= {"is_private": data["private"] != "no"} if data["private"] else {}
        changes |= {"if_someone_else_answers": data["if_someone_else"]} if data["if_someone_else"] else {}
        return changes | ({"good_times": data["good_time_words"]} if data["good_time_words"] else {})


def keep_times(form: forms.Form, times: frozenset[str]) -> None:
    """Leave only the parts of the day in which the clinic is ever staffed."""
    if not times >= ALL_TIMES:
        set_choices(form, "good_time", [(value, label) for value, label in GOOD_TIMES if value in times | ALWAYS])


def set_choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    """Give one form its own choices of a field."""
    own_field(form, name).choices = choices
