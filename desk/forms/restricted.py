"""Forms of restricted inquiries: who may open one, why somebody opens it all the same, and whether that was right."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics.models import Staff
from core.forms import PlainCharField

REASON_MOST = 500


def _reason(label: Any, **options: Any) -> PlainCharField:
    widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
    return PlainCharField(label=label, max_length=REASON_MOST, widget=widget, **options)


class RestrictForm(forms.Form):
    """The people who may open an inquiry, and why nobody else may."""

    people = forms.TypedMultipleChoiceField(
        label=_("Who may open it"),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )
    reason = _reason(
        _("Why it is restricted"),
        help_text=_("Only those who may open the inquiry read this."),
        error_messages={"required": _("Say why: the reason is kept.")},
    )

    def __init__(self, *args: Any, colleagues: list[Staff], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["people"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  for the type checker
        field.choices = [(str(one.id), one.name) for one in colleagues]


class GlassForm(forms.Form):
    """Why somebody opens a restricted inquiry."""

    reason = _reason(
        _("Why you need to open it"),
        help_text=_("A supervisor reads this today."),
        error_messages={"required": _("Say why you need to open it.")},
    )


class ReviewForm(forms.Form):
    """What a supervisor says of an opening."""

    was_right = forms.TypedChoiceField(
        label=_("Was it right?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it was right.")},
    )
    review = _reason(_("What you found"), required=False)
