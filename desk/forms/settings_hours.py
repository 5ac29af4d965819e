"""The week as a plain table: for each day a few stretches of time in which people answer."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clinics.domain.opening_hours import DAY_END, BadHoursError, Period, hours_problems
from clinics.states import Weekday
from desk.forms.settings_clinic import DateInput
from desk.forms.standing import StandingForm

LEAST_SLOTS = 2
MOST_SLOTS = 12


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class HoursForm(StandingForm, forms.Form):
    """Opening and closing times of a week. Midnight as a closing time is the end of the day."""

    def __init__(self, *arguments: Any, periods: Iterable[Period], **options: Any) -> None:
        super().__init__(*arguments, **options)
        by_day: dict[int, list[Period]] = {day: [] for day in Weekday.values}
        for period in sorted(periods, key=lambda period: period.opens):
            by_day[period.weekday].append(period)
        self.slots = max(LEAST_SLOTS, self._posted_slots(), *(len(kept) + 1 for kept in by_day.values()))
        for day in Weekday:
            for slot in range(self.slots):
                kept = by_day[day.value][slot] if slot < len(by_day[day.value]) else None
                self._add_pair(day, slot, kept)

    def _posted_slots(self) -> int:
        """As many lines a day as the page had that was sent, whatever somebody else saved meanwhile."""
        return sum(f"d0-{slot}-opens" in self.data for slot in range(MOST_SLOTS))

    def _add_pair(self, day: Weekday, slot: int, kept: Period | None) -> None:
        words = {"day": day.label, "number": slot + 1}
        opens, closes = _pair_names(day.value, slot)
        label = _("%(day)s, time %(number)s: from")
        self.fields[opens] = _TimeField(str(label) % words, kept.opens if kept else None)
        self.fields[closes] = _TimeField(str(_("%(day)s, time %(number)s: to")) % words, kept.closes if kept else None)

    def days(self) -> list[dict[str, Any]]:
        """Each day with its pairs of fields, for the table."""
        return [
            {"name": day.label, "pairs": [tuple(self[name] for name in _pair_names(day.value, slot)) for slot in range(self.slots)]}
            for day in Weekday
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.periods: list[Period] = []
        self._places: list[str] = []
        for day in Weekday.values:
            for slot in range(self.slots):
                self._read_pair(values, day, slot)
        if not self.errors:
            for position, sentence in hours_problems(self.periods):
                self.add_error(self._places[position], sentence)
        return values

    def _read_pair(self, values: dict[str, Any], day: int, slot: int) -> None:
        opens_name, closes_name = _pair_names(day, slot)
        opens, closes = values.get(opens_name), values.get(closes_name)
        if opens is None and closes is None:
            return
        if opens is None or closes is None:
            if opens_name not in self.errors and closes_name not in self.errors:
                self.add_error(opens_name if opens is None else closes_name, _("Give both times, or leave both empty."))
            return
        self.periods.append(Period(day, _minute(opens), _minute(closes) or DAY_END))
        self._places.append(closes_name)

    def blame(self, error: BadHoursError) -> None:
        """Show what the verb refused beside the time it is about."""
        for position, sentence in error.problems:
            self.add_error(self._places[position], sentence)


class _TimeField(forms.TimeField):
    def __init__(self, label: str, minute: int | None) -> None:
        initial = None if minute is None else time(minute % DAY_END // 60, minute % 60)
        super().__init__(label=label, required=False, initial=initial, widget=TimeInput(), input_formats=["%H:%M", "%H:%M:%S", "%I:%M %p"])


def _pair_names(day: int, slot: int) -> tuple[str, str]:
    return f"d{day}-{slot}-opens", f"d{day}-{slot}-closes"


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


class HolidayForm(forms.Form):
    """One day off of the clinic's own."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    name = forms.CharField(label=_("What it is"), max_length=80)


# The calendars have no Spanish for the United States.
_HOLIDAYS = {
    "New Year's Day": _("New Year's Day"),
    "Martin Luther King Jr. Day": _("Martin Luther King Jr. Day"),
    "Washington's Birthday": _("Washington's Birthday"),
    "Memorial Day": _("Memorial Day"),
    "Juneteenth National Independence Day": _("Juneteenth National Independence Day"),
    "Independence Day": _("Independence Day"),
    "Labor Day": _("Labor Day"),
    "Columbus Day": _("Columbus Day"),
    "Veterans Day": _("Veterans Day"),
    "Thanksgiving Day": _("Thanksgiving Day"),
    "Christmas Day": _("Christmas Day"),
}


def _holiday_name(name: str) -> str:
    plain = name.removesuffix(" (observed)")
    shown = str(_HOLIDAYS.get(plain, plain))
    return shown if plain == name else str(_("%(holiday)s (observed)")) % {"holiday": shown}


class SuggestedHolidaysForm(forms.Form):
    """Public holidays to tick. Nothing is closed that nobody ticked."""

    days = forms.MultipleChoiceField(label=_("Public holidays"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *arguments: Any, suggested: Iterable[tuple[date, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.names = {day.isoformat(): _holiday_name(name) for day, name in suggested}
        field = cast(forms.MultipleChoiceField, self.fields["days"])
        field.choices = [(day, f"{name}, {date_format(date.fromisoformat(day))}") for day, name in self.names.items()]

    def chosen(self) -> list[tuple[date, str]]:
        """The ticked days with their names."""
        return [(date.fromisoformat(day), self.names[day]) for day in self.cleaned_data["days"]]
