"""The form that makes the door of a mail provider."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.models import Clinic
from followup.domain.hooking import SIGNING_PROVIDERS


class DoorForm(forms.Form):
    """Which clinic reads the mail of strangers, and the key of a provider that signs."""

    strangers_to = forms.ModelChoiceField(
        label=_("Who reads mail from people we do not know"),
        queryset=Clinic.objects.none(),
        empty_label=None,
        help_text=_("Answers to our e-mails come to the clinic that wrote them. Everything else comes to this one as work."),
    )
    signing_key = forms.CharField(
        label=_("HTTP webhook signing key"),
        max_length=200,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Mailgun, Settings, API security. It is kept encrypted and never shown again."),
    )

    def __init__(self, *arguments: Any, provider: str, clinics: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["strangers_to"].queryset = clinics  # type: ignore[attr-defined]
        if provider not in SIGNING_PROVIDERS:
            del self.fields["signing_key"]
