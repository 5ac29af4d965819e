"""Forms of a course: planning it, a dose that was given or declined, the talk about tolerance, tests, and its end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainCharField
from desk.forms.settings_clinic import DateInput
from desk.forms.standing import StandingForm
from followup.domain.medication.dosing import LONGEST_INTERVAL, Given, NewCourse
from followup.domain.medication.rules import NOTES
from followup.models import MedicationRules
from followup.states.medicine import CourseEnd, Medicine

_DIGITS = 3
_YES_NO = [("yes", _("Yes")), ("no", _("No"))]
_ENDS = [(one.value, one.label) for one in CourseEnd if one != CourseEnd.STOPPED_ALL]


_NOTE = _("Note")


def _note(label: Any = _NOTE, *, required: bool = False) -> PlainCharField:
    return PlainCharField(label=label, required=required, max_length=2000, widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}))


class CourseForm(forms.Form):
    """A course about to be planned."""

    medicine = forms.ChoiceField(label=_("How it is taken"), choices=[("", _("Choose one")), *Medicine.choices])
    last_opioid_on = forms.DateField(
        label=_("Last day with an opioid"),
        required=False,
        widget=DateInput,
        help_text=_("As they said. The first day for a dose is counted from it. Leave empty when there was none."),
    )
    first_on = forms.DateField(label=_("First dose planned for"), required=False, widget=DateInput, help_text=_("Empty: we count the day."))
    own_interval_days = forms.IntegerField(
        label=_("Days one dose or supply covers"),
        required=False,
        min_value=1,
        max_value=LONGEST_INTERVAL,
        help_text=_("Empty: the clinic’s rule."),
    )
    prescriber = PlainCharField(label=_("Prescriber"), required=False, max_length=80)
    reminders = forms.ChoiceField(
        label=_("Did they agree to e-mail reminders?"),
        choices=_YES_NO,
        widget=forms.RadioSelect,
        help_text=_("Not answered means no."),
        required=False,
    )
    note = _note()

    def new_course(self) -> NewCourse:
        """What was typed."""
        values = self.cleaned_data
        return NewCourse(
            medicine=Medicine(values["medicine"]),
            last_opioid_on=values["last_opioid_on"],
            first_on=values["first_on"],
            own_interval_days=values["own_interval_days"],
            prescriber=values["prescriber"],
            note=values["note"],
        )


class DoseForm(forms.Form):
    """A dose that was given. Whether overdose reversal was talked about is asked every time and has no ready answer."""

    given_on = forms.DateField(label=_("Given on"), widget=DateInput)
    reversal_talk = forms.ChoiceField(label=_("Talked about overdose and naloxone?"), choices=_YES_NO, widget=forms.RadioSelect)
    opioid_free_checked = forms.BooleanField(label=_("The opioid-free check was done and allows this dose"), required=False)
    covers_days = forms.IntegerField(label=_("Days it covers"), required=False, min_value=1, max_value=LONGEST_INTERVAL)
    note = _note()

    def given(self) -> Given:
        """What was typed."""
        values = self.cleaned_data
        return Given(
            on=values["given_on"],
            reversal_talk=values["reversal_talk"] == "yes",
            opioid_free_checked=values["opioid_free_checked"],
            covers_days=values["covers_days"],
            note=values["note"],
        )


class DeclineForm(forms.Form):
    """The person chose not to take this dose."""

    note = _note(_("What they said"))


class ContactForm(forms.Form):
    """A talk that closes the time of low tolerance."""

    note = _note(_("What was said about overdose and naloxone"), required=True)


class LabForm(forms.Form):
    """The test that is due: done on a day, or not needed with a reason."""

    done_on = forms.DateField(label=_("Done on"), required=False, widget=DateInput)
    reason = PlainCharField(label=_("Or: not needed, because"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and bool(values.get("done_on")) == bool(values.get("reason")):
            self.add_error("done_on", _("Give the day it was done, or the reason why it is not needed."))
        return values


class EndCourseForm(forms.Form):
    """How a course ends."""

    reason = forms.ChoiceField(label=_("Why it ends"), choices=_ENDS, widget=forms.RadioSelect)
    note = _note()


class MedicationRulesForm(StandingForm, forms.Form):
    """The clinic's numbers; each says what it means and where its default comes from."""

    remind_days = forms.CharField(
        label=_("Days before an injection to remind, separated by commas"),
        required=False,
        max_length=40,
        help_text=_("Our proposal; no source gives a number. The clinic decides. Empty: no reminders."),
    )

    def __init__(self, *arguments: Any, rules: MedicationRules, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["remind_days"].initial = ", ".join(str(day) for day in rules.remind_days)
        for note in NOTES:
            self.fields[note.name] = forms.IntegerField(
                label=str(note.meaning),
                min_value=note.least,
                max_value=note.most,
                initial=getattr(rules, note.name),
                help_text=note.source,
            )

    def clean_remind_days(self) -> list[int]:
        typed = [part.strip() for part in self.cleaned_data["remind_days"].split(",") if part.strip()]
        if not all(part.isdecimal() and part.isascii() and len(part) <= _DIGITS for part in typed):
            raise forms.ValidationError(_("Write whole days, like 7, 2, 0."))
        return sorted({int(part) for part in typed}, reverse=True)
