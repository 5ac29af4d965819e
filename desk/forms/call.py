"""The call log: everything about one phone call, almost all of it one key a question. Nothing is required to save."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics.models import Clinic, Staff
from clinics.states import Language
from core.forms import PlainCharField
from desk.forms.next_step import NextStepForm
from intake.domain.calling import CallDraft
from intake.states import CallDirection, CallOutcome, NotALead, Voicemail

# A page left open longer than this says nothing about when the call began.
_LONGEST_CALL = timedelta(hours=12)
_CODE_LENGTH = 6
_YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")), ("not_asked", gettext_lazy("Not asked"))]


def _chips(label: Any, choices: Any, initial: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial, widget=forms.RadioSelect)


class CallForm(NextStepForm):
    """One call. A wrong word in a group counts as not answered, so a half-filled form can always be kept."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    opened_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    clinic = forms.ChoiceField(label=gettext_lazy("Clinic"))
    number = PlainCharField(
        label=gettext_lazy("Number, or their six-letter code"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "autofocus": True}),
    )
    direction = _chips(gettext_lazy("Direction"), CallDirection.choices, CallDirection.IN)
    line = forms.ChoiceField(label=gettext_lazy("Line"), required=False)
    lead = forms.UUIDField(required=False)
    who = _chips(
        gettext_lazy("Who is calling"),
        [
            ("self", gettext_lazy("Self")),
            ("caring", gettext_lazy("Family or friend")),
            ("professional", gettext_lazy("Professional")),
            ("former", gettext_lazy("Current or former patient")),
        ],
    )
    name = PlainCharField(
        label=gettext_lazy("Name to use"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    safe = _chips(gettext_lazy("Safe to talk?"), _YES_NO, "not_asked")
    danger_now = forms.BooleanField(label=gettext_lazy("Danger now"), required=False)
    voicemail = _chips(
        gettext_lazy("Voicemail"),
        [
            (Voicemail.NONE.value, gettext_lazy("None, or not asked")),
            (Voicemail.FIRST_NAME.value, gettext_lazy("First name only")),
            (Voicemail.CLINIC_NAME.value, gettext_lazy("Clinic name is fine")),
        ],
        Voicemail.NONE,
    )
    may_text = _chips(gettext_lazy("Text OK?"), _YES_NO, "not_asked")
    if_cut_off = _chips(
        gettext_lazy("If we get cut off"),
        [("call_back", gettext_lazy("Call back")), ("wait", gettext_lazy("Wait for them")), ("", gettext_lazy("Not asked"))],
    )
    about = forms.MultipleChoiceField(
        label=gettext_lazy("About"),
        required=False,
        choices=[
            ("alcohol", gettext_lazy("Alcohol")),
            ("opioids", gettext_lazy("Opioids")),
            ("substance", gettext_lazy("Other substance")),
            ("medicine", gettext_lazy("Medicine question")),
            ("cost", gettext_lazy("Cost")),
            ("family", gettext_lazy("Family support")),
            ("not_said", gettext_lazy("Not said")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    outcome = _chips(gettext_lazy("Outcome"), CallOutcome.choices)
    note = PlainCharField(
        label=gettext_lazy("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
    )
    language = _chips(gettext_lazy("Language"), Language.choices, Language.ENGLISH)
    started_at = forms.DateTimeField(
        label=gettext_lazy("When it was"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), required=False, min_value=0, max_value=600)
    on_behalf_of = forms.ChoiceField(label=gettext_lazy("On behalf of"), required=False)

    def __init__(self, *args: Any, clinics: list[Clinic], colleagues: list[Staff], **options: Any) -> None:
        self.clinics = {str(one.id): one for one in clinics}
        self.chosen_clinic = self._clinic_of(args, options, clinics)
        super().__init__(*args, zone=ZoneInfo(self.chosen_clinic.time_zone), **options)
        lines = [(str(line.id), f"{line.label} {line.number}") for one in clinics for line in one.phone_lines.all()]
        self._choose("clinic", [(key, one.discreet_name) for key, one in self.clinics.items()])
        self._choose("line", [("", _("Not known")), *lines])
        self._choose("on_behalf_of", [("", _("Myself")), *((str(one.id), one.name) for one in colleagues)])

    def _clinic_of(self, args: Any, options: Any, clinics: list[Clinic]) -> Clinic:
        data = (args[0] if args else options.get("data")) or options.get("initial") or {}
        return self.clinics.get(str(data.get("clinic", "")), clinics[0])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A call can't be logged before it happened."""
        cleaned = super().clean() or self.cleaned_data
        self.check_next_step()
        if self._started() > self.now:
            self.add_error("started_at", _("This time is still to come."))
        return cleaned

    def draft(self, *, not_a_lead: str = "") -> CallDraft:
        """The call as a value. A code in the number's place is not a number."""
        data = self.cleaned_data
        minutes = data.get("minutes")
        behalf = data.get("on_behalf_of")
        return CallDraft(
            clinic=self.chosen_clinic,
            idempotency_key=str(data["key"]),
            direction=data.get("direction") or CallDirection.IN,
            started_at=self._started(),
            line_id=UUID(data["line"]) if data.get("line") else None,
            number="" if looks_like_code(data.get("number", "")) else data.get("number", ""),
            duration_seconds=minutes * 60 if minutes is not None else None,
            who=data.get("who", ""),
            not_a_lead=not_a_lead,
            name=data.get("name", ""),
            safe=data.get("safe") or "not_asked",
            voicemail=data.get("voicemail", ""),
            may_text=data.get("may_text") or "not_asked",
            if_cut_off=data.get("if_cut_off", ""),
            about=tuple(data.get("about", ())),
            outcome=data.get("outcome", ""),
            next_step_at=self.next_step_at(),
            next_step_owner=data.get("owner") or "queue",
            note=data.get("note", ""),
            language=data.get("language") or "en",
            lead_id=data.get("lead"),
            danger_now=bool(data.get("danger_now")),
            on_behalf_of=UUID(behalf) if behalf else None,
        )

    def _started(self) -> datetime:
        typed: datetime | None = self.cleaned_data.get("started_at")
        if typed is not None:
            return self.in_utc(typed)
        opened: datetime | None = self.cleaned_data.get("opened_at")
        is_plausible = opened is not None and self.now - _LONGEST_CALL < opened <= self.now
        return opened if opened is not None and is_plausible else self.now


def looks_like_code(typed: str) -> bool:
    """Whether what stands in the number's place is a six-letter code."""
    text = typed.replace("-", "").replace(" ", "")
    return len(text) == _CODE_LENGTH and text.isalnum() and not text.isdigit()


def not_a_lead_of(data: Any) -> str:
    """The "not a lead" button that was pressed, or nothing."""
    pressed = data.get("not_a_lead", "")
    return pressed if pressed in NotALead.values else ""
