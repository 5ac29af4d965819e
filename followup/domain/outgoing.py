"""Outgoing: the last look at a finished letter. It may lead nowhere but to us, and nothing in it may be fetched when it is opened."""

import re

from followup.domain.letters import Letter

_LINK = re.compile(r"(?:https?:)?//[^\s<>\"')\]]+", re.IGNORECASE)
# Whatever a mail program would fetch by itself, or could be made to show: pictures, styles, frames, scripts.
_FETCHED = re.compile(
    r"<\s*(?:img|image|picture|video|audio|source|link|script|iframe|object|embed|svg|form|base)\b|\bsrc\s*=|\bbackground\s*=|url\s*\(|@import",
    re.IGNORECASE,
)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s>]*)", re.IGNORECASE)


def strange_parts(letter: Letter, *, own: tuple[str, ...], is_automatic: bool) -> list[str]:
    """Codes of what must not leave: "fetched", "link" in the HTML, and in automatic letters "address" in the text.

    Somebody on the team may write an address of somebody else's page as words; no letter makes a link of it.
    """
    found = []
    if _FETCHED.search(letter.html):
        found.append("fetched")
    if any(not _is_own(url, own) for url in _HREF.findall(letter.html)):
        found.append("link")
    if is_automatic and any(not _is_own(url, own) for url in _LINK.findall(letter.body)):
        found.append("address")
    return found


def _is_own(url: str, own: tuple[str, ...]) -> bool:
    return any(url == base or url.startswith((f"{base}/", f"{base}?", f"{base}#")) for base in own)
