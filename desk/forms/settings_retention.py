"""Days for each kind of data that ends by itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.forms.standing import StandingForm
from records.domain.retaining import ENDINGS, MOST_DAYS
from records.states import Kept


class RetentionForm(StandingForm, forms.Form):
    """One field for each kind, with its least and usual length."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in Kept:
            ending = ENDINGS[kind]
            self.fields[kind.value] = forms.IntegerField(
                label=kind.label,
                min_value=ending.least_days,
                max_value=MOST_DAYS,
                help_text=_("Days. Usual: %(usual)d. At least: %(least)d.") % {"usual": ending.days, "least": ending.least_days},
            )
