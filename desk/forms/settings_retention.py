"""Days for each kind of data that ends by itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from desk.forms.standing import StandingForm
from records.domain.retaining import ENDINGS, MOST_DAYS, WouldEndError
from records.states import Kept

_MOST_DIGITS = 9


class RetentionForm(StandingForm, forms.Form):
    """One field for each kind, with its least and usual length. What ends at once by shorter days needs a tick of its own."""

    # How many the tick is about, where the page has to show it.
    ending = 0

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

    @property
    def may_end(self) -> int:
        """How many rows the tick was about, if it was set."""
        said = str(self.data.get("ends", ""))
        return int(said) if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS else 0

    def ask_about(self, error: WouldEndError) -> None:
        """Say how many end beside each kind, and ask for a tick about all of them."""
        self.ending = error.total
        for kind, count in error.counts.items():
            words = ngettext("%(count)d ends within the hour, for ever.", "%(count)d end within the hour, for ever.", count)
            self.add_error(kind, words % {"count": count})
