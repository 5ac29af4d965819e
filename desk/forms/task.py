"""Forms of one piece of work: who does it, when it comes back, how it ended, and the lead somebody opens by hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.models import Staff
from core.forms import PlainCharField
from desk.forms.next_step import NextStepForm
from intake.states import Relationship


class AssignForm(forms.Form):
    """Whose work this is."""

    to = forms.ChoiceField(label=gettext_lazy("Give it to"), required=False)

    def __init__(self, *args: Any, colleagues: list[Staff], **options: Any) -> None:
        super().__init__(*args, **options)
        self.colleagues = {str(one.id): one for one in colleagues}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", gettext_lazy("Nobody: the queue")), *((key, one.name) for key, one in self.colleagues.items())]

    def chosen(self) -> Staff | None:
        """The colleague, or None for the queue."""
        return self.colleagues.get(self.cleaned_data["to"])


class SnoozeForm(NextStepForm):
    """Until when work is put off, and why."""

    otherwise = ""

    reason = PlainCharField(
        label=gettext_lazy("Why it can wait"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say why it can wait.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["step"].label = _("Until")
        del self.fields["owner"]

    def clean(self) -> dict[str, Any]:
        """A put-off has a later time."""
        cleaned = super().clean() or self.cleaned_data
        self.check_next_step()
        if self.next_step_at() is None and not self.errors:
            self.add_error("step", _("Choose until when."))
        return cleaned

    def until(self) -> datetime:
        """The moment it comes back, in UTC."""
        at = self.next_step_at()
        assert at is not None  # noqa: S101  clean() has refused a form without one
        return at


class OutcomeForm(forms.Form):
    """How a task without a call ended."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=[
            ("handled", gettext_lazy("Done")),
            ("nobody_to_reach", gettext_lazy("There is nobody to reach")),
            ("test_or_junk", gettext_lazy("A test, or not meant for us")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it ended.")},
    )


@dataclass(frozen=True)
class HandOpened:
    """What a member of staff read out of an arrival that the system could not read."""

    payload: dict[str, Any]
    language: str


class OpenLeadForm(forms.Form):
    """The answers of an arrival, as a person reads them."""

    who = forms.ChoiceField(label=gettext_lazy("Who reached out"), choices=Relationship.choices, widget=forms.RadioSelect, initial="unsaid")
    name = PlainCharField(label=gettext_lazy("Name to use"), required=False, max_length=200)
    phone = PlainCharField(label=gettext_lazy("Phone"), required=False, max_length=60)
    email = PlainCharField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    reach = forms.ChoiceField(
        label=gettext_lazy("How they want to be reached"),
        choices=[
            ("call", gettext_lazy("Call")),
            ("text", gettext_lazy("Text")),
            ("email", gettext_lazy("E-mail")),
            ("none", gettext_lazy("They will contact us, or it is not said")),
        ],
        widget=forms.RadioSelect,
        initial="none",
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=[("en", gettext_lazy("English")), ("es", gettext_lazy("Spanish"))])
    own_words = PlainCharField(
        label=gettext_lazy("In their own words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def opened(self) -> HandOpened:
        """The form as a payload that the usual road understands."""
        answers = {name: self.cleaned_data[name] for name in ("who", "name", "phone", "email", "reach", "own_words")}
        return HandOpened({"form": "message", **answers}, self.cleaned_data["language"])
