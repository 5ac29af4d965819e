"""What a report is about, and why it is taken along."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.models import Clinic
from core.forms import PlainCharField
from desk.forms.settings_clinic import DateInput
from followup.domain.reporting.reports import Period

_LONGEST = timedelta(days=366 * 5)
_USUAL = timedelta(days=91)


class PeriodForm(forms.Form):
    """A clinic and the days of the report, both included. Without days: the last thirteen weeks."""

    clinic = forms.ChoiceField(label=_("Clinic"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput)

    def __init__(self, *arguments: Any, clinics: list[Clinic], now: datetime, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.clinics = {clinic.slug: clinic for clinic in clinics}
        self.now = now
        self.fields["clinic"].choices = [(one.slug, one.public_name) for one in clinics]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", _("The end is before the start."))
        elif since and (until or self.now.date()) - since > _LONGEST:
            self.add_error("since", _("At most five years at a time."))
        return values

    def period(self) -> Period:
        """What was chosen, with its days read in the clinic's zone."""
        values = self.cleaned_data
        clinic = self.clinics.get(values.get("clinic", "")) or next(iter(self.clinics.values()))
        zone = ZoneInfo(clinic.time_zone)
        until = values.get("until") or self.now.astimezone(zone).date()
        since = values.get("since") or max(until - _USUAL, date.min + _USUAL)
        last = min(until, date.max - timedelta(days=2))
        return Period(clinic, datetime.combine(since, time(), tzinfo=zone), datetime.combine(last + timedelta(days=1), time(), tzinfo=zone))


class PurposeForm(forms.Form):
    """Why numbers leave the screen; kept in the audit."""

    purpose = PlainCharField(label=_("What it is for"), max_length=200)
