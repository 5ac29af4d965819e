"""Mail in: bytes from a mail server's pipe, read into what they are. Nothing here raises because of what was sent."""

import re
from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from followup.domain.inbound import Mail
from followup.domain.tracking import EventReading
from followup.models.delivery import Delivery

MOST_BYTES = 5 * 1024 * 1024
MOST_TEXT = 4000
_MOST_PARTS = 50
_MOST_NAMES = 20
# "Bad destination mailbox or system address" and "mailbox disabled" (RFC 3463): the address itself does not work.
_NO_SUCH_ADDRESS = re.compile(r"5\.(?:1\.(?:0|1|2|3|6|10)|2\.1)\b")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id", "List-Unsubscribe")
_QUOTE = re.compile(r"^(?:On .+ wrote:|El .+ escribió:|-{2,} ?(?:Original Message|Mensaje original) ?-{2,}|_{10,})\s*$")
_TAG = re.compile(r"<(?:style|script|head)\b.*?</(?:style|script|head)\s*>|<[^>]{0,2000}>", re.IGNORECASE | re.DOTALL)


def read_mail(raw: bytes, *, now: datetime) -> Mail:
    """What a mail is. One that can't be read at all is a stranger's mail with whatever text it has."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(raw[:MOST_BYTES])
        return _read(message, now)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Mail(text=_clean(raw[: MOST_TEXT * 4].decode("utf-8", "replace"))[:MOST_TEXT])


def _read(message: Any, now: datetime) -> Mail:
    if message.get_content_type() == "multipart/report" and _parameter(message, "report-type") == "delivery-status":
        return Mail(is_automatic=True, bounces=tuple(_bounces(message, now)))
    return Mail(
        is_automatic=_is_automatic(message),
        names=tuple(_ours(f"{_header(message, 'In-Reply-To')} {_header(message, 'References')}")),
        message_id=_header(message, "Message-ID"),
        sender=_address(message, "From"),
        subject=_clean(_header(message, "Subject"))[:200],
        text=_own_words(_text(message))[:MOST_TEXT],
    )


def _is_automatic(message: Any) -> bool:
    """Whether a machine wrote it (RFC 3834), or we did ourselves."""
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted not in {"", "no"} or _header(message, "Return-Path").strip() == "<>":
        return True
    if _header(message, "Precedence").strip().lower() in _BULK or any(_header(message, name) for name in _AUTO_HEADERS):
        return True
    return _address(message, "From").casefold() == _own_address().casefold()


def _own_address() -> str:
    return next((address for _name, address in getaddresses([settings.FROM_EMAIL])), "")


def _bounces(message: Any, now: datetime) -> Iterator[EventReading]:
    """One event for each recipient that a report (RFC 3464) speaks of."""
    original = _original(message)
    names = next(iter(_ours(_header(original, "Message-ID"))), None) if original is not None else None
    returned_to = _address(original, "To") if original is not None else ""
    for fields in _recipient_fields(message):
        action, status = _header(fields, "Action").strip().lower(), _header(fields, "Status").strip()
        kind = _kind(action, status)
        recipient = _typed_address(fields, "Original-Recipient") or returned_to or _typed_address(fields, "Final-Recipient")
        if kind:
            identity = "\0".join((str(names), recipient, kind, status))
            yield EventReading("mail", identity=identity, kind=kind, names=names, recipient=recipient, happened_at=now)


def _kind(action: str, status: str) -> str:
    if action == "failed" and status.startswith("5"):
        return Delivery.HARD_BOUNCE if _NO_SUCH_ADDRESS.match(status) else Delivery.REJECTED
    return {"failed": Delivery.SOFT_BOUNCE, "delayed": Delivery.DEFERRED, "delivered": Delivery.DELIVERED}.get(action, "")


def _recipient_fields(message: Any) -> Iterator[Any]:
    for part in _parts(message):
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            # The first block is about the message, each further one about a recipient.
            yield from part.get_payload()[1:]


def _original(message: Any) -> Any | None:
    """The message that came back, or its headers."""
    for part in _parts(message):
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            return part.get_payload()[0]
        if part.get_content_type() == "text/rfc822-headers":
            return BytesParser(policy=policy.default).parsebytes(part.get_payload(decode=True) or b"", headersonly=True)
    return None


def _parts(message: Any) -> Iterator[Any]:
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return
        yield part


def _ours(text: str) -> list[UUID]:
    """The ids of ours among the Message-IDs in a header."""
    host = re.escape(urlsplit(settings.LINK_URL).hostname or "localhost")
    return [UUID(hex=found) for found in re.findall(rf"<([0-9a-f]{{32}})@{host}>", text)[:_MOST_NAMES]]


def _text(message: Any) -> str:
    body: Any = message.get_body(preferencelist=("plain", "html")) if isinstance(message, EmailMessage) else None
    if body is None:
        return ""
    raw: bytes = body.get_payload(decode=True) or b""
    try:
        text = raw.decode(body.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return unescape(_TAG.sub(" ", text)) if body.get_content_type() == "text/html" else text


def _own_words(text: str) -> str:
    """What they wrote, without the letter they answer; all of it when nothing else is left."""
    kept: list[str] = []
    for line in _clean(text).splitlines():
        if _QUOTE.match(line.strip()):
            break
        if not line.startswith(">"):
            kept.append(line.rstrip())
    return "\n".join(kept).strip() or _clean(text).strip()


def _clean(text: str) -> str:
    """Without what no database and no screen takes."""
    return "".join(mark for mark in text if (mark.isprintable() or mark in "\n\t") and not "\ud800" <= mark <= "\udfff")


def _header(message: Any, name: str) -> str:
    try:
        return str(message.get(name) or "")
    except (ValueError, TypeError, LookupError, AttributeError):
        return ""


def _address(message: Any, name: str) -> str:
    """The one address of a header; "" when there are several, which is nobody's own."""
    found = [address for _name, address in getaddresses([_header(message, name)]) if "@" in address]
    return _clean(found[0])[:254] if len(found) == 1 else ""


def _typed_address(fields: Any, name: str) -> str:
    """`rfc822; maria@example.org` → the address."""
    return _clean(_header(fields, name).partition(";")[2]).strip().strip("<>")[:254]


def _parameter(message: Any, name: str) -> str:
    return str(message.get_param(name) or "").lower()
