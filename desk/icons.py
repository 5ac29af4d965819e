"""The desk's small pictures as inline SVG: one line, one colour, never without a word beside them."""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Paths on a 16 × 16 grid, drawn with the colour of the text.
_PATHS = {
    "phone": "M4 1.8 6 5 4.6 6.6a9 9 0 0 0 4.8 4.8L11 10l3.2 2c-.3 1.7-1.4 2.6-3 2.4C6 13.6 2.4 10 1.6 4.8 1.4 3.2 2.3 2.1 4 1.8z",
    "text": "M2 3h12v8H7l-3 3v-3H2z",
    "email": "M1.8 3.5h12.4v9H1.8zM2 4l6 5 6-5",
    "voicemail": "M4.5 10.5a2.7 2.7 0 1 1 0-5.4 2.7 2.7 0 0 1 0 5.4h7a2.7 2.7 0 1 1 0-5.4 2.7 2.7 0 0 1 0 5.4",
    "person": "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14a5.5 5.5 0 0 1 11 0",
    "eye": "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 9.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4",
    "clock": "M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 4.5V8l2.5 1.5",
    "note": "M3 1.8h7l3 3v9.4H3zM5.5 8h5M5.5 11h5",
    "route": "M3 13V9c0-2 1-3 3-3h7M10 3l3 3-3 3",
    "check": "M2.5 8.5l3.5 3.5 7.5-8",
    "hand": "M5 8V3.5a1 1 0 0 1 2 0V7M7 7V2.5a1 1 0 0 1 2 0V7M9 7V3.5a1 1 0 0 1 2 0V9c0 3-1.5 5-4 5s-3."
    "5-1.5-4.5-4l-.7-1.7a1 1 0 0 1 1.8-.8L5 9.5",
    "pause": "M5 3v10M11 3v10",
    "flag": "M3.5 14.5v-12h8l-1.5 3 1.5 3h-8",
}


@cache
def icon(name: str, *, is_crossed: bool = False) -> SafeString:
    """The picture of a name, with a stroke through it when the thing is not allowed."""
    cross = mark_safe('<path class="cross" d="M2 14 14 2"/>') if is_crossed else ""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path d="{}"/>{}</svg>',
        _PATHS[name],
        cross,
    )
