"""The forms of aftercare: entering somebody, and what staff do while they look after them."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.models import Staff
from core.forms import PlainCharField
from followup.domain.aftercare.changing import OWN_DAYS
from followup.domain.aftercare.contacting import LEFT_MESSAGE, NO_ANSWER, REACHED, Contact
from followup.domain.aftercare.entering import Entry
from followup.states import AftercareEntry, AskedBy

REASON_MOST = 500
NOTE_MOST = 4000
_OWN_LABELS = {
    0: _("As the clinic planned"),
    7: _("Every week"),
    14: _("Every two weeks"),
    28: _("Every four weeks"),
    91: _("Every three months"),
}


def _reason(label: Any, **options: Any) -> PlainCharField:
    return PlainCharField(
        label=label,
        max_length=REASON_MOST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why in a few words.")},
        **options,
    )


class EnterForm(forms.Form):
    """Who enters, since when, and what comes next."""

    how = forms.ChoiceField(
        label=_("Why now"),
        choices=AftercareEntry.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why they enter now.")},
    )
    started_on = forms.DateField(
        label=_("Since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day care started, or the day they left the program."),
        error_messages={"required": _("Choose the day."), "invalid": _("Enter a day like 2026-11-17.")},
    )
    what_next = PlainCharField(
        label=_("What comes next"),
        required=False,
        max_length=REASON_MOST,
        help_text=_("The next visit, group or call, in a few words."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    agrees = forms.ChoiceField(
        label=_("Do they agree to short check-ins by e-mail?"),
        choices=[("yes", _("Yes, they said so")), ("no", _("No")), ("", _("Not talked about"))],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Without a yes a person calls instead."),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_started_on(self) -> date:
        """A day that makes sense."""
        day: date = self.cleaned_data["started_on"]
        if day > self.today or (self.today - day).days > 3650:  # noqa: PLR2004  ten years
            raise forms.ValidationError(_("Choose a day in the past ten years, or today."))
        return day

    def entry(self) -> Entry:
        """The form as the verb takes it."""
        said = self.cleaned_data
        agrees = {"yes": True, "no": False}.get(said["agrees"])
        return Entry(AftercareEntry(said["how"]), said["started_on"], said["what_next"], agrees)


class ContactForm(forms.Form):
    """What came of trying to speak with them."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=[(REACHED, _("We talked")), (NO_ANSWER, _("No answer")), (LEFT_MESSAGE, _("Left a message"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )
    note = PlainCharField(label=_("Note"), required=False, max_length=NOTE_MOST, widget=forms.Textarea(attrs={"rows": 2}))
    danger_reason = PlainCharField(
        label=_("Why is somebody's life in danger?"),
        required=False,
        max_length=REASON_MOST,
        help_text=_("Only when calling is not allowed and somebody may die."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def contact(self) -> Contact:
        """The form as the verb takes it."""
        said = self.cleaned_data
        return Contact(said["outcome"], said["note"], said["key"], said["danger_reason"])


class RhythmForm(forms.Form):
    """How often to ask this person, with the reason."""

    every_days = forms.TypedChoiceField(
        label=_("Ask"), coerce=int, choices=[(days, _OWN_LABELS[days]) for days in OWN_DAYS], widget=forms.RadioSelect
    )
    asked_by = forms.ChoiceField(label=_("How"), choices=AskedBy.choices, widget=forms.RadioSelect)
    reason = _reason(_("Reason"))


class PauseForm(forms.Form):
    """Ask nothing for a while."""

    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until somebody goes on by hand."),
        error_messages={"invalid": _("Enter a day like 2026-11-17.")},
    )
    reason = _reason(_("Reason"))


class EndForm(forms.Form):
    """End it kindly."""

    reason = _reason(_("Reason"))
    say_goodbye = forms.BooleanField(label=_("Send a kind last e-mail, where that is safe"), required=False, initial=True)


class CounselorForm(forms.Form):
    """A colleague who looks after this person from now on."""

    to = forms.TypedChoiceField(label=_("Counselor"), required=False, coerce=UUID, empty_value=None)

    def __init__(self, *args: Any, colleagues: list[Staff], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("Nobody")), *((str(one.id), one.name) for one in colleagues)]
