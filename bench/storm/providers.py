"""What arrives at the doors of mail providers: forged posts, old ones with new words, and true ones twice and out of order."""

import base64
import hashlib
import hmac
import http.client
import json
import random
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from bench.fire.stage import Stage
from bench.outcome import note
from bench.storm.ground_names import SIGNING_KEY

FORGED, FORGED_FULL = 500, 10_000
EVENTS, EVENTS_FULL = 600, 50_000
HISTORIES, HISTORIES_FULL = 100, 10_000
HANDS, TWICE = 16, 0.3
FIRST_NUMBER = 1_000_000
OLD = 26 * 3600
_BACK = 300.0
_WAITING = "SELECT count(*) FROM followup_deliveryevent WHERE state = 'received' AND names IN (SELECT id FROM followup_message)"


class Door:
    """One provider's door: where it is and what opens it."""

    def __init__(self, url: str, port: int) -> None:
        parts = urlsplit(url)
        self.port, self.path, self.host = port, parts.path, parts.hostname or ""
        self.password = f"{parts.username}:{parts.password}"

    def post(self, body: bytes, *, password: str | None = None, path: str | None = None) -> int:
        """The status of one post; 599 when nobody answered."""
        given = base64.b64encode((self.password if password is None else password).encode()).decode()
        headers = {"Host": self.host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1", "Content-Type": "application/json"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request("POST", path or self.path, body, {**headers, "Authorization": f"Basic {given}"})
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return 599
        finally:
            line.close()


def bounce(message: list[str], number: int, *, kind: str = "HardBounce") -> dict[str, Any]:
    """As Postmark tells that an address does not work."""
    about = {"RecordType": "Bounce", "Type": kind, "ID": number, "Email": message[1], "BouncedAt": "2026-11-17T15:05:00Z"}
    return {**about, "Metadata": {"message": message[0]}, "MessageID": str(uuid.UUID(int=number)), "Details": "smtp;550", "Tag": ""}


def delivered(message: list[str], number: int) -> dict[str, Any]:
    """As Postmark tells of a delivery."""
    about = {"RecordType": "Delivery", "Recipient": message[1], "DeliveredAt": "2026-11-17T15:05:00Z", "Details": "250 OK"}
    return {**about, "Metadata": {"message": message[0]}, "MessageID": str(uuid.UUID(int=number)), "ServerID": 23, "Tag": ""}


def complaint(message: list[str], *, signed_at: float, token: str, key: str = SIGNING_KEY) -> bytes:
    """As Mailgun tells that somebody called a message unwanted."""
    stamp = str(int(signed_at))
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    data = {"event": "complained", "id": token, "recipient": message[1], "timestamp": signed_at}
    data |= {"user-variables": {"message": message[0]}, "message": {"headers": {"message-id": message[2]}}}
    return json.dumps({"signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": data}).encode()


def forge(stage: Stage, *, full: bool) -> dict[str, float]:
    """Posts that are not the provider's, or not about a message and its recipient: none may have an effect."""
    messages, doors, chance = stage.run("bench.storm.ground", "sent", count=20), _doors(stage), random.Random(7)
    before = stage.run("bench.storm.ground", "effects")
    statuses = [_forged(number, chance.choice(messages), doors, chance) for number in range(FORGED_FULL if full else FORGED)]
    settle(stage)
    after = stage.run("bench.storm.ground", "effects")
    effects = sum(after[name] - before[name] for name in ("closed", "stops", "checks", "known", "applied"))
    return {"forged": len(statuses), "forged_effects": effects, "forged_5xx": sum(status >= 500 for status in statuses)}


def _forged(number: int, message: list[str], doors: dict[str, Door], chance: random.Random) -> int:
    true = json.dumps(bounce(message, number)).encode()
    postmark, mailgun = doors["postmark"], doors["mailgun"]
    token = f"{number:050x}"
    ways = (
        lambda: postmark.post(true, password=_changed(postmark.password, chance)),
        lambda: postmark.post(true, password=""),
        lambda: postmark.post(true, path=_changed(postmark.path.rstrip("/"), chance) + "/"),
        lambda: postmark.post(json.dumps({**bounce(message, number), "Email": "somebody@else.example"}).encode()),
        lambda: postmark.post(json.dumps({**bounce(message, number), "Metadata": {"message": uuid.uuid4().hex}}).encode()),
        lambda: mailgun.post(complaint(message, signed_at=time.time(), token=token, key=_changed(SIGNING_KEY, chance))),
        lambda: mailgun.post(complaint(message, signed_at=time.time() - OLD, token=token)),
        lambda: mailgun.post(complaint(message, signed_at=time.time(), token=token), password="threshold:x"),
        # The provider of one door at the door of another.
        lambda: mailgun.post(true, password=postmark.password),
        lambda: postmark.post(complaint([message[0], "somebody@else.example", message[2]], signed_at=time.time(), token=token)),
    )
    return ways[number % len(ways)]()


def _changed(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) // 2, len(text))
    return text[:place] + ("x" if text[place] != "x" else "y") + text[place + 1 :]


def repeat(stage: Stage, *, full: bool) -> dict[str, float]:
    """True events, three in ten of them twice, from sixteen hands at once: each has its effect once."""
    count = EVENTS_FULL if full else EVENTS
    messages = stage.run("bench.storm.ground", "sent", count=count)
    door = _doors(stage)["postmark"]
    chance = random.Random(11)
    before = stage.run("bench.storm.ground", "effects")
    # Numbers of their own: an event that was kept before, for whatever reason, is the same event.
    numbered = enumerate(messages, start=FIRST_NUMBER)
    events = [json.dumps((bounce if number % 4 == 0 else delivered)(message, number)).encode() for number, message in numbered]
    told = [*events, *chance.sample(events, int(len(events) * TWICE))]
    chance.shuffle(told)
    begun = time.monotonic()
    with ThreadPoolExecutor(HANDS) as hands:
        statuses = list(hands.map(door.post, told))
    seconds = time.monotonic() - begun
    settle(stage)
    after = stage.run("bench.storm.ground", "effects")
    bounced = sum(number % 4 == 0 for number in range(len(events)))
    wanted = {"applied": len(events), "events": len(events), "known": len(events), "closed": bounced, "checks": bounced, "twins": 0}
    off = {name: after[name] - before[name] - number for name, number in wanted.items() if after[name] - before[name] != number}
    if off:
        note(f"events: {off}")
    return {
        "events_posted": len(told),
        "events_unique": len(events),
        "events_wrong": sum(map(abs, off.values())),
        "events_not_taken": sum(status != 200 for status in statuses),
        "events_5xx": sum(status >= 500 for status in statuses),
        "events_a_second": round(len(told) / seconds, 1),
    }


def shuffle(stage: Stage, *, full: bool) -> dict[str, float]:
    """Histories told in order and shuffled end the same."""
    found: dict[str, float] = stage.run("bench.storm.ground", "histories", count=HISTORIES_FULL if full else HISTORIES, seed=5)
    return found


def settle(stage: Stage) -> None:
    """Wait until every kept event about a message of ours was applied; those about none wait a day and are not waited for."""
    stage.until(lambda: int(stage.sql(_WAITING)) == 0, seconds=_BACK, what="every event has had its turn")


def _doors(stage: Stage) -> dict[str, Door]:
    return {name: Door(url, stage.port) for name, url in stage.run("bench.storm.ground", "hooks").items()}
