"""Forms of the rota: a weekly shift for several days at once, and a stretch in which somebody stands in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.domain.rota import Cover, Shift
from clinics.models import Staff
from clinics.states import Weekday
from desk.forms.settings_hours import TimeInput

_DAY = 24 * 60
_SHORTEST = 15
_MOMENT = "%Y-%m-%dT%H:%M"


def _people(people: Iterable[Staff], empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *((str(one.pk), one.name) for one in people)]


class ShiftForm(forms.Form):
    """One shift on some days of every week. An end at or before the start is on the next morning."""

    staff = forms.ChoiceField(label=_("Who"))
    days = forms.TypedMultipleChoiceField(
        label=_("Days on which the shift begins"), choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    starts = forms.TimeField(label=_("From"), widget=TimeInput)
    ends = forms.TimeField(
        label=_("Until"), widget=TimeInput, help_text=_("A time at or before the start is on the next day: 8 p.m. to 8 a.m. is a night.")
    )
    is_backup = forms.BooleanField(label=_("As a backup, told with the second round"), required=False)

    def __init__(self, *arguments: Any, people: Iterable[Staff], **options: Any) -> None:
        super().__init__(*arguments, **{"prefix": "shift", **options})
        self.fields["staff"].choices = _people(people, _("Choose a person"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and self._minutes() < _SHORTEST:
            self.add_error("ends", _("A shift is at least 15 minutes long."))
        return values

    def shifts(self) -> list[Shift]:
        """One shift for each day ticked."""
        values = self.cleaned_data
        begins = values["starts"].hour * 60 + values["starts"].minute
        return [Shift(UUID(values["staff"]), day, begins, self._minutes(), values["is_backup"]) for day in values["days"]]

    def _minutes(self) -> int:
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        between = (ends.hour * 60 + ends.minute) - (starts.hour * 60 + starts.minute)
        return between if between > 0 else between + _DAY


class CoverForm(forms.Form):
    """Somebody stands in, or is away. Times are the clinic's."""

    staff = forms.ChoiceField(label=_("Who is on duty"), required=False)
    instead_of = forms.ChoiceField(label=_("In place of"), required=False)
    starts_at = forms.DateTimeField(
        label=_("From"), input_formats=[_MOMENT, "%Y-%m-%d %H:%M"], widget=forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT)
    )
    ends_at = forms.DateTimeField(
        label=_("Until"), input_formats=[_MOMENT, "%Y-%m-%d %H:%M"], widget=forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT)
    )

    def __init__(self, *arguments: Any, people: Iterable[Staff], zone: ZoneInfo, now: datetime, **options: Any) -> None:
        super().__init__(*arguments, **{"prefix": "cover", **options})
        self.zone, self.now = zone, now
        people = list(people)
        self.fields["staff"].choices = _people(people, _("Nobody yet"))  # type: ignore[attr-defined]
        self.fields["instead_of"].choices = _people(people, _("Nobody: beside the others"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("staff") and not values.get("instead_of"):
            self.add_error("staff", _("Choose who is on duty, or who is away."))
        elif values.get("staff") == values.get("instead_of"):
            self.add_error("instead_of", _("Choose two different people."))
        starts, ends = self._moment("starts_at"), self._moment("ends_at")
        if starts and ends and not starts < ends:
            self.add_error("ends_at", _("The end is before the start."))
        elif ends and ends <= self.now:
            self.add_error("ends_at", _("This is over already."))
        return values

    def cover(self) -> Cover:
        """What was typed, in UTC."""
        ids = [UUID(self.cleaned_data[name]) if self.cleaned_data[name] else None for name in ("staff", "instead_of")]
        starts, ends = self._moment("starts_at"), self._moment("ends_at")
        if starts is None or ends is None:
            raise ValueError("The form is not valid.")
        return Cover(ids[0], ids[1], starts, ends)

    def _moment(self, name: str) -> datetime | None:
        typed = self.cleaned_data.get(name)
        return typed.replace(tzinfo=self.zone) if typed else None
