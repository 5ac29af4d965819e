"""Bytes that make no sense, in every field of every public address; a 5xx to any of them is a fault."""

import hashlib
import http.client
import random
import re
import time
import urllib.parse
from dataclasses import dataclass

from bench.fire.stage import Stage
from bench.product import HOST

FEW, QUICK, FULL = 12, 40, 4000
TOKEN = "A" * 43
FORM = "application/x-www-form-urlencoded"
STEPS = (
    {"act": "next", "who": "self"},
    {"act": "next", "reach": "email", "email": "odd@people.example", "private": "no"},
    {"act": "next", "safe": "yes"},
    {"act": "next", "own_words": "When can I start?"},
    {"act": "next"},
)
# One word of each kind that broke a form somewhere.
ODD: tuple[bytes, ...] = (
    *(b"\0", b"a\0b", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80", b"\xff\xfe", b"\xe9", b"\x80"),
    *(
        "\N{RIGHT-TO-LEFT OVERRIDE}evil".encode(),
        "﷽".encode() * 50,
        b"\r\n\r\nX: y",
        b"\x1b[2J",
        b"%00",
        b"%ZZ",
        b"%",
        b"+",
        b"&",
        b"=",
        b";",
    ),
    *(b"1e400", b"-1e400", b"NaN", b"Infinity", b"9" * 400, b"-0", b"0x10", "٣٤".encode(), b"1_000"),
    *(b"{{7*7}}", b"<script>", b"' OR 1=1 --", b"${x}", b"../../etc/passwd", b"() { :; }", b"[]", b'{"a":1}', b"None", b"true"),
    *(
        b"a" * 5000,
        "é".encode() * 4000,
        "\N{COMBINING ACUTE ACCENT}".encode() * 2000,
        b"@",
        b"a@",
        b"a@b",
        b"+1" * 30,
        b"(202) 555-01\x0047",
    ),
)


@dataclass
class Odd:
    """How many requests there were, how many were answered by a 5xx, and the slowest in milliseconds."""

    requests: int = 0
    errors: int = 0
    slowest: float = 0.0


def attack(stage: Stage, slug: str, *, count: int) -> Odd:
    """Walk the registry of doors, and post to every one that takes a stranger's post."""
    asker = _Asker(stage.port)
    for door in stage.ask("doors"):
        for path in _paths(door, slug, asker, stage):
            for body in _bodies(asker.fields_of(path), count=count):
                asker.post(path, body)
            asker.post_oddly(path)
    return asker.odd


def _paths(door: dict[str, str], slug: str, asker: "_Asker", stage: Stage) -> list[str]:
    """The addresses of a door. Behind each token of ours there is something: a draft at that step, a sent form, a link in mail."""

    def path_with(token: str, step: int = 1) -> str:
        values = {"slug": slug, "language": "en", "token": token, "step": str(step)}
        return re.sub(r"<(?:[a-z_]+:)?([a-z_]+)>", lambda found: values.get(found[1], "1"), "/" + door["route"])

    if door["name"] == "public:message-step":
        tokens = [TOKEN + str(step) for step in range(1, 6)]
        for step, token in enumerate(tokens, start=1):
            asker.walk(f"/{slug}/en/write/{token}/", steps=step - 1)
        return [path_with(token, step) for step, token in enumerate(tokens, start=1)]
    if door["name"] == "public:change-reach":
        asker.walk(f"/{slug}/en/write/{TOKEN}reach/", steps=5)
        return [path_with(_reach_token(f"{TOKEN}reach"))]
    stops = [found[1].decode() for envelope in stage.mail.envelopes if (found := re.search(rb"/stop/([^/]+)/", envelope.content or b""))]
    return [path_with(token) for token in ([stops[-1], TOKEN] if stops and door["name"].startswith("link:") else [TOKEN])]


def _reach_token(token: str) -> str:
    """As intake.domain.receiving makes it."""
    return hashlib.sha256(f"threshold.change_reach\0{token}".encode()).hexdigest()[:32]


def _bodies(fields: list[str], *, count: int) -> list[bytes]:
    """Each odd word in each field, then mixtures."""
    single = [_body({name: word}, fields) for name in fields for word in random.sample(ODD, min(len(ODD), max(count // len(fields), 4)))]
    mixed = [_body({name: random.choice(ODD) for name in fields}, fields) for _body_number in range(count)]
    return single + mixed


def _body(odd: dict[str, bytes], fields: list[str]) -> bytes:
    plain = {"who": b"self", "reach": b"email", "email": b"odd@people.example", "safe": b"yes", "act": b"next", "private": b"no"}
    words = {**{name: plain.get(name, b"x") for name in fields}, "act": b"next", **odd}
    # Half of them as browsers write, half as bytes on the wire.
    if random.random() < 0.5:
        return b"&".join(name.encode() + b"=" + urllib.parse.quote_from_bytes(word).encode() for name, word in words.items())
    return b"&".join(name.encode() + b"=" + word for name, word in words.items())


class _Asker:
    """Posts, and counts."""

    def __init__(self, port: int) -> None:
        self.port, self.odd = port, Odd()
        self.number = 0

    def fields_of(self, path: str) -> list[str]:
        """The names of the fields on the page; for doors without a page those of a webhook."""
        text = self._ask("GET", path, b"", {})
        found = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', text)
        return sorted({*found, "act", "website", "opened"}) if found else ["act", "event", "payload", "List-Unsubscribe"]

    def walk(self, address: str, *, steps: int) -> None:
        """Fill in the first steps of a form as a person would."""
        for step, words in enumerate(STEPS[:steps], start=1):
            self._ask("POST", f"{address}{step}/", urllib.parse.urlencode(words).encode(), {"Content-Type": FORM})

    def post(self, path: str, body: bytes) -> None:
        kind = random.choice(["", "", "", "; charset=utf-16", "; charset=no-such", "; charset=\xe9"])
        self._ask("POST", path, body, {"Content-Type": f"{FORM}{kind}"})

    def post_oddly(self, path: str) -> None:
        """Bodies that are none, too large, or say that they are something else."""
        many = b"&".join(b"f%d=1" % number for number in range(10_000))
        bodies: list[tuple[str, bytes]] = [
            *((FORM, body) for body in (b"", many, b"act=next&" * 150, b"x=" + b"y" * 300_000, b"\0" * 64, b"&" * 500, b"=" * 500)),
            *(
                ("multipart/form-data", b"--x\r\n"),
                ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a\0"\r\n\r\n\xff'),
            ),
            *(("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--\r\n'),),
            *(
                ("application/json", body)
                for body in (b"", b"{", b"[" * 5000, b'{"a":1e400}', b'{"a":NaN}', b'"\\ud800"', b'{"a":1,"a":2}', b"\xff")
            ),
            *((kind, b"a=b") for kind in ("", "text/plain", "x/y; charset=\0", "application/x-www-form-urlencoded; charset=utf-7")),
        ]
        for kind, body in bodies:
            self._ask("POST", path, body, {"Content-Type": kind})
        for word in ODD[:20]:
            self._ask("GET", f"{path}?done={urllib.parse.quote_from_bytes(word)}&then=%00", b"", {})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> str:
        self.number += 1
        network = f"10.{200 + (self.number >> 16) % 50}.{self.number >> 8 & 255}.{self.number & 255}"
        ours = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": network}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        begun = time.monotonic()
        try:
            line.request(
                method, path, body, {**ours, **{name: value.encode("latin-1").replace(b"\0", b"") for name, value in headers.items()}}
            )
            answer = line.getresponse()
            status, text = answer.status, answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            # The server hung up on what is no HTTP at all.
            status, text = 400, ""
        finally:
            line.close()
        self.odd.requests += 1
        self.odd.slowest = round(max(self.odd.slowest, (time.monotonic() - begun) * 1000), 1)
        if status >= 500:
            self.odd.errors += 1
            print(f"{status} {method} {re.sub('A{43}', 'TOKEN', path)} {headers} {body[:120]!r}", flush=True)
        return text
