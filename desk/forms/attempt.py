"""What came of contacting somebody: the form on a lead's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PlainCharField
from desk.forms.next_step import NextStepForm
from intake.states import LIVE_OUTCOMES, CallOutcome

# An agreed time is what these outcomes are about.
NEEDS_A_TIME = frozenset({CallOutcome.CALLBACK_BOOKED, CallOutcome.APPOINTMENT})
NOTE_MOST = 4000


class AttemptForm(NextStepForm):
    """Outcome, next step, note; and, when calling is not safe, why somebody's life is at stake."""

    otherwise = gettext_lazy("As usual")

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    task = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=CallOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what came of it.")},
    )
    note = PlainCharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=NOTE_MOST,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    danger_reason = PlainCharField(
        label=gettext_lazy("Why is somebody's life in danger?"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        """An agreed call or visit needs its time."""
        cleaned = super().clean() or self.cleaned_data
        self.check_next_step()
        if cleaned.get("outcome") in NEEDS_A_TIME and self.next_step_at() is None and not self.errors:
            self.add_error("step", _("Choose when: a time was agreed."))
        return cleaned

    @property
    def outcome_groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The outcomes in two groups: we talked, and we did not. Each is (value, label, checked)."""
        chosen = self["outcome"].value()
        live = [(one.value, str(one.label), one.value == chosen) for one in CallOutcome if one in LIVE_OUTCOMES]
        tried = [(one.value, str(one.label), one.value == chosen) for one in CallOutcome if one not in LIVE_OUTCOMES]
        return [(_("We talked"), live), (_("Not reached"), tried)]

    def attempt(self) -> dict[str, Any]:
        """The form as arguments of `record_attempt`."""
        data = self.cleaned_data
        return {
            "task_id": data["task"],
            "outcome": data["outcome"],
            "note": data["note"],
            "next_step_at": self.next_step_at(),
            "is_mine": data["owner"] == "me",
            "danger_reason": data["danger_reason"],
            "idempotency_key": data["key"],
        }
