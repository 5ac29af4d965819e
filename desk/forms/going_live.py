"""Forms of going live and of the way back: a reason, and a word to type so that nobody does it by a slip."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainCharField

LIVE, PRACTICE = "LIVE", "PRACTICE"
REASON_MOST = 500


class SwitchForm(forms.Form):
    """Why, and the word."""

    reason = PlainCharField(
        label=_("Why now, and who decided it"),
        max_length=REASON_MOST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why: a reason is kept in the audit log.")},
    )
    typed = PlainCharField(
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Type the word to confirm.")},
    )

    def __init__(self, *arguments: Any, word: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.word = word
        self.fields["typed"].label = _("To confirm, type %(word)s") % {"word": word}

    def clean_typed(self) -> str:
        """The word, in whatever case."""
        typed = str(self.cleaned_data["typed"])
        if typed.strip().upper() != self.word:
            raise forms.ValidationError(_("Type the word as it stands above the field."))
        return typed
