"""Forms of the people who work in a clinic: inviting, roles, handing over; and those of a link that was mailed to them."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clinics.models import Staff
from clinics.states import Language, Role
from core.forms import PlainCharField
from desk.forms.accounts import checked_password, new_password_field
from desk.forms.standing import StandingForm
from intake.domain.staffing import Place
from intake.models import Queue


class RolesField(forms.MultipleChoiceField):
    """One role or more."""

    def __init__(self) -> None:
        choices = [(Role(role).value, Role(role).label) for role in Role.values]
        wrong = {"required": _("Tick at least one role.")}
        super().__init__(label=_("Roles in this clinic"), choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=wrong)


class SpokenField(forms.MultipleChoiceField):
    """Languages somebody speaks with people."""

    def __init__(self) -> None:
        help_text = _("“Take next” gives them work in these languages.")
        super().__init__(
            label=_("Speaks"), choices=Language.choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
        )


class InviteForm(forms.Form):
    """Somebody new."""

    name = PlainCharField(label=_("Name"), max_length=80, help_text=_("As colleagues see it."))
    email = forms.EmailField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    interface = forms.ChoiceField(label=_("Language of the invitation and of their screens"), choices=Language.choices)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["roles"] = RolesField()
        self.fields["languages"] = SpokenField()
        if "has_account" in self.data:
            self.ask_about_account()

    def ask_about_account(self) -> None:
        """Somebody of the organisation has this address: a tick says that they are meant, so that a slip adds nobody."""
        self.fields["has_account"] = forms.BooleanField(label=_("Give the account with this address these roles here too"), required=False)

    def invitation(self) -> dict[str, Any]:
        """What an account is made of."""
        return {name: value for name, value in self.cleaned_data.items() if name != "has_account"}


class PlaceForm(StandingForm, forms.Form):
    """Somebody's place in one clinic."""

    def __init__(self, *arguments: Any, queues: QuerySet[Queue], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["roles"] = RolesField()
        self.fields["languages"] = SpokenField()
        self.fields["queues"] = forms.ModelMultipleChoiceField(
            queues, label=_("Queues whose work they are offered"), required=False, widget=forms.CheckboxSelectMultiple
        )

    def place(self) -> Place:
        """What was chosen."""
        queue_ids: list[UUID] = [queue.id for queue in self.cleaned_data["queues"]]
        return Place(self.cleaned_data["roles"], self.cleaned_data["languages"], queue_ids)


class HandOverForm(forms.Form):
    """Who gets the open work of somebody who leaves."""

    def __init__(self, *arguments: Any, colleagues: QuerySet[Staff], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["to"] = forms.ModelChoiceField(
            colleagues,
            label=_("Their open work goes to"),
            required=False,
            empty_label=_("Nobody in particular: back to its queues"),
            help_text=_("Work in a clinic where the other person may not see people goes back to its queues there."),
        )


class ForgottenForm(forms.Form):
    """Whose password was forgotten."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))


class ChoosePasswordForm(forms.Form):
    """The password of a link's owner."""

    new = new_password_field()

    def __init__(self, *arguments: Any, staff: Staff, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.staff = staff

    def clean_new(self) -> str:
        return checked_password(self.cleaned_data["new"], self.staff)
