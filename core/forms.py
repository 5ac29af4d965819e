"""How forms of both rooms are drawn: one template for a form, one for a field, errors tied to what they are about."""

import re
from pathlib import Path
from typing import Any, Self

import django.forms
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.utils.functional import cached_property

# Control characters have no place in a name or a message; new lines and tabs stay.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")


class ThresholdFormRenderer(DjangoTemplates):
    """Draws forms from `templates/forms/`; our `templates/django/forms/widgets/` come before Django's own."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    @cached_property
    def engine(self) -> Any:
        own = Path(settings.BASE_DIR) / "templates"
        built_in = Path(django.forms.__file__).parent / "templates"
        options = {"APP_DIRS": True, "DIRS": [own, built_in], "NAME": "threshold_forms", "OPTIONS": {}}
        return self.backend(options)


def plain_text(text: str) -> str:
    """The text without control characters and halves of characters; what a stranger sends must never make a save fail."""
    return _LONE_SURROGATES.sub("\N{REPLACEMENT CHARACTER}", _CONTROLS.sub("", text))


class SharedField(forms.Field):
    """A field that all forms of a class share. Django copies every field for every form, most of what a small form costs.

    A form that changes such a field takes one of its own first: `own_field`.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


def own_field(form: forms.BaseForm, name: str) -> Any:
    """A field of this form that may be changed: a copy if all forms share it."""
    field: Any = form.fields[name]
    if isinstance(field, SharedField):
        field = form.fields[name] = forms.Field.__deepcopy__(field, {})
    return field


class PlainCharField(forms.CharField):
    """A text field that drops control characters instead of refusing the whole answer."""

    def to_python(self, value: Any) -> str:
        """The cleaned text, with new lines as browsers and databases both count them: one character each."""
        text = super().to_python(value) or ""
        return plain_text(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
