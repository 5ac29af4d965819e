"""Unlikely words, one for each kind of thing people tell us, and everywhere that they must never turn up."""

import base64
import io
import json
import logging
import logging.config
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message as Mail
from typing import Any
from urllib.parse import quote, quote_plus

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from core.models import BrowserSession
from tests.journeys.test_a_stolen_dump import dump

# Each is one word that no code, page, id or time holds. Those of the roads to a first answer:
FIRST: dict[str, str] = {
    "callback name": "Zephyrinaquill",
    "callback phone": "2025550163",
    "callback time": "afterthekingfishersings",
    "message name": "Balthazarwren",
    "message email": "balthazarwren.q",
    "message mail host": "quillfeather-post.example",
    "message words": "xylophonemarmalade",
    "message if someone else": "pretendyouaretheplumber",
    "message helps us talk": "speaksonlyesperantoo",
    "amended name": "Ottilieamended",
    "amended phone": "2025550174",
    "amended words": "secondthoughtsinviolet",
    "unsent draft": "halftypedbycandlelight",
    "dropped draft": "leftinahurryatmidnight",
    "reach words": "askforthebeekeeper",
    "reach time": "whenthefoghornblows",
    "call name": "Cosimafenwick",
    "call number": "2025550185",
    "call note": "whisperedintheattic",
    "other call": "vendorofgildedspoons",
    "staff note": "notedbythelighthouse",
    "staff draft": "unsavedinthepantry",
    "reply": "repliedfromtheorchard",
    "attempt note": "rangtwicethensilence",
    "override": "seenonthebridgerailing",
    "move reason": "movedtotheislandofskye",
    "staff email": "writtenonbluepaperonly",
    "refused subject": "ignatiushorseradish",
    "search": "lookedforquincewater",
    "search number": "2025550196",
    "failing words": "brokenbeforeunderstood",
    "failing phone": "2025550118",
    "consent purpose": "forthetapestryguild",
    "consent recipient": "drhollyhockpemberton",
    "consent signature": "signedingreenink",
    "revocation": "tornupandburnt",
    "export reason": "askedbycarrierpigeon",
    "hold reason": "thecourtofsparrows",
    "erase reason": "nomoremarzipan",
    "bad form": "malformedmulberry",
    "not found": "nowheretobefoundjasper",
}
# Those of the roads after it: plans, visits, aftercare, medicine, what comes back by mail, restricted files, colleagues.
LATER: dict[str, str] = {
    "later name": "Wilhelminacorncrake",
    "later email": "corncrake.w",
    "later phone": "2025550141",
    "skip reason": "becauseoftheharvestmoon",
    "visit note": "throughthebluegardengate",
    "what next": "choironthursdaymorning",
    "check-in words": "tiredofthemarzipanparade",
    "phone check-in words": "toldoverthetelegraph",
    "changed check-in words": "ratheralightermood",
    "contact note": "voicelikeagravelroad",
    "rhythm reason": "prefersthefullmoons",
    "pause reason": "visitingthesaltmines",
    "end reason": "emigratedtothefaroes",
    "supporter name": "Eulaliatortoise",
    "supporter email": "tortoise.e",
    "prescriber": "Doctorpumpernickel",
    "dose note": "leftsideofthehammock",
    "decline note": "afraidoftheneedlecase",
    "talk note": "keepsakitinthepiano",
    "lab reason": "doneatthelakesidehospice",
    "course note": "switchedtothelavendertea",
    "answer by mail": "writtenfromthelighthousestairs",
    "stranger by mail": "thestrangerfromtheferry",
    "stranger address": "ferryman.q",
    "bounce words": "nosuchmailboxmoonbeam",
    "restrict reason": "cousinofthechiefbaker",
    "glass reason": "hermothercalledinthestorm",
    "glass review": "wasrightthankthestars",
    "new colleague": "Bartholomewsnipe",
    "new colleague email": "snipe.b",
    "task reason": "waitforthebrassband",
}
CANARIES: dict[str, str] = FIRST | LATER
LINKS = re.compile(rb"""(?:href|action|src|formaction)="([^"]*)\"""")
TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)


def traces_of(canary: str) -> set[bytes]:
    """The word as it may be written down: plain, in an address, or inside base64 wherever it begins."""
    plain = canary.casefold().encode()
    found = {plain, quote(canary.casefold()).encode(), quote_plus(canary.casefold()).encode()}
    if canary.isdigit():
        area, middle, last = canary[:3], canary[3:6], canary[6:]
        found |= {f"({area}) {middle}-{last}".encode(), f"{area}-{middle}-{last}".encode(), f"{area} {middle} {last}".encode()}
    return found


