"""Mail events: who may post them, and what they say. django-anymail reads each provider's form; we decide what is believed.

Anymail alone would let everybody in when no secret is set, answers malformed posts with a server error, and reads a batch
as a whole. Here the door is shut without a secret, and every event of a batch stands for itself.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.http import HttpRequest

from followup.domain.hooking import HookSecrets
from followup.domain.tracking import UNSUBSCRIBED, EventReading
from followup.models.delivery import Delivery

# A signature older than this is a replay, or so late that its message has long been settled. Mailgun tries for eight hours.
FRESH_FOR = timedelta(hours=24)
_AHEAD = timedelta(minutes=10)
# Where our own id stands in what we send and in what comes back.
METADATA_KEY = "message"
_MOST_EVENTS = 1000
_MOST_RAW = 20_000
# What reading an event or a mail of whatever shape may raise.
READING_ERRORS = (AnymailError, ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError, RecursionError)


class RefusedPostError(Exception):
    """Whoever posts this is not the provider."""


class OtherDoorError(Exception):
    """A mail was posted where events go, or an event where mail goes: the two addresses were pasted the wrong way round.

    `body` is what was posted: it can be read once only.
    """

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.body = body


@dataclass(frozen=True)
class Batch:
    """What one post held: events to keep, and whether any told of an opened or clicked message."""

    readings: list[EventReading]
    tells_of_tracking: bool


@dataclass(frozen=True)
class _Provider:
    """Anymail's reader of a provider, and the questions that only the raw event answers."""

    view: type[AnymailBaseWebhookView]
    is_hard: Callable[[dict[str, Any]], bool]
    is_soft: Callable[[dict[str, Any]], bool]
    is_signed: bool = False


def _mailgun_reason(event: dict[str, Any]) -> str:
    data = event.get("event-data")
    return str(data.get("reason", "")) if isinstance(data, dict) else ""


_PROVIDERS = {
    "postmark": _Provider(
        PostmarkTrackingWebhookView,
        is_hard=lambda event: event.get("Type") in {"HardBounce", "BadEmailAddress"},
        is_soft=lambda event: event.get("Type") == "SoftBounce",
    ),
    "mailgun": _Provider(
        MailgunTrackingWebhookView,
        is_hard=lambda event: _mailgun_reason(event) in {"bounce", "suppress-bounce"},
        is_soft=lambda _event: False,
        is_signed=True,
    ),
    "brevo": _Provider(
        BrevoTrackingWebhookView,
        is_hard=lambda event: event.get("event") in {"hard_bounce", "invalid_email"},
        is_soft=lambda event: event.get("event") == "soft_bounce",
    ),
    "mailjet": _Provider(
        MailjetTrackingWebhookView,
        is_hard=lambda event: event.get("hard_bounce") is True,
        is_soft=lambda event: event.get("event") == "bounce",
    ),
}
_KINDS: dict[str, str] = {
    EventType.QUEUED: Delivery.ACCEPTED,
    EventType.SENT: Delivery.ACCEPTED,
    EventType.DEFERRED: Delivery.DEFERRED,
    EventType.DELIVERED: Delivery.DELIVERED,
    EventType.COMPLAINED: Delivery.COMPLAINED,
    EventType.UNSUBSCRIBED: UNSUBSCRIBED,
    EventType.REJECTED: Delivery.REJECTED,
    EventType.FAILED: Delivery.REJECTED,
    EventType.BOUNCED: Delivery.REJECTED,
}
_TRACKING = frozenset({EventType.OPENED, EventType.CLICKED})


def read_post(*, provider: str, secrets: HookSecrets, request: HttpRequest, now: datetime, body: bytes | None = None) -> Batch:
    """The events of one post; raises RefusedPostError for anybody but the provider, before the body means anything, and OtherDoorError.

    `body` is given when somebody has read the request before.
    """
    reader = _PROVIDERS[provider]
    view = _authenticated(reader, secrets, request, now)
    readings: list[EventReading] = []
    tells_of_tracking = False
    posted = request.body if body is None else body
    for event in _events_in(posted):
        try:
            reading, is_tracking = _read(provider, reader, view, event)
        except ImproperlyConfigured:
            # Anymail's word for a mail that was posted here.
            raise OtherDoorError(posted) from None
        tells_of_tracking |= is_tracking
        readings += [reading] if reading else []
    return Batch(readings, tells_of_tracking)


