"""Forms over what is stored: none overwrites in silence what somebody else saved after the page was opened."""

import hashlib
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django import forms
from django.forms.utils import pretty_name
from django.utils.translation import gettext as _

SEEN = "seen_values"


class StandingForm(forms.BaseForm):
    """Mixed into a form whose first values are what stands now. Its page sends `seen_values` along (forms/seen.html).

    When something else stands by then, nothing is saved: `is_outdated` is True, what was typed stays, and each field says
    what stands now. Sent once more it counts. The form asks when it is checked; the verb asks again, of a form made anew,
    under its lock (core.standing).
    """

    is_outdated = False

    @property
    def is_as_seen(self) -> bool:
        """Whether what the page had shown stands in this form's first values."""
        seen = str(self.data.get(SEEN, ""))
        return not seen or seen == self.seen_values

    @property
    def seen_values(self) -> str:
        """What stands, as a mark that tells nothing; what is empty leaves no trace in it."""
        kept = {name: self._standing(name) for name in self.fields}
        return hashlib.sha256(repr(sorted((name, value) for name, value in kept.items() if value)).encode()).hexdigest()[:32]

    def clean(self) -> dict[str, Any]:
        """Refuse when something else stands than what the page had shown."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.is_as_seen:
            self.is_outdated = True
            self.add_error(
                None, _("Somebody else saved this after you opened it. Look at what stands now, then save again if yours is right.")
            )
            self._say_what_stands()
        return values

    def _say_what_stands(self) -> None:
        for name in list(self.fields):
            stands = self._standing(name)
            if stands != _plain(self.cleaned_data.get(name)) and name not in self.errors:
                # The list of problems above the form repeats these words far from the field: they name it.
                said = {"field": self._name_of(name), "value": self._in_words(name, stands)}
                self.add_error(name, _("“%(field)s” stands now: %(value)s") % said)

    def _standing(self, name: str) -> list[str]:
        return _plain(self.get_initial_for_field(self.fields[name], name))

    def _name_of(self, name: str) -> str:
        return str(self.fields[name].label or pretty_name(name))

    def _in_words(self, name: str, values: list[str]) -> str:
        choices = {str(value): str(label) for value, label in getattr(self.fields[name], "choices", ())}
        if isinstance(self.fields[name], forms.BooleanField):
            return _("Yes") if values else _("No")
        return ", ".join(choices.get(value, value) for value in values) or "–"


Form = TypeVar("Form", bound=StandingForm)


class FormOver(Generic[Form]):
    """A form over what is stored, made anew whenever it is asked what stands. `make` reads the rows each time."""

    def __init__(self, make: Callable[[], Form]) -> None:
        self._make = make
        self.form = make()

    def still_stands(self) -> bool:
        """For the verb that saves: whether the rows are what the page had shown."""
        return self._make().is_as_seen

    def outdated(self) -> Form:
        """The form as it is after somebody else was first: with what was typed, and what stands now."""
        self.form = self._make()
        self.form.is_valid()
        return self.form


def _plain(value: Any) -> list[str]:
    """A value as texts in one order, however a form or the database holds it; what is empty or not ticked is nothing."""
    if value is None or value is False or value == "":
        return []
    many = value if isinstance(value, list | tuple | set | frozenset) or hasattr(value, "iterator") else [value]
    return sorted(str(getattr(one, "pk", one)) for one in many)