def hidden_in(text: bytes) -> bytes:
    """The text with whatever base64 in it opened."""
    opened = [text]
    for run in re.findall(rb"[A-Za-z0-9+/_-]{24,}={0,2}", text):
        for alphabet in (b"+/", b"-_"):
            try:
                opened.append(base64.b64decode(run + b"=" * (-len(run) % 4), altchars=alphabet))
            except ValueError:
                continue
    return b"\0".join(opened)


@dataclass
class Trail:
    """Everything that was left behind, by sink."""

    found: dict[str, list[bytes]] = field(default_factory=dict)

    def leave(self, sink: str, *parts: object) -> None:
        """Keep what turned up in a sink."""
        for part in parts:
            self.found.setdefault(sink, []).append(part if isinstance(part, bytes) else str(part).encode("utf-8", "replace"))

    def see(self, response: Any) -> None:
        """Everything of an answer but what a page shows to whoever may read it."""
        content = b"" if response.streaming else response.content
        self.leave("redirects", response.headers.get("Location", ""))
        self.leave("other headers", *(f"{name}: {value}" for name, value in response.headers.items() if name != "Location"))
        self.leave("cookies", *(cookie.OutputString() for cookie in response.cookies.values()))
        self.leave("titles", *TITLE.findall(content))
        self.leave("addresses in pages", *LINKS.findall(content))
        if response.status_code in {400, 401, 403, 404, 405, 413, 500, 503}:
            self.leave("error pages", content)

    def see_mail(self, mail: Mail) -> None:
        """Every header but the one that must hold the address."""
        self.leave("mail headers", *(f"{name}: {value}" for name, value in mail.items() if name != "To"))

    def see_redis(self, client: Any) -> None:
        """Every key with what it holds, messages of Celery opened."""
        for key in client.scan_iter("*"):
            self.leave("redis", key, *_held(client, key))

    def see_database(self) -> None:
        """Every value of every table, and what sessions hold once opened."""
        self.leave("plain columns", *dump())
        self.leave("sessions", *(json.dumps(session.get_decoded()) for session in BrowserSession.objects.all()))

    def scan(self) -> dict[str, set[str]]:
        """Sink → the canaries found in it."""
        hits: dict[str, set[str]] = {}
        for sink, parts in self.found.items():
            text = hidden_in(b"\0".join(parts)).lower()
            seen = {name for name, canary in CANARIES.items() if any(trace in text for trace in traces_of(canary))}
            if seen:
                hits[sink] = seen
        return hits


def _held(client: Any, key: bytes) -> Iterable[bytes]:
    kind = client.type(key)
    if kind == b"list":
        yield from client.lrange(key, 0, -1)
    elif kind == b"hash":
        for name, value in client.hgetall(key).items():
            yield from (name, value)
    elif kind in {b"set", b"zset"}:
        yield from (client.smembers(key) if kind == b"set" else client.zrange(key, 0, -1))
    else:
        yield client.get(key) or b""


def log_lines() -> tuple[logging.Handler, io.StringIO]:
    """A handler that prints exactly as the product's processes do, to be read afterwards."""
    stream = io.StringIO()
    configurator: Any = logging.config.DictConfigurator(settings.LOGGING)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(configurator.configure_formatter(dict(settings.LOGGING["formatters"]["line"])))
    handler.addFilter(configurator.configure_filter(dict(settings.LOGGING["filters"]["without_path"])))
    return handler, stream


class WatchedClient(Client):
    """A browser of which every answer is looked at."""

    def __init__(self, trail: Trail) -> None:
        super().__init__(raise_request_exception=False)
        self.trail = trail

    def request(self, **request: Any) -> HttpResponse:
        """Ask and look. Whoever types a word into the address bar put it there; every other address is ours."""
        address = f"{request.get('PATH_INFO', '')}?{request.get('QUERY_STRING', '')}"
        if CANARIES["not found"] not in address:
            self.trail.leave("addresses asked", address)
        response = super().request(**request)
        self.trail.see(response)
        return response


def opened_mark(page: HttpResponse) -> str:
    """The hidden time at which a public page was opened."""
    found = re.search(r'name="opened" value="([^"]*)"', page.content.decode())
    assert found, page.status_code
    return found[1]
