"""Refuses passwords that everybody tries first, also when they were made long by simple means."""

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator as DjangosValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_FEWEST_SIGNS = 5
# What people put around a word to make it longer.
_TRIMMINGS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


class CommonPasswordValidator(DjangosValidator):
    """Django's list of the 20,000 most common passwords, which are short; so parts that make up a long one are looked up too."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password of the list, one repeated, one with trimmings, or one of hardly any signs."""
        plain = password.casefold().strip()
        unit = _repeated(plain)
        if len(set(plain)) < _FEWEST_SIGNS or {plain, unit, _TRIMMINGS.sub("", plain), _TRIMMINGS.sub("", unit)} & self.passwords:
            raise ValidationError(
                _("Many people use this password or one very like it. Choose three or four words that do not belong together.")
            )

    def get_help_text(self) -> str:
        """What the form says before anything is typed."""
        return _("Three or four words that do not belong together are easy to remember and hard to guess.")


def _repeated(text: str) -> str:
    """The shortest beginning that makes up the whole by repetition: "hello" for "hellohellohello"."""
    at = (text + text).find(text, 1)
    return text[:at] if text else text
