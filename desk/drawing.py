"""Small parts of the desk's pages that are drawn again and again: severities, and marks of how somebody may be reached."""

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from desk.icons import icon
from intake.states import Severity

if TYPE_CHECKING:
    from desk.pages.reaching import Mark


def severity_mark(value: int, language: str | None = None) -> SafeString:
    """A severity as word, shape and colour; `language` is the reader's."""
    return _severity(value, language or get_language())


def drawn_marks(marks: "tuple[Mark, ...]") -> SafeString:
    """The marks as list items, each a picture with its words."""
    lines = ((SafeString(' class="mark-no"' if mark.is_no else ""), icon(mark.icon, is_crossed=mark.is_no), mark.text) for mark in marks)
    return format_html_join("", "<li{}>{} {}</li>", lines)


@lru_cache(maxsize=32)
def _severity(value: int, _language: str | None) -> SafeString:
    found = Severity(value)
    return format_html('<span class="severity severity--{}">{}</span>', found.word, found.label)
