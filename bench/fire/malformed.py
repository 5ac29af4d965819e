"""Bytes that make no sense, in every field of every public address; a 5xx to any of them is a fault."""

import base64
import hashlib
import http.client
import json
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


def corpus(count: int, *, seed: int = 25) -> list[bytes]:
    """So many different words, the same every time: those above, then pieces of them and of all of Unicode, joined, cut and repeated."""
    chance, found = random.Random(seed), dict.fromkeys(ODD)
    pieces = [word[:60] for word in ODD]
    while len(found) < count:
        parts = [_piece(chance, pieces) for _part in range(chance.randint(1, 4))]
        word = b"".join(parts) * chance.choice((1, 1, 1, 1, 2, 40))
        found[word[: chance.choice((8, 40, 300, 3000))]] = None
    return list(found)[:count]


def _piece(chance: random.Random, pieces: list[bytes]) -> bytes:
    kind = chance.randrange(4)
    if kind == 0:
        return chance.choice(pieces)
    if kind == 1:
        # Surrogates too, which are no characters.
        return "".join(chr(chance.randrange(0x110000)) for _letter in range(chance.randint(1, 6))).encode("utf-8", "surrogatepass")
    if kind == 2:
        return chance.randbytes(chance.randint(1, 8))
    return str(chance.choice((chance.randint(-(10**20), 10**20), chance.random() * 1e300, f"{chance.randrange(10**4)}-13-32"))).encode()


# What JSON can say that no sender means. Python's own reader takes the first three.
JSON_WORDS: tuple[str, ...] = (
    *("NaN", "Infinity", "1e400", "-1e400", "9" * 5000, "-0", "null", "true", "[]", "{}", "[" * 60 + "]" * 60, '"\\ud800"', '"a\\u0000b"'),
    *(
        '"2026-13-45T99:99:99Z"',
        '"0001-01-01T00:00:00Z"',
        '"9999-12-31T23:59:59Z"',
        '"' + "x" * 5000 + '"',
        '"a@b\\r\\nX: y"',
        "1.5",
        "[1]",
    ),
    *('{"message": []}', '{"message": "\\ud800"}', '{"message": "00000000000000000000000000000000"}', '"=?utf-8?q?=00=ff?="'),
)
_TRACKED = (
    "RecordType",
    "Type",
    "ID",
    "Email",
    "Recipient",
    "BouncedAt",
    "DeliveredAt",
    "Metadata",
    "MessageID",
    "Details",
    "Tag",
    "ServerID",
)
_POSTED = ("From", "FromFull", "To", "ToFull", "Subject", "TextBody", "HtmlBody", "Headers", "Date", "MessageID", "RawEmail", "Attachments")


def json_bodies(*, count: int, seed: int = 25) -> list[bytes]:
    """Posts of a provider with each of those words in each of its fields, then mixtures; some name a field twice."""
    chance = random.Random(seed)
    single = [_json({name: word}, fields) for fields in (_TRACKED, _POSTED) for name in fields for word in JSON_WORDS]
    chance.shuffle(single)
    mixed = []
    for _number in range(count):
        fields = chance.choice((_TRACKED, _POSTED))
        mixed.append(_json({name: _json_word(chance) for name in fields if chance.random() < 0.5}, fields))
    return single[: 2 * count] + mixed


def _json_word(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return chance.choice(JSON_WORDS)
    return json.dumps(_piece(chance, [word[:60] for word in ODD]).decode("utf-8", "surrogateescape"))


def _json(odd: dict[str, str], fields: tuple[str, ...]) -> bytes:
    plain = {"RecordType": '"Delivery"', "Type": '"HardBounce"', "ID": "1", "Headers": "[]", "Attachments": "[]"}
    words = [(name, odd.get(name, plain.get(name, '"a@people.example"'))) for name in fields]
    twice = words[:1] if len(odd) % 3 == 1 else []
    return ("{" + ", ".join(f'"{name}": {word}' for name, word in [*words, *twice]) + "}").encode("utf-8", "surrogatepass")


@dataclass
class Odd:
    """How many requests there were, how many were answered by a 5xx, and the slowest in milliseconds."""

    requests: int = 0
    errors: int = 0
    slowest: float = 0.0


def attack(stage: Stage, slug: str, *, count: int) -> Odd:
    """Walk the registry of doors, and post to every one that takes a stranger's post."""
    asker = _Asker(stage.port)
    words = corpus(max(count, len(ODD)))
    for door in stage.ask("doors"):
        if "url" in door:
            _attack_hook(door["url"], asker, count=count)
            continue
        for path in _paths(door, slug, asker, stage):
            for body in _bodies(asker.fields_of(path), words, count=count):
                asker.post(path, body)
            asker.post_oddly(path)
    return asker.odd


def _attack_hook(url: str, asker: "_Asker", *, count: int) -> None:
    """With the provider's own password, or nothing of it would be read."""
    parts = urllib.parse.urlsplit(url)
    given = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    asker.headers = {"Authorization": f"Basic {given}"}
    for body in json_bodies(count=count):
        asker.post(parts.path, body, kind="application/json")
    asker.post_oddly(parts.path)
    asker.headers = {}


def _paths(door: dict[str, str], slug: str, asker: "_Asker", stage: Stage) -> list[str]:
    """The addresses of a door. Behind each token of ours there is something: a draft at that step, a sent form, a link in mail."""
    if "token" in door:
        return [re.sub(r"<(?:[a-z_]+:)?([a-z_]+)>", lambda found: {"token": door["token"]}.get(found[1], "en"), "/" + door["route"])]

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


def _bodies(fields: list[str], words: list[bytes], *, count: int) -> list[bytes]:
    """Each odd word in each field, then mixtures in which every field gets every word of the corpus once."""
    single = [_body({name: word}, fields) for name in fields for word in random.sample(ODD, min(len(ODD), max(count // len(fields), 4)))]
    columns = [random.sample(words, count) for _name in fields]
    return single + [_body(dict(zip(fields, row, strict=True)), fields) for row in zip(*columns, strict=True)]


def _body(odd: dict[str, bytes], fields: list[str]) -> bytes:
    plain = {"who": b"self", "reach": b"email", "email": b"odd@people.example", "safe": b"yes", "act": b"next", "private": b"no"}
    # What a form takes, or nothing behind it is reached; a decoy that is filled in ends all further questions.
    plain |= {"phone": b"(202) 555-0143", "website": b"", "voicemail": b"no", "good_time": b""}
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
        self.headers: dict[str, str] = {}

    def fields_of(self, path: str) -> list[str]:
        """The names of the fields on the page; for doors without a page those of a webhook."""
        text = self._ask("GET", path, b"", {})
        found = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', text)
        return sorted({*found, "act", "website", "opened"}) if found else ["act", "event", "payload", "List-Unsubscribe"]

    def walk(self, address: str, *, steps: int) -> None:
        """Fill in the first steps of a form as a person would."""
        for step, words in enumerate(STEPS[:steps], start=1):
            self._ask("POST", f"{address}{step}/", urllib.parse.urlencode(words).encode(), {"Content-Type": FORM})

    def post(self, path: str, body: bytes, *, kind: str = FORM) -> None:
        more = random.choice(["", "", "", "; charset=utf-16", "; charset=no-such", "; charset=\xe9"])
        self._ask("POST", path, body, {"Content-Type": f"{kind}{more}"})

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
        ours = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": network, **self.headers}
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
