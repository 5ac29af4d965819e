"""The filter above the audit. It arrives in the address, so it takes ids, codes and days and no words."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from clinics.models import Clinic, Staff
from core.reading_audit import Wanted

ORGANISATION = "organisation"
_CODE = RegexValidator(r"^[a-z0-9_.]*\Z", _("Codes have small letters, digits, points and underscores, like lead.read."))


# Days that every database and time zone can hold.
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    limits = [MinValueValidator(_FIRST_DAY), MaxValueValidator(_LAST_DAY)]
    return forms.DateField(label=label, required=False, widget=widget, validators=limits)


class AuditFilter(forms.Form):
    """What to show of the audit. Everything is optional; the first clinic is shown until another is chosen."""

    clinic = forms.ChoiceField(label=_("Clinic"), required=False)
    staff = forms.ChoiceField(label=_("Who"), required=False)
    action = forms.CharField(
        label=_("Action begins with"), required=False, max_length=64, validators=[_CODE], help_text=_("For example lead.read or sign_in")
    )
    after = _day(_("From day"))
    until = _day(_("To day"))
    about = forms.UUIDField(label=_("Id of a person, inquiry or task"), required=False)

    def __init__(self, *args: object, clinics: list[Clinic], staff: list[Staff], has_organisation: bool, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.clinics = {str(clinic.id): clinic for clinic in clinics}
        places: list[tuple[str, Any]] = [(key, clinic.discreet_name) for key, clinic in self.clinics.items()]
        if has_organisation:
            places.append((ORGANISATION, _("Whole organization: sign-ins and accounts")))
        self.fields["clinic"].choices = places  # type: ignore[attr-defined]
        people = [(str(one.id), one.name) for one in staff]
        self.fields["staff"].choices = [("", _("Anybody")), *people]  # type: ignore[attr-defined]

    @property
    def place(self) -> Clinic | None:
        """The clinic that is shown; None for what concerns the whole organisation."""
        chosen = self.cleaned_data.get("clinic")
        return None if chosen == ORGANISATION else self.clinics.get(chosen or "", next(iter(self.clinics.values())))

    def wanted(self) -> Wanted:
        """The filter with its days in the clinic's own time."""
        data, place = self.cleaned_data, self.place
        zone = ZoneInfo(place.time_zone) if place else ZoneInfo("UTC")
        after, until = data.get("after"), data.get("until")
        return Wanted(
            clinic_id=place.id if place else None,
            actor_id=UUID(data["staff"]) if data.get("staff") else None,
            action=data.get("action", ""),
            after=datetime.combine(after, time.min, zone) if after else None,
            before=datetime.combine(until + timedelta(days=1), time.min, zone) if until else None,
            about=frozenset({data["about"]}) if data.get("about") else frozenset(),
        )
