"""Outgoing: the last look at a finished letter. It may lead nowhere but to us, and nothing in it may be fetched when it is opened.

Every letter is looked at just before it goes, so each pattern begins with a fixed text: the search runs from one to the next.
HTML is read as bytes in small letters, since case means nothing in its names.
"""

import re
from collections.abc import Iterator

from followup.domain.letters import Letter

_SCHEMES = ("https:", "http:")
_LINK = re.compile(r"//[^\s<>\"')\]]+")
# Whatever a mail program would fetch by itself, or could be made to show: pictures, styles, frames, scripts.
_FETCHED = tuple(
    re.compile(pattern)
    for pattern in (
        rb"<\s*(?:img|image|picture|video|audio|source|link|script|iframe|object|embed|svg|form|base)\b",
        rb"src\s*=",
        rb"background\s*=",
        rb"url\s*\(",
        rb"@import",
    )
)
_HREF = re.compile(rb"href\s*=\s*[\"']?([^\"'\s>]*)")


def strange_parts(letter: Letter, *, own: tuple[str, ...], is_automatic: bool) -> list[str]:
    """Codes of what must not leave: "fetched", "link" in the HTML, and in automatic letters "address" in the text.

    Somebody on the team may write an address of somebody else's page as words; no letter makes a link of it.
    """
    found = []
    html = letter.html.encode("utf-8", "surrogatepass")
    small = html.lower()
    if any(pattern.search(small) for pattern in _FETCHED):
        found.append("fetched")
    if any(not _is_own(url, own) for url in _targets(html, small)):
        found.append("link")
    if is_automatic and any(not _is_own(url, own) for url in _addresses(letter.body)):
        found.append("address")
    return found


def _targets(html: bytes, small: bytes) -> Iterator[str]:
    """Where the links of a page lead; small letters take as many bytes as large ones."""
    return (html[slice(*match.span(1))].decode("utf-8", "surrogatepass") for match in _HREF.finditer(small))


def _addresses(text: str) -> Iterator[str]:
    """What is written like an address of a page, with its scheme if it has one."""
    for match in _LINK.finditer(text):
        start = match.start()
        before = text[max(start - len(_SCHEMES[0]), 0) : start].lower()
        scheme = next((one for one in _SCHEMES if before.endswith(one)), "")
        yield text[start - len(scheme) : match.end()]


def _is_own(url: str, own: tuple[str, ...]) -> bool:
    return any(url == base or url.startswith((f"{base}/", f"{base}?", f"{base}#")) for base in own)
