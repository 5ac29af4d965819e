"""Forms around plans: what a plan is, its mode, and for whom a preview is made."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from clinics.states import Language
from core.forms import PlainCharField
from desk.forms.settings_clinic import DateInput
from desk.forms.standing import StandingForm
from followup.domain.plan_editing import Settings
from followup.models import Plan
from followup.states import PlanEntry, PlanMode
from intake.states import MAIL_PURPOSES, Purpose

_MOST_COOLDOWN = 730


class PlanForm(StandingForm, forms.Form):
    """What a plan is, apart from its steps."""

    name = PlainCharField(label=_("Name"), max_length=80)
    purpose = forms.ChoiceField(label=_("What its e-mails are for"), choices=MAIL_PURPOSES, initial=Purpose.INQUIRY)
    entry = forms.ChoiceField(label=_("Who gets in by itself"), choices=PlanEntry.choices, initial=PlanEntry.BY_HAND)
    may_reenter = forms.BooleanField(label=_("They may come back into it by themselves"), required=False)
    cooldown_days = forms.IntegerField(label=_("Days before they may come back"), min_value=0, max_value=_MOST_COOLDOWN, initial=90)

    def settings(self) -> Settings:
        """What was chosen."""
        values = self.cleaned_data
        return Settings(
            name=values["name"],
            purpose=values["purpose"],
            entry=PlanEntry(values["entry"]),
            may_reenter=values["may_reenter"],
            cooldown_days=values["cooldown_days"],
        )


class NewPlanForm(PlanForm):
    """A new plan; its short name stands in commands and never changes."""

    code = forms.SlugField(label=_("Short name"), max_length=40, help_text=_("Letters, digits and dashes. It never changes."))
    field_order = ["code", "name"]


# Days from which every plan can be counted in every time zone.
_DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2200, 1, 1))]


class ModeForm(forms.Form):
    """How far what a plan makes may go."""

    mode = forms.ChoiceField(label=_("Mode"), choices=PlanMode.choices, widget=forms.RadioSelect)


class PreviewForm(forms.Form):
    """A made-up person: when they get in, where they live, which language."""

    start = forms.DateField(label=_("They get in on"), widget=DateInput, validators=_DAYS)
    zone = forms.CharField(label=_("Time zone"), max_length=64)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def clean_zone(self) -> ZoneInfo:
        name = self.cleaned_data["zone"]
        if name not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone. Write one like America/New_York."))
        return ZoneInfo(name)


def values_of(plan: Plan) -> dict[str, Any]:
    """What the form of a plan shows at first."""
    return {name: getattr(plan, name) for name in ("name", "purpose", "entry", "may_reenter", "cooldown_days")}
