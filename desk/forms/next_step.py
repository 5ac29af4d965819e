"""When the next step is: presets that cost one key, or a time picked by hand, always in the clinic's own time."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.wording import clock_text

_AFTERNOON, _MORNING = time(15), time(9)
# A step more than this far off is a slip of the year.
MOST_DAYS = 400


def presets(*, zone: ZoneInfo, now: datetime) -> dict[str, datetime]:
    """The preset moments in UTC by name; "this afternoon" is left out once it has begun."""
    local = now.astimezone(zone)
    found = {"hour": now + timedelta(hours=1)}
    afternoon = datetime.combine(local.date(), _AFTERNOON, tzinfo=zone)
    if afternoon > local + timedelta(minutes=30):
        found["afternoon"] = afternoon.astimezone(UTC)
    found["tomorrow"] = datetime.combine(local.date() + timedelta(days=1), _MORNING, tzinfo=zone).astimezone(UTC)
    return found


def preset_choices(*, zone: ZoneInfo, now: datetime, otherwise: str) -> list[tuple[str, str]]:
    """The choices of a "next step" group; `otherwise` says what happens when none is chosen, and empty offers no such choice."""
    labels = {
        "hour": _("In 1 hour"),
        "afternoon": _("This afternoon, %(time)s"),
        "tomorrow": _("%(time)s"),
    }
    times = presets(zone=zone, now=now)
    found = [(name, labels[name] % {"time": _time(name, at, zone, now)}) for name, at in times.items()]
    found.append(("pick", _("Pick a time")))
    return [*found, ("", otherwise)] if otherwise else found


def _time(name: str, at: datetime, zone: ZoneInfo, now: datetime) -> str:
    text = clock_text(at, zone=zone, now=now)
    return text[:1].upper() + text[1:] if name == "tomorrow" else text


class NextStepForm(forms.Form):
    """The part of a form that says when to get in touch next and whose step that is."""

    step = forms.ChoiceField(label=gettext_lazy("Next step"), required=False, widget=forms.RadioSelect)
    step_at = forms.DateTimeField(
        label=gettext_lazy("Date and time"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    owner = forms.ChoiceField(
        label=gettext_lazy("Whose step"),
        required=False,
        choices=[("me", gettext_lazy("Mine")), ("queue", gettext_lazy("The queue's"))],
        widget=forms.RadioSelect,
        initial="queue",
    )
    otherwise: Promise | str = gettext_lazy("None agreed")

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone, self.now = zone, now
        field = self.fields["step"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = preset_choices(zone=zone, now=now, otherwise=str(self.otherwise))

    def in_utc(self, typed: datetime) -> datetime:
        """A typed moment of the clinic's clock in UTC; the calendar's very ends, which other zones can't express, stay as typed."""
        try:
            return typed.replace(tzinfo=self.zone).astimezone(UTC)
        except OverflowError:
            return typed.replace(tzinfo=UTC)

    def next_step_at(self) -> datetime | None:
        """The chosen moment in UTC. Typing a time picks it, whichever chip is on."""
        typed: datetime | None = self.cleaned_data.get("step_at")
        chosen = self.cleaned_data.get("step") or ""
        if typed is not None and chosen in {"", "pick"}:
            return self.in_utc(typed)
        return presets(zone=self.zone, now=self.now).get(chosen)

    def check_next_step(self) -> None:
        """Refuse a time that has passed or is a slip; the words stay."""
        at = self.next_step_at()
        if at is None and self.cleaned_data.get("step") == "pick" and "step_at" not in self.errors:
            self.add_error("step_at", _("Pick a date and a time."))
        elif at is not None and at <= self.now:
            self.add_error("step_at", _("This time has passed. Pick a later one."))
        elif at is not None and at > self.now + timedelta(days=MOST_DAYS):
            self.add_error("step_at", _("This is more than a year away. Check the date."))
