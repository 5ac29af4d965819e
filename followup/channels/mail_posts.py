"""Mail posts: mail that came back, as a provider's inbound webhook posts it. Who may post is asked before a byte is read.

django-anymail reads the forms of Postmark, Brevo and Mailjet; Mailgun posts the raw mail to an address that ends in "mime". What
is attached is left where it is: only words count here, and none of them may make us fetch anything.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qs

from anymail.webhooks.brevo import BrevoInboundWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from followup.channels.mail_events import FRESH_FOR, READING_ERRORS, OtherDoorError, RefusedPostError, is_fresh_time
from followup.channels.mail_in import read_mail
from followup.domain.hooking import HookSecrets
from followup.domain.inbound import Mail
from followup.domain.tracking import EventReading

# Providers take mails of 25 to 35 MB and post what is attached with them.
MOST_POSTED = 40 * 1024 * 1024
_MOST_MAILS = 100
_MOST_RAW = 20_000
__all__ = ["FRESH_FOR", "MOST_POSTED", "Posted", "RefusedPostError", "TooBigError", "read_posted"]


class TooBigError(Exception):
    """More than any provider posts."""


@dataclass(frozen=True)
class Posted:
    """What one post held: mails, and what could not be read and is kept for a person."""

    mails: list[Mail]
    unread: list[EventReading]


def read_posted(*, provider: str, secrets: HookSecrets, request: HttpRequest, now: datetime) -> Posted:
    """The mails of one post; raises RefusedPostError for anybody but the provider, TooBigError and OtherDoorError."""
    if not _knows_password(request, secrets):
        raise RefusedPostError
    raw = request.read(MOST_POSTED + 1)
    if len(raw) > MOST_POSTED:
        raise TooBigError
    if provider == "mailgun":
        return _of_mailgun(_fields(request, raw), secrets, now)
    return _of_json(provider, raw, now)


def _knows_password(request: HttpRequest, secrets: HookSecrets) -> bool:
    wanted = b"Basic " + base64.b64encode(secrets.basic_auth.encode())
    return hmac.compare_digest(request.headers.get("Authorization", "").encode("utf-8", "replace"), wanted)


def _of_mailgun(fields: dict[str, str], secrets: HookSecrets, now: datetime) -> Posted:
    """The signature covers time and token only; address and password guard the rest."""
    stamp, token = fields.get("timestamp", ""), fields.get("token", "")
    made = hmac.new(secrets.signing_key.encode(), f"{stamp}{token}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
    is_ours = bool(secrets.signing_key) and hmac.compare_digest(made.encode(), fields.get("signature", "").encode("utf-8", "replace"))
    if not is_ours or not stamp.isdigit() or not is_fresh_time(datetime.fromtimestamp(min(int(stamp), 10**11), tz=UTC), now):
        raise RefusedPostError
    body = fields.get("body-mime")
    if body is None:
        return Posted([], [_unread("mailgun", "no body-mime: the address of the route must end in /mime")])
    return Posted([read_mail(body.encode("utf-8", "surrogateescape"), now=now)], [])


def _fields(request: HttpRequest, raw: bytes) -> dict[str, str]:
    """The fields of a form, whichever way it was packed; files are left out. Django's own reading has a limit for small forms."""
    kind = request.headers.get("Content-Type", "")
    if kind.startswith("multipart/"):
        head = f"Content-Type: {kind}\r\n\r\n".encode("ascii", "replace")
        whole = BytesParser(policy=policy.HTTP).parsebytes(head + raw)
        return {str(part.get_param("name", header="content-disposition")): _text(part) for part in whole.walk() if not part.is_multipart()}
    found = parse_qs(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200)
    return {name: values[-1] for name, values in found.items()}


def _text(part: Any) -> str:
    content: bytes = part.get_payload(decode=True) or b""
    return content.decode("utf-8", "surrogateescape")


def _of_json(provider: str, raw: bytes, now: datetime) -> Posted:
    mails: list[Mail] = []
    unread: list[EventReading] = []
    for event in _events_in(raw):
        try:
            mails.append(read_mail(_READERS[provider](event), now=now))
        except ImproperlyConfigured:
            # Anymail's word for an event that was posted here.
            raise OtherDoorError(raw) from None
        except READING_ERRORS:
            unread.append(_unread(provider, json.dumps(event, sort_keys=True)))
    return Posted(mails, unread)


def _events_in(raw: bytes) -> Iterator[Any]:
    text = raw.decode("utf-8", "replace")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = text
    items = found.get("items") if isinstance(found, dict) else None
    yield from items[:_MOST_MAILS] if isinstance(items, list) else [found]


def _of_postmark(event: dict[str, Any]) -> bytes:
    if isinstance(event.get("RawEmail"), str):
        return event["RawEmail"].encode("utf-8", "surrogateescape")
    return _bytes_of(PostmarkInboundWebhookView(webhook_secret=["-"]), event | {"Attachments": []})


def _of_brevo(event: dict[str, Any]) -> bytes:
    return _bytes_of(BrevoInboundWebhookView(webhook_secret=["-"], api_key="-"), event | {"Attachments": []})


def _of_mailjet(event: dict[str, Any]) -> bytes:
    return _bytes_of(MailjetInboundWebhookView(webhook_secret=["-"]), event | {"Parts": []})


def _bytes_of(view: Any, event: dict[str, Any]) -> bytes:
    whole: bytes = view.esp_to_anymail_event(event).message.as_bytes()
    return whole


_READERS: dict[str, Callable[[dict[str, Any]], bytes]] = {"postmark": _of_postmark, "brevo": _of_brevo, "mailjet": _of_mailjet}


def _unread(provider: str, raw: str) -> EventReading:
    """Kept for a person to look at, and acknowledged: a provider would send it again for days."""
    return EventReading(provider, identity=f"mail\0{raw}", raw=raw[:_MOST_RAW])
