"""In a few words, what a browser says of itself and which network it comes from: enough to know one's own sessions."""

import ipaddress
import re

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from core.sessions import DEVICE, NETWORK

# The first that fits: Edge and Opera also say Chrome, Chrome also says Safari, Android also says Linux.
_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"))
_MORE_BROWSERS = (("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def note_device(request: HttpRequest) -> None:
    """Write into the session by what and from where somebody signs in."""
    request.session[DEVICE] = device_words(request.headers.get("User-Agent", ""))
    request.session[NETWORK] = coarse_network(get_adapter().get_client_ip(request) or "")


def device_words(user_agent: str) -> str:
    """Like "Firefox, Windows"; empty for what we do not know. Versions are left out: they say nothing to people."""
    browser = _first(user_agent, (*_BROWSERS, *_MORE_BROWSERS))
    return ", ".join(word for word in (browser, _first(user_agent, _SYSTEMS)) if word)


def coarse_network(address: str) -> str:
    """The address without its last part: a /24, or a /48 of IPv6. Empty for what is no address."""
    try:
        found = ipaddress.ip_address(re.sub(r"%.*", "", address))
    except ValueError:
        return ""
    kept_bits = 24 if isinstance(found, ipaddress.IPv4Address) else 48
    return str(ipaddress.ip_network(f"{found}/{kept_bits}", strict=False))


def _first(text: str, table: tuple[tuple[str, str], ...]) -> str:
    return next((word for sign, word in table if sign in text), "")