def _authenticated(reader: _Provider, secrets: HookSecrets, request: HttpRequest, now: datetime) -> AnymailBaseWebhookView:
    if reader.is_signed and not secrets.signing_key:
        raise RefusedPostError
    keys = {"webhook_signing_key": secrets.signing_key} if reader.is_signed else {}
    try:
        view = reader.view(webhook_secret=[secrets.basic_auth], **keys)
        view.run_validators(request)
        is_fresh = not reader.is_signed or _is_fresh(request, now)
    except (AnymailError, AnymailWebhookValidationFailure, SuspiciousOperation, ValueError, TypeError, LookupError, RecursionError):
        raise RefusedPostError from None
    if not is_fresh or view.basic_auth != [secrets.basic_auth]:
        raise RefusedPostError
    return view


def _is_fresh(request: HttpRequest, now: datetime) -> bool:
    """Mailgun signs a time and a token and not the body, so an old signature must not open the door for a new body."""
    signature = json.loads(request.body)["signature"]
    return is_fresh_time(datetime.fromtimestamp(int(signature["timestamp"]), tz=UTC), now)


def is_fresh_time(signed_at: datetime, now: datetime) -> bool:
    """Whether a signature of that time is neither a replay nor from a clock that is wrong."""
    return now - FRESH_FOR <= signed_at <= now + _AHEAD


def _events_in(body: bytes) -> Iterator[dict[str, Any] | str]:
    """Each event of a body, as an object, or as its text when it is none."""
    text = body.decode("utf-8", "replace")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = text
    for event in (found if isinstance(found, list) else [found])[:_MOST_EVENTS]:
        yield event if isinstance(event, dict) else json.dumps(event) if not isinstance(event, str) else event


def _read(provider: str, reader: _Provider, view: AnymailBaseWebhookView, event: dict[str, Any] | str) -> tuple[EventReading | None, bool]:
    """One event, None when it is dropped, and whether it told of an opened or clicked message."""
    if isinstance(event, str):
        return _unread(provider, event), False
    raw = json.dumps(event, sort_keys=True)
    try:
        found = view.esp_to_anymail_event(event)
        if found.event_type in _TRACKING:
            return None, True
        return _reading(provider, reader, found, event, raw), False
    except READING_ERRORS:
        return _unread(provider, raw), False


def _unread(provider: str, raw: str) -> EventReading:
    """Kept for a person to look at, and acknowledged: a provider would send it again for days."""
    return EventReading(provider, identity=raw, raw=raw[:_MOST_RAW])


def _reading(provider: str, reader: _Provider, found: AnymailTrackingEvent, event: dict[str, Any], raw: str) -> EventReading | None:
    kind = _kind(reader, found, event)
    if kind is None:
        return None
    return EventReading(
        provider,
        identity=f"id\0{found.event_id}" if found.event_id else f"body\0{raw}",
        kind=kind,
        names=_our_id(found),
        recipient=found.recipient if isinstance(found.recipient, str) else "",
        happened_at=_utc(found.timestamp),
    )


def _kind(reader: _Provider, found: AnymailTrackingEvent, event: dict[str, Any]) -> str | None:
    """Our word for it; None for what we drop: automatic answers, subscriptions, and whatever is new to us."""
    kind = _KINDS.get(found.event_type)
    if kind == Delivery.REJECTED and (reader.is_hard(event) or found.reject_reason == RejectReason.INVALID):
        return Delivery.HARD_BOUNCE
    if kind == Delivery.REJECTED and reader.is_soft(event):
        return Delivery.SOFT_BOUNCE
    return kind


def _our_id(found: AnymailTrackingEvent) -> UUID | None:
    """The id of our message: from the metadata we sent along, else from our own Message-ID."""
    metadata = found.metadata if isinstance(found.metadata, dict) else {}
    for text in (metadata.get(METADATA_KEY), str(found.message_id or "").strip("<>").partition("@")[0]):
        try:
            return UUID(hex=str(text))
        except ValueError:
            continue
    return None


def _utc(at: datetime | None) -> datetime | None:
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)
