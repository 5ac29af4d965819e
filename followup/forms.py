"""The forms behind the links of a check-in. Questions come from their version; nothing but the first is ever required."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainCharField
from followup.domain.aftercare.instruments import WORDS_MOST, Item, Questions

EMAIL_CHOICES = [
    ("keep", _("Leave it as it is")),
    ("only_me", _("Only I see this mailbox")),
    ("others", _("Somebody else may see this mailbox")),
    ("no", _("Don’t write to me here any more")),
]
PHONE_CHOICES = [
    ("keep", _("Leave it as it is")),
    ("no_voicemail", _("You can call, but leave no voicemail")),
    ("no", _("Don’t call me or text me")),
]


class CheckInForm(forms.Form):
    """The questions of one version in one language. `with_now` also offers "I need help now" as a choice, for staff."""

    def __init__(self, data: Any = None, *, questions: Questions, language: str, with_now: bool = False) -> None:
        super().__init__(data)
        for item in questions.items:
            self.fields[item.key] = _choice(item, language, with_now=with_now) if item.options else _words(item, language)

    def typed(self) -> dict[str, str]:
        """What was sent, cleaned where it could be."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


def _choice(item: Item, language: str, *, with_now: bool) -> forms.ChoiceField:
    offered = [option for option in item.options if with_now or not option.is_now]
    return forms.ChoiceField(
        label=item.ask[language],
        choices=[(option.key, option.label[language]) for option in offered],
        required=item.is_required,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )


def _words(item: Item, language: str) -> PlainCharField:
    return PlainCharField(
        label=item.ask[language],
        required=False,
        max_length=WORDS_MOST,
        help_text=_("Optional. A person reads this."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"max_length": _("Please shorten this to %(limit_value)d characters or fewer.")},
    )


class ReachForm(forms.Form):
    """What somebody may change by the link in their mail. Earlier answers are not shown."""

    email = forms.ChoiceField(label=_("E-mail to this address"), choices=EMAIL_CHOICES, required=False, widget=forms.RadioSelect)
    phone = forms.ChoiceField(label=_("Phone calls"), choices=PHONE_CHOICES, required=False, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        """Whoever changed nothing is told so, not that something was changed."""
        if not self.errors and set(self.cleaned_data.values()) <= {"", "keep"}:
            raise forms.ValidationError(_("Choose what you want to change. If there is nothing, you can close this page."))
        return self.cleaned_data
