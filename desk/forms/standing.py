"""Forms over what is stored: none overwrites in silence what somebody else saved after the page was opened."""

import hashlib
from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.utils.translation import gettext as _

SEEN = "seen_values"


class StandingForm(forms.BaseForm):
    """Mixed into a form whose first values are what stands now. Its page sends `seen_values` along (forms/seen.html).

    When something else stands by then, nothing is saved: `is_outdated` is True, what was typed stays, and each field says
    what stands now. Sent once more it counts.
    """

    is_outdated = False

    @property
    def seen_values(self) -> str:
        """What stands, as a mark that tells nothing; what is empty leaves no trace in it."""
        kept = {name: self._standing(name) for name in self.fields}
        return hashlib.sha256(repr(sorted((name, value) for name, value in kept.items() if value)).encode()).hexdigest()[:32]

    def clean(self) -> dict[str, Any]:
        """Refuse when something else stands than what the page had shown."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        seen = str(self.data.get(SEEN, ""))
        if seen and seen != self.seen_values:
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


def _plain(value: Any) -> list[str]:
    """A value as texts in one order, however a form or the database holds it; what is empty or not ticked is nothing."""
    if value is None or value is False or value == "":
        return []
    many = value if isinstance(value, list | tuple | set | frozenset) or hasattr(value, "iterator") else [value]
    return sorted(str(getattr(one, "pk", one)) for one in many)
