"""The HTML of a mail, made from its text so that both say the same: paragraphs and links, no image, no colour.

Without colours of ours a mail program's dark mode has nothing to get wrong.
"""

import re
from html import escape

_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_STYLE = "; ".join(  # noqa: FLY002  one rule a line
    (
        "font-family: -apple-system, 'Segoe UI', Roboto, sans-serif",
        "font-size: 16px",
        "line-height: 1.5",
        "max-width: 34rem",
        "margin: 0 auto",
        "padding: 16px",
        # A long link breaks on a narrow phone instead of widening the page.
        "overflow-wrap: anywhere",
    )
)
_HIDDEN = "display: none; max-height: 0; overflow: hidden"


def html_of(*, body: str, preview: str = "", language: str = "en", own_host: str = "") -> str:
    """The page of a mail. Only addresses that begin with `own_host` become links; others stay words."""
    before = f'<div style="{_HIDDEN}">{escape(preview)}</div>\n' if preview else ""
    paragraphs = "\n".join(f"<p>{_inside(block, own_host)}</p>" for block in _blocks(body))
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<title></title>\n</head>\n'
        f'<body style="{_STYLE}">\n{before}{paragraphs}\n</body>\n</html>\n'
    )


def _blocks(body: str) -> list[str]:
    """What stands between empty lines."""
    return [block.strip("\n") for block in re.split(r"\n\s*\n", body.replace("\r\n", "\n")) if block.strip()]


def _inside(block: str, own_host: str) -> str:
    """Words made safe, our own addresses made links, line ends kept."""
    parts, at = [], 0
    for match in _URL.finditer(block):
        url = match[0]
        parts.append(escape(block[at : match.start()]))
        is_ours = bool(own_host) and (url == own_host or url.startswith(f"{own_host}/"))
        parts.append(f'<a href="{escape(url)}">{escape(url)}</a>' if is_ours else escape(url))
        at = match.end()
    parts.append(escape(block[at:]))
    return "".join(parts).replace("\n", "<br>\n")
