"""Forms of a person's follow-up: a plan by hand, a step left out, appointments, and stopping everything."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainCharField
from desk.forms.settings_clinic import time_zone_choices
from followup.domain.appointments import NOTE_MOST, Wish
from followup.domain.stopping import REASONS
from followup.models import Plan
from followup.states import AppointmentKind
from intake.models import Lead
from intake.states import Relationship

_MOMENT = "%Y-%m-%dT%H:%M"
_OTHERS = ["%Y-%m-%d %H:%M"]


class EnrolForm(forms.Form):
    """One of the clinic's plans that are on."""

    plan = forms.ChoiceField(label=_("Plan"))

    def __init__(self, *arguments: Any, plans: Iterable[Plan], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["plan"].choices = [("", _("Choose a plan")), *((str(plan.pk), plan.shown_name) for plan in plans)]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a step is left out or comes now, or a plan is paused; kept as a note."""

    reason = PlainCharField(label=_("Why"), max_length=400)


class ZoneForm(forms.Form):
    """Where somebody lives."""

    zone = forms.ChoiceField(label=_("Time zone of this person"), choices=time_zone_choices)


class AppointmentForm(forms.Form):
    """A time agreed with the person, on the clinic's own clock."""

    starts = forms.DateTimeField(
        label=_("Day and time, on the clinic’s clock"),
        input_formats=[_MOMENT, *_OTHERS],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=_MOMENT),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=24 * 60, initial=60)
    kind = forms.ChoiceField(label=_("How"), choices=AppointmentKind.choices, initial=AppointmentKind.VISIT)
    may_email = forms.ChoiceField(
        label=_("E-mails about it?"), choices=[("", _("Not asked")), ("yes", _("Yes")), ("no", _("No"))], required=False
    )
    note = PlainCharField(label=_("Note for staff"), required=False, max_length=NOTE_MOST)

    def wish(self) -> Wish:
        """What was agreed."""
        values = self.cleaned_data
        return Wish(
            starts_local=values["starts"].replace(tzinfo=None),
            minutes=values["minutes"],
            kind=values["kind"],
            note=values["note"],
            may_email={"yes": True, "no": False}.get(values["may_email"]),
        )


_REACHED_OUT, _NEEDS_CARE = "contact", "care"


class StopForm(forms.Form):
    """For whom everything stops, and why. It takes a tick, so that nobody does it by a slip.

    An inquiry may be about somebody else than who made it; one about oneself asks nothing more.
    """

    whom = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect, error_messages={"required": _("Choose the person.")})
    reason = forms.ChoiceField(label=_("Why"), choices=[(one.value, one.label) for one in REASONS], widget=forms.RadioSelect)
    sure = forms.BooleanField(label=_("Stop all messages, check-ins, plans and calls to this person now"))

    def __init__(self, *arguments: Any, lead: Lead, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["whom"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = people_of(lead)
        if lead.relationship == Relationship.UNSAID:
            field.required, field.initial = False, _REACHED_OUT
        if len(people_of(lead)) == 1:
            del self.fields["whom"]

    @property
    def is_about_other(self) -> bool:
        """Whether it is for the person who needs care, and not for the one who reached out."""
        return self.cleaned_data.get("whom") == _NEEDS_CARE


def people_of(lead: Lead) -> list[tuple[str, str]]:
    """The one who reached out, and the one it is about where that is somebody else, with a record or without."""
    contact = lead.contact_person.name or _("No name")
    found = [(_REACHED_OUT, str(_("%(name)s, who reached out") % {"name": contact}))]
    if lead.care_person is not None and lead.care_person_id != lead.contact_person_id:
        found.append((_NEEDS_CARE, str(_("%(name)s, who needs care") % {"name": lead.care_person.name or _("No name")})))
    elif lead.care_person is None and lead.relationship != Relationship.SELF:
        found.append((_NEEDS_CARE, str(_("The person this inquiry is about"))))
    return found
