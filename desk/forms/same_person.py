"""Joining two inquiries as one person's: how it is known, and what becomes of the other one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.states import SameBecause


class JoinForm(forms.Form):
    """How staff know, and whether the other inquiry ends because this one goes on."""

    how = forms.ChoiceField(
        label=_("How do you know?"),
        choices=SameBecause.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how you know: a shared number is no proof.")},
    )
    closes_other = forms.BooleanField(
        label=_("Close the other inquiry. This one goes on, no less urgent than both."),
        required=False,
        help_text=_("If you part them later, the other inquiry opens again."),
    )

    def __init__(self, *arguments: Any, may_close: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not may_close:
            del self.fields["closes_other"]
