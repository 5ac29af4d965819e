"""Hooking: the door at which a mail provider knocks. No row, no door; each secret is made here and shown once."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit, urlunsplit

from django.conf import settings

from clinics.models import Clinic
from core import audit
from core.audit import Actor
from core.hashing import new_token
from core.sql import whole
from followup.domain.inbound import Mail, take_mail
from followup.domain.tracking import EventReading, keep_event
from followup.models import MailHook

PROVIDERS = ("postmark", "mailgun", "brevo", "mailjet")
SIGNING_PROVIDERS = frozenset({"mailgun"})
USER = "threshold"
_NOTED_EVERY = timedelta(minutes=1)


class SigningKeyNeededError(Exception):
    """This provider signs what it posts, and its key was not given."""


@dataclass(frozen=True)
class HookSecrets:
    """What a post must show."""

    path_token: str = field(repr=False)
    basic_auth: str = field(repr=False)
    signing_key: str = field(repr=False)


@dataclass(frozen=True)
class OpenedHook:
    """A new door with the address to paste at the provider; it is not shown again."""

    hook: MailHook
    url: str = field(repr=False)
    # Where it may post mail that comes in.
    inbound_url: str = field(repr=False)


@whole
def open_hook(*, provider: str, signing_key: str, actor: Actor, now: datetime, strangers_to: Clinic | None = None) -> OpenedHook:
    """Make the door of a provider, or give it new secrets; raises SigningKeyNeededError. The old address stops working."""
    signing_key = signing_key.strip()
    if provider in SIGNING_PROVIDERS and not signing_key:
        raise SigningKeyNeededError
    MailHook.objects.select_for_update().filter(provider=provider).delete()
    hook = MailHook.objects.create(
        provider=provider,
        path_token=new_token(),
        password=secrets.token_urlsafe(24),
        signing_key=signing_key,
        created_at=now,
        strangers_to=strangers_to,
    )
    audit.record(actor=actor, action="mail_hook.opened", object_type="mail_hook", object_id=hook.id, clinic_id=None, now=now)
    paths = (path_of(provider=provider, path_token=hook.path_token), inbound_path_of(provider=provider, path_token=hook.path_token))
    return OpenedHook(hook, *(_url_of(hook, path) for path in paths))


@whole
def close_hook(*, provider: str, actor: Actor, now: datetime) -> bool:
    """Shut the door of a provider; False when there was none."""
    hook = MailHook.objects.filter(provider=provider).first()
    if hook is None:
        return False
    audit.record(actor=actor, action="mail_hook.closed", object_type="mail_hook", object_id=hook.id, clinic_id=None, now=now)
    hook.delete()
    return True


def secrets_of(*, provider: str, path_token: str) -> HookSecrets | None:
    """The secrets of a provider's door, when the address that was asked for is the one we gave."""
    hook = MailHook.objects.filter(provider=provider).first()
    if hook is None or not hmac.compare_digest(hook.path_token.encode(), path_token.encode("utf-8", "replace")):
        return None
    return HookSecrets(hook.path_token, f"{USER}:{hook.password}", hook.signing_key)


def keep_post(*, provider: str, readings: Iterable[EventReading], tells_of_tracking: bool, now: datetime) -> int:
    """Commit every event of a post, each alone; how many are new."""
    count = sum(keep_event(reading=reading, now=now) for reading in readings)
    _note(provider, "last_event_at", now)
    if tells_of_tracking:
        _note(provider, "tracking_seen_at", now)
    return count


def keep_mails(*, provider: str, mails: Iterable[Mail], unread: Iterable[EventReading], now: datetime) -> int:
    """Commit every mail of a post, each alone, with what follows from it; how many there were. Raises NoClinicError."""
    clinic = Clinic.objects.filter(id__in=MailHook.objects.filter(provider=provider).values("strangers_to")).first()
    count = len([take_mail(mail=mail, clinic=clinic, now=now) for mail in mails])
    for reading in unread:
        keep_event(reading=reading, now=now)
    _note(provider, "last_mail_at", now)
    return count


def note_refusal(*, provider: str, now: datetime) -> None:
    """Somebody knocked without the right secrets."""
    _note(provider, "last_refused_at", now)


def _note(provider: str, column: str, now: datetime) -> None:
    """Once a minute is enough: a flood of posts must not become a flood of writes to one row."""
    rows = MailHook.objects.filter(provider=provider)
    rows.exclude(**{f"{column}__gt": now - _NOTED_EVERY}).update(**{column: now})


def path_of(*, provider: str, path_token: str) -> str:
    """The path of followup.urls; a test compares them."""
    return f"/hooks/mail/{provider}/{path_token}/"


def inbound_path_of(*, provider: str, path_token: str) -> str:
    """The same for mail that comes in; Mailgun posts the whole mail only to an address with this end."""
    return f"/hooks/mail-in/{provider}/{path_token}/mime"


def _url_of(hook: MailHook, path: str) -> str:
    parts = urlsplit(settings.LINK_URL)
    host = f"{USER}:{quote(hook.password, safe='')}@{parts.netloc}"
    return urlunsplit((parts.scheme, host, path, "", ""))
