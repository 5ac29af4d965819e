"""Strict readers of the environment: a wrong value stops the start and says which variable and which values are legal."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")
_SITE = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


class Environment:
    """Reads variables by name; every error names the variable and what it may hold, never its value.

    `NAME_FILE` may be given instead of `NAME` and names a file that holds the value (a mounted secret).
    """

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables = os.environ if variables is None else variables

    def text(self, name: str, *, default: str | None = None) -> str:
        """The value of `name`, or of the file named by `name_FILE`; raises ImproperlyConfigured when both are missing."""
        file_name = self.variables.get(f"{name}_FILE", "")
        if file_name:
            try:
                return Path(file_name).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ImproperlyConfigured(f"{name}_FILE names a file that can't be read ({error.strerror}).") from error
        value = self.variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it holds.")
        return default

    def boolean(self, name: str, *, default: bool) -> bool:
        """True or False, spelled exactly `true` or `false` (any case)."""
        value = self.text(name, default=str(default)).lower()
        if value not in {"true", "false"}:
            raise ImproperlyConfigured(f"{name} must be 'true' or 'false'.")
        return value == "true"

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        """A whole number between `least` and `most`, both included."""
        value = self.text(name, default=str(default))
        if not _WHOLE_NUMBER.fullmatch(value) or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}.")
        return int(value)

    def choice(self, name: str, *, default: str, choices: tuple[str, ...]) -> str:
        """One of `choices`."""
        value = self.text(name, default=default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be one of: {', '.join(choices)}.")
        return value

    def site_url(self, name: str, *, default: str | None = None) -> str:
        """An address like https://desk.example.org, without path and without a slash at the end."""
        value = self.text(name, default=default).removesuffix("/")
        if not _SITE.fullmatch(value):
            raise ImproperlyConfigured(f"{name} must be an address like https://desk.example.org, with no path.")
        return value

    def url(self, name: str, *, schemes: tuple[str, ...], default: str | None = None) -> str:
        """An address whose scheme is one of `schemes`; the empty default means "not used"."""
        value = self.text(name, default=default)
        if value and urlsplit(value).scheme not in schemes:
            raise ImproperlyConfigured(f"{name} must start with one of: {', '.join(s + '://' for s in schemes)}.")
        return value
