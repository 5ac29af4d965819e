"""What the four providers post, as their documentation shows it, about a message of ours.

Sources: postmarkapp.com/developer/webhooks, documentation.mailgun.com (Webhooks), developers.brevo.com (Transactional
webhooks), dev.mailjet.com (Event API). Read in 2026.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from django.test import Client

from core.audit import COMMAND
from followup.domain.hooking import OpenedHook, open_hook
from tests.factories import NOW

SIGNING_KEY = "key-made-up-for-tests"
_DAY = "2026-11-17T15:05:00Z"
_EPOCH = 1794927900

Body = dict[str, Any]


def postmark(message: Any, word: str) -> Body:
    of_message = {"MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "Metadata": {"message": message.id.hex}, "ServerID": 23, "Tag": ""}
    bounce = {"ID": 4323372036854775807, "Email": message.to_address, "BouncedAt": _DAY, "Inactive": True, "Details": "smtp;550"}
    kinds = {
        "delivered": {"RecordType": "Delivery", "Recipient": message.to_address, "DeliveredAt": _DAY, "Details": "250 OK"},
        "hard_bounce": {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, **bounce},
        "soft_bounce": {"RecordType": "Bounce", "Type": "SoftBounce", "TypeCode": 4096, **bounce, "ID": int(message.id) % 10**12},
        "deferred": {"RecordType": "Bounce", "Type": "Transient", "TypeCode": 2, **bounce, "ID": 2},
        "complained": {"RecordType": "SpamComplaint", "Type": "SpamComplaint", **bounce, "ID": 3},
        "rejected": {"RecordType": "Bounce", "Type": "Blocked", **bounce, "ID": 5},
        "autoresponded": {"RecordType": "Bounce", "Type": "AutoResponder", **bounce, "ID": 6},
        "opened": {"RecordType": "Open", "Recipient": message.to_address, "ReceivedAt": _DAY, "FirstOpen": True},
        "clicked": {"RecordType": "Click", "Recipient": message.to_address, "ReceivedAt": _DAY, "OriginalLink": "https://x.example"},
    }
    return {**of_message, **kinds[word]}


def mailgun(message: Any, word: str, *, signed_at: datetime = NOW, token: str = "") -> Body:
    data: Body = {
        "recipient": message.to_address,
        "timestamp": float(_EPOCH),
        "message": {"headers": {"message-id": message.message_id, "to": message.to_address}},
        "user-variables": {"message": message.id.hex},
        "tags": [],
    }
    kinds: dict[str, Body] = {
        "delivered": {"event": "delivered", "delivery-status": {"code": 250, "message": "OK"}},
        "hard_bounce": {"event": "failed", "severity": "permanent", "reason": "bounce", "delivery-status": {"code": 550, "message": "no"}},
        "deferred": {"event": "failed", "severity": "temporary", "reason": "generic", "delivery-status": {"code": 450, "message": "later"}},
        "rejected": {"event": "failed", "severity": "permanent", "reason": "generic", "delivery-status": {"code": 554, "message": "no"}},
        "complained": {"event": "complained"},
        "opened": {"event": "opened", "ip": "192.0.2.1", "client-info": {"user-agent": "x"}},
        "clicked": {"event": "clicked", "url": "https://x.example", "ip": "192.0.2.1"},
    }
    token = token or hashlib.sha256(f"{message.id}{word}".encode()).hexdigest()[:50]
    return {"signature": signature(signed_at, token), "event-data": {**data, **kinds[word]}}


def signature(signed_at: datetime, token: str, key: str = SIGNING_KEY) -> Body:
    stamp = str(int(signed_at.timestamp()))
    return {"timestamp": stamp, "token": token, "signature": hmac.new(key.encode(), f"{stamp}{token}".encode(), "sha256").hexdigest()}


def brevo(message: Any, word: str) -> Body:
    words = {
        "delivered": "delivered",
        "hard_bounce": "hard_bounce",
        "soft_bounce": "soft_bounce",
        "deferred": "deferred",
        "complained": "spam",
        "rejected": "blocked",
        "accepted": "request",
        "opened": "unique_opened",
        "clicked": "click",
        "unsubscribed": "unsubscribe",
    }
    return {
        "event": words[word],
        "email": message.to_address,
        "id": 26224,
        "date": "2026-11-17 15:05:00",
        "ts_epoch": _EPOCH * 1000,
        "message-id": "<202611171505.12345678901@smtp-relay.mailin.fr>",
        "X-Mailin-custom": json.dumps({"message": message.id.hex}),
        "subject": "A subject",
    }


def mailjet(message: Any, word: str) -> Body:
    kinds: dict[str, Body] = {
        "delivered": {"event": "sent", "smtp_reply": "sent (250 2.0.0 OK)"},
        "hard_bounce": {"event": "bounce", "blocked": False, "hard_bounce": True, "error_related_to": "recipient", "error": "user unknown"},
        "soft_bounce": {
            "event": "bounce",
            "blocked": False,
            "hard_bounce": False,
            "error_related_to": "recipient",
            "error": "quota exceeded",
        },
        "deferred": {"event": "bounce", "blocked": False, "hard_bounce": False, "error_related_to": "domain", "error": "greylisted"},
        "rejected": {"event": "blocked", "error_related_to": "mailjet", "error": "preblocked"},
        "complained": {"event": "spam", "source": "JMRPP"},
        "unsubscribed": {"event": "unsub", "mj_list_id": 0},
        "opened": {"event": "open", "ip": "192.0.2.1", "agent": "x"},
        "clicked": {"event": "click", "url": "https://x.example", "ip": "192.0.2.1"},
    }
    return {
        "time": _EPOCH,
        "MessageID": 19421777835146490,
        "email": message.to_address,
        "mj_campaign_id": 7257,
        "Payload": json.dumps({"message": message.id.hex}),
        **kinds[word],
    }


PROVIDERS: dict[str, Callable[[Any, str], Body]] = {"postmark": postmark, "mailgun": mailgun, "brevo": brevo, "mailjet": mailjet}


def make_hook(provider: str) -> OpenedHook:
    return open_hook(provider=provider, signing_key=SIGNING_KEY if provider == "mailgun" else "", actor=COMMAND, now=NOW)


def post(client: Client, hook: OpenedHook, body: Any, *, auth: str | None = None) -> int:
    """Post as the provider does, with the secrets of the address; the status of the answer."""
    parts = urlsplit(hook.url)
    secrets = auth if auth is not None else f"{parts.username}:{unquote(parts.password or '')}"
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"authorization": "Basic " + base64.b64encode(secrets.encode()).decode()} if secrets else {}
    return client.post(parts.path, raw, content_type="application/json", headers=headers).status_code
