"""Somebody at a person's side: who, under which written consent, how often and until when."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.states import Language
from core.forms import PlainCharField
from followup.domain.aftercare.supporting import EVERY_DAYS, SupporterWish

_EVERY = {14: _("Every two weeks"), 28: _("Every four weeks"), 91: _("Every three months")}


class SupporterForm(forms.Form):
    """Everything that is needed to write to a supporter."""

    consent = forms.TypedChoiceField(
        label=_("Written consent"),
        coerce=UUID,
        help_text=_("The person's own consent that names this supporter. Notes end with it."),
        error_messages={"required": _("Choose the written consent."), "invalid_choice": _("Choose the written consent.")},
    )
    name = PlainCharField(label=_("Name of the supporter"), max_length=200, error_messages={"required": _("Enter the name.")})
    email = PlainCharField(label=_("E-mail address"), max_length=254, error_messages={"required": _("Enter the address.")})
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    every_days = forms.TypedChoiceField(label=_("How often"), coerce=int, choices=[(days, _EVERY[days]) for days in EVERY_DAYS], initial=28)
    ends_on = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the last day."), "invalid": _("Enter a day like 2026-11-17.")},
    )
    agreed = forms.BooleanField(
        label=_("The supporter said that they want these notes."),
        error_messages={"required": _("Ask the supporter first, then tick this.")},
    )

    def __init__(self, *args: Any, consents: list[tuple[str, str]], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        field = self.fields["consent"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = consents

    def clean_ends_on(self) -> date:
        """A day to come."""
        day: date = self.cleaned_data["ends_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day to come."))
        return day

    def wish(self) -> SupporterWish:
        """The form as the verb takes it."""
        said = self.cleaned_data
        return SupporterWish(
            consent_id=said["consent"],
            name=said["name"],
            email=said["email"],
            language=said["language"],
            every_days=said["every_days"],
            ends_on=said["ends_on"],
            agreed=said["agreed"],
        )
