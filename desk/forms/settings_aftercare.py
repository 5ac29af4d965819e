"""How a clinic looks after people: rhythm, reminders, silence, questions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.forms.standing import StandingForm
from followup.domain.aftercare.rhythm import READY_RHYTHM, Stage
from followup.models import AftercareRules, InstrumentVersion

STAGES = 4
_HOURS = [(hour * 60, f"{hour}:00") for hour in range(9, 19)]


def _number(label: Any, least: int, most: int, help_text: Any = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text, required=required)


class AftercareRulesForm(StandingForm, forms.Form):
    """One page of numbers; each says what it is for."""

    enters = forms.BooleanField(
        label=_("Enter everybody whose care starts from now on"),
        required=False,
        help_text=_("People who did not agree to e-mail are called instead."),
    )
    instrument_code = forms.ChoiceField(
        label=_("Questions"), help_text=_("Clinical questions are asked once a clinician has approved them.")
    )
    ask_minute = forms.TypedChoiceField(label=_("Time of day"), coerce=int, choices=_HOURS)
    remind_after_days = _number(_("Remind after so many days"), 1, 30)
    missed_after_days = _number(_("Not heard after so many days"), 2, 60)
    missed_before_call = _number(_("Check-ins in a row without an answer before a call"), 1, 10)
    strict_days = _number(_("In the first days, one is enough"), 0, 365, _("So many days from the start."))
    step_up_days = _number(_("After a hard day, ask every week for so many days"), 7, 365)

    def __init__(self, *args: Any, versions: list[InstrumentVersion], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["instrument_code"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [(version.instrument.code, version.instrument.name) for version in versions]
        for place in range(1, STAGES + 1):
            values = {"place": place}
            self.fields[f"every_{place}"] = _number(_("Stage %(place)d: every so many days") % values, 1, 365, required=False)
            self.fields[f"until_{place}"] = _number(_("Stage %(place)d: up to day") % values, 1, 3650, required=False)

    @staticmethod
    def initial_of(rules: AftercareRules, stages: tuple[Stage, ...]) -> dict[str, Any]:
        """What stands now, for the fields."""
        plain = {name: getattr(rules, name) for name in AftercareRulesForm.base_fields if name != "enters"}
        numbered = {f"every_{place}": stage.every_days for place, stage in enumerate(stages, start=1)}
        numbered |= {f"until_{place}": stage.until_day for place, stage in enumerate(stages, start=1)}
        return plain | numbered | {"enters": rules.enters_from is not None}

    def clean(self) -> dict[str, Any]:
        """A stage has both of its numbers or none."""
        said = super().clean() or self.cleaned_data
        for place in range(1, STAGES + 1):
            if (said.get(f"every_{place}") is None) != (said.get(f"until_{place}") is None) and not self.errors:
                self.add_error(f"until_{place}", _("A stage needs both numbers, or none."))
        return said

    def values(self) -> dict[str, Any]:
        """The form as the verb takes it; the ready rhythm is kept as "nothing set"."""
        said = self.cleaned_data
        places = [place for place in range(1, STAGES + 1) if said[f"every_{place}"] is not None]
        rhythm = [{"every_days": said[f"every_{place}"], "until_day": said[f"until_{place}"]} for place in places]
        plain = {name: said[name] for name in self.base_fields if name != "enters"}
        return plain | {"rhythm": [] if rhythm == list(READY_RHYTHM) else rhythm}
