"""The small forms of a lead's page: notes, replies, status, owner, safe contact, e-mail."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainCharField
from desk.forms.standing import StandingForm
from intake.models import ContactPoint
from intake.states import LEGAL_MOVES, LeadStatus, Voicemail

TEXT_MOST = 4000
SUBJECT_MOST = 80
BODY_MOST = 10_000


class TextForm(forms.Form):
    """One text: a note, or what they replied. `about` becomes part of the ids, as several such forms share a page."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = PlainCharField(
        max_length=TEXT_MOST,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("Write something first.")},
    )

    def __init__(self, *args: Any, label: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = label


class EmailForm(forms.Form):
    """An e-mail to one address of the person."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    to = forms.TypedChoiceField(label=_("To"), coerce=UUID, widget=forms.Select)
    subject = PlainCharField(
        label=_("Subject"),
        max_length=SUBJECT_MOST,
        help_text=_("Neutral, up to 40 characters: it shows on a locked phone."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write a subject.")},
    )
    body = PlainCharField(
        label=_("Message"),
        max_length=BODY_MOST,
        widget=forms.Textarea(attrs={"rows": 7, "autocomplete": "off"}),
        error_messages={"required": _("Write the message.")},
    )

    def __init__(self, *args: Any, addresses: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the type checker
        field.choices = addresses


class MoveForm(forms.Form):
    """Another status for a lead; only legal ones are offered."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    to = forms.ChoiceField(label=_("New status"), error_messages={"required": _("Choose a status.")})
    reason = PlainCharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        help_text=_("Needed for every status that ends the work."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, status: str, **options: Any) -> None:
        super().__init__(*args, **options)
        legal = LEGAL_MOVES[LeadStatus(status)]
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", "—"), *((one.value, one.label) for one in LeadStatus if one in legal)]


class RulesForm(StandingForm, forms.Form):
    """The safe-contact rules of one number or address. Ticking more than stands needs that staff spoke with the person."""

    may_call = forms.BooleanField(label=_("Calling is OK"), required=False)
    may_text = forms.BooleanField(label=_("Texting is OK"), required=False)
    may_email = forms.BooleanField(label=_("E-mail is OK"), required=False)
    voicemail = forms.ChoiceField(label=_("Voicemail"), choices=Voicemail.choices, widget=forms.Select)
    is_private = forms.BooleanField(label=_("Somebody else may see or hear it"), required=False)
    is_usable = forms.BooleanField(label=_("The number or address works"), required=False)
    if_someone_else_answers = PlainCharField(label=_("If someone else answers"), required=False, max_length=500)
    spoke = forms.BooleanField(label=_("I spoke with the person and they said so."), required=False)

    def __init__(self, data: Any = None, *, point: ContactPoint, auto_id: str = "id_%s") -> None:
        initial = {name: getattr(point, name) for name in self.base_fields if name != "spoke"}
        super().__init__(data, initial=initial, auto_id=auto_id)
        unfitting = ("may_email",) if point.kind == "phone" else ("may_call", "may_text", "voicemail", "if_someone_else_answers")
        for name in unfitting:
            del self.fields[name]
        self.point = point

    def changes(self) -> dict[str, Any]:
        """What differs from the row."""
        answers = {name: value for name, value in self.cleaned_data.items() if name != "spoke"}
        return {name: value for name, value in answers.items() if value != getattr(self.point, name)}
