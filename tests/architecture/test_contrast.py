"""Text can be read on every ground it is used on, by day and by night: WCAG 2.2, success criteria 1.4.3 and 1.4.11."""

import re

import pytest

from tests.architecture.source import PROJECT

TOKENS = (PROJECT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "raised", "sunken")
TEXTS = ("ink", "ink-soft", "door", "door-deep", "emergency", "urgent", "soon", "routine", "ok")
TINTED = ("door", "emergency", "urgent", "soon", "routine", "ok")
TEXT_PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((name, f"{name}-tint") for name in TINTED),
    *(("ink", f"{name}-tint") for name in TINTED),
    *((f"on-{name}", name) for name in ("door", "emergency", "soon")),
    ("focus-ink", "focus"),
]
# Borders of controls and the edge of the focus ring are seen, not read.
SHAPE_PAIRS = [*(("edge", ground) for ground in GROUNDS), *(("door", ground) for ground in GROUNDS)]


def _tokens(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})\b", text))


_BY_DAY, _, _BY_NIGHT = TOKENS.partition("prefers-color-scheme: dark")
THEMES = {"light": _tokens(_BY_DAY), "dark": {**_tokens(_BY_DAY), **_tokens(_BY_NIGHT)}}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_the_measure_itself():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme: str, text: str, ground: str):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_can_be_seen(theme: str, shape: str, ground: str):
    assert contrast(THEMES[theme][shape], THEMES[theme][ground]) >= 3


def test_the_dark_theme_has_its_own_values():
    by_day, by_night = _tokens(_BY_DAY), _tokens(_BY_NIGHT)
    assert set(by_night) == set(by_day)
    assert {name for name in by_day if by_day[name] == by_night[name]} <= {"focus"}
