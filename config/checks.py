"""Unsafe set-ups refuse to start: Django system checks with a number and a hint each. docs/install.md repeats them.

Errors are for what may never run; warnings for what a person should look at. `deploy` checks run with `check --deploy`,
which docker-compose.yml does before it migrates.
"""

import difflib
import os
import re
from collections.abc import Iterable, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  Django's name for it
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from config.mail import NOT_SENDING_BACKENDS
from core.keys import is_readable_by_others, keyring

# Every variable with our prefix that something reads; a misspelt one would otherwise do nothing, silently.
KNOWN_VARIABLES = frozenset({
    "THRESHOLD_BENCH",
    "THRESHOLD_CLOCK_OFFSET",
    "THRESHOLD_IDLE_MINUTES",
    "THRESHOLD_MODE",
    "THRESHOLD_PYTHON",
    "THRESHOLD_REQUIRE_BROWSER",
    "THRESHOLD_REQUIRE_POSTGRES",
    "THRESHOLD_SESSION_HOURS",
    "THRESHOLD_VAR",
})  # fmt: skip


_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def _is_production() -> bool:
    return settings.MODE == "production"


@register(Tags.security)
def check_unsafe_switches(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Switches for trying things out must be off where real people write to us."""
    if not _is_production():
        return []
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("DEBUG is on.", hint="Error pages would show what people wrote. Leave it False.", id="threshold.E001"))
    if settings.BENCH_MODE:
        found.append(Error("THRESHOLD_BENCH is on.", hint="A moved clock sends messages on wrong days.", id="threshold.E002"))
    return found


@register(Tags.security)
def check_keys(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Sample keys are known to others, and a key file that others may read protects nothing."""
    if not _is_production():
        return []
    found: list[CheckMessage] = []
    if keyring().sample:
        hint = "Make new ones: python -m core.keys /path/to/keys.json"
        found.append(Error("KEYS_FILE holds sample keys.", hint=hint, id="threshold.E003"))
    if is_readable_by_others(settings.KEYS_FILE) and not _is_mounted_secret(Path(settings.KEYS_FILE)):
        hint = "chmod 600 the file, owned by the user that runs Threshold."
        found.append(Error("Others on this machine may read KEYS_FILE.", hint=hint, id="threshold.E004"))
    return found


def _is_mounted_secret(path: Path) -> bool:
    """Container engines mount secrets under /run/secrets with the modes they choose, into a file system of one service."""
    return Path("/run/secrets") in path.resolve().parents


@register(Tags.security)
def check_addresses(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Sign-in pages and links travel encrypted or not at all; only this machine itself may be spoken to in the clear."""
    named = {"DESK_URL": settings.DESK_URL, "LINK_URL": settings.LINK_URL} if _is_production() else {}
    hint = "Put a proxy with a certificate in front; docs/install.md has recipes for nginx and Caddy."
    return [
        Error(f"{name} must start with https://.", hint=hint, id="threshold.E005")
        for name, url in named.items()
        if not url.startswith("https://")
    ]


@register(Tags.security)
def check_sender(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """A sender that is no address makes every message bounce, one by one."""
    if not _is_production() or _is_address(settings.FROM_EMAIL):
        return []
    return [Error("FROM_EMAIL is not an e-mail address.", hint="For example: hello@mail.example.org", id="threshold.E006")]


def _is_address(text: str) -> bool:
    if not text.isprintable():
        return False
    try:
        validate_email(parseaddr(text)[1])
    except ValidationError:
        return False
    return True


@register(Tags.security)
def check_mail_leaves(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """In production messages must go to a mail server, and not into a log where names and addresses would stay."""
    if not _is_production() or settings.EMAIL_BACKEND not in NOT_SENDING_BACKENDS:
        return []
    return [Error("EMAIL_URL prints messages instead of sending them.", hint="Use smtp+tls:// or a provider.", id="threshold.E007")]


@register(Tags.security)
def check_mail_is_encrypted(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """On the way to another machine messages are encrypted; a relay on this one may be spoken to in the clear."""
    is_smtp = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    is_clear = is_smtp and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
    if not _is_production() or not is_clear or settings.EMAIL_HOST in _THIS_MACHINE:
        return []
    return [Error("EMAIL_URL sends messages in the clear.", hint="Use smtp+tls:// or smtp+ssl://.", id="threshold.E010")]


@register()
def check_broker(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """A memory of its own reaches no other process: the worker would never hear of the schedule."""
    if not _is_production() or not settings.REDIS_URL.startswith("memory://"):
        return []
    return [Error("REDIS_URL is no Redis.", hint="redis://host:6379/0 or rediss://host:6379/0.", id="threshold.E011")]


@register(Tags.database)
def check_database(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """SQLite allows one writer; the local set-up is tuned for it, several machines are not."""
    if not _is_production() or settings.DATABASES["default"]["ENGINE"].endswith(".postgresql"):
        return []
    hint = "DATABASE_URL=postgres://user:password@host/threshold, or THRESHOLD_MODE=local for one laptop."
    return [Error("Production needs PostgreSQL.", hint=hint, id="threshold.E008")]


@register(Tags.security, deploy=True)
def check_redis_keeps(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Asked at deployment and by every worker at its start; a Redis that can't be asked is no finding."""
    from config.redis_policy import evicts  # noqa: PLC0415  the only check that talks to a server

    if not _is_production() or not evicts():
        return []
    hint = "CONFIG SET maxmemory-policy noeviction, and the same in redis.conf."
    return [Error("Redis may throw messages away when it is full.", hint=hint, id="threshold.E009")]


@register()
def check_variables(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """A misspelt THRESHOLD_ variable is probably a wish that nobody hears."""
    unknown = sorted(name for name in os.environ if name.startswith("THRESHOLD_") and name not in KNOWN_VARIABLES)
    return [Warning(f"{name} is no variable of Threshold.", hint=_nearest(name, KNOWN_VARIABLES), id="threshold.W001") for name in unknown]


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(re.sub(r"_FILE$", "", name), known, n=1)
    return f"Did you mean {near[0]}?" if near else "docs/install.md lists them all."


def refuse_unsafe_setup() -> None:
    """Raise ImproperlyConfigured with every error of this module that needs no server; for processes that run no checks."""
    checks = (
        *(check_unsafe_switches, check_keys, check_addresses, check_sender),
        *(check_mail_leaves, check_mail_is_encrypted, check_broker, check_database),
    )
    found = [message for check in checks for message in check(None) if message.is_serious()]
    if found:
        raise ImproperlyConfigured("; ".join(f"{message.id}: {message.msg} {message.hint}" for message in found))
