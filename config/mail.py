"""EMAIL_URL, the one variable that says how messages leave: read into Django's and Anymail's settings.

Providers are reached through django-anymail (https://anymail.dev/en/stable/esps/); their secrets stand where an address
has its user and password, their sender domain where it has its host: `mailgun://KEY@mg.example.org`.
"""

from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# scheme: (port, STARTTLS, TLS from the first byte)
_SMTP = {
    "smtp": (25, False, False),
    "smtp+tls": (587, True, False),
    "smtps": (587, True, False),
    "smtp+ssl": (465, False, True),
}
_PLAIN = {
    "consolemail": "django.core.mail.backends.console.EmailBackend",
    "memorymail": "django.core.mail.backends.locmem.EmailBackend",
}


@dataclass(frozen=True)
class _Provider:
    """An Anymail backend, and the names of the settings that the parts of the address fill."""

    backend: str
    user: str
    second: str = ""
    host: str = ""


_PROVIDERS = {
    "brevo": _Provider("brevo", "BREVO_API_KEY"),
    "mailgun": _Provider("mailgun", "MAILGUN_API_KEY", host="MAILGUN_SENDER_DOMAIN"),
    "mailjet": _Provider("mailjet", "MAILJET_API_KEY", second="MAILJET_SECRET_KEY"),
    "postmark": _Provider("postmark", "POSTMARK_SERVER_TOKEN"),
}
# Anymail knows more. Each of these four is here because its answers and its events are tested; another needs its tests first.
_UNTESTED = frozenset({"amazon-ses", "mailersend", "mailtrap", "mandrill", "postal", "resend", "scaleway", "sendgrid", "ses", "sparkpost"})
_ESCAPE = "EMAIL_URL can't be read: write # / ? @ : [ ] in a user name, password or key as %23 %2F %3F %40 %3A %5B %5D."
_SLOWEST, _FASTEST = 0.5, 1000.0
NOT_SENDING_BACKENDS = frozenset(_PLAIN.values())
SCHEMES = (*_SMTP, *_PROVIDERS, *_PLAIN)


@dataclass(frozen=True)
class MailSettings:
    """What EMAIL_URL means; the names are those of the settings, in small letters."""

    backend: str
    host: str = "localhost"
    port: int = 25
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    use_tls: bool = False
    use_ssl: bool = False
    anymail: dict[str, object] = field(default_factory=dict, repr=False)
    # Messages a second, for all workers together; None: as fast as the server takes them.
    rate: float | None = None


def read_email_url(url: str) -> MailSettings:
    """What `url` means; raises ImproperlyConfigured, which never repeats the address because it holds a password."""
    parts = _parts_of(url)
    if parts.scheme in _SMTP:
        return replace(_read_smtp(parts), rate=_rate(parts))
    if parts.scheme in _PROVIDERS:
        return replace(_read_provider(parts, _PROVIDERS[parts.scheme]), rate=_rate(parts))
    if parts.scheme in _PLAIN:
        return MailSettings(backend=_PLAIN[parts.scheme])
    if parts.scheme in _UNTESTED:
        raise ImproperlyConfigured(
            f"EMAIL_URL: {parts.scheme} is not supported; of providers, {', '.join(_PROVIDERS)} are, or use its SMTP."
        )
    raise ImproperlyConfigured(f"EMAIL_URL must start with one of: {', '.join(f'{scheme}://' for scheme in SCHEMES)}.")


def _parts_of(url: str) -> SplitResult:
    """The parts of the address; one whose password breaks it apart is told so instead of being read as another."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ImproperlyConfigured(_ESCAPE) from None
    if "@" in f"{parts.path}{parts.query}{parts.fragment}":
        raise ImproperlyConfigured(_ESCAPE)
    return parts


def _read_smtp(parts: SplitResult) -> MailSettings:
    port, use_tls, use_ssl = _SMTP[parts.scheme]
    if not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL needs a host: smtp+tls://user:password@mail.example.org:587.")
    try:
        port = parts.port or port
    except ValueError:
        raise ImproperlyConfigured("EMAIL_URL has a port that is no number from 1 to 65535.") from None
    return MailSettings(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=use_tls,
        use_ssl=use_ssl,
    )


def _read_provider(parts: SplitResult, provider: _Provider) -> MailSettings:
    given = {provider.user: parts.username, provider.second: parts.password, provider.host: parts.hostname}
    named = {name: unquote(value or "") for name, value in given.items() if name}
    places = {
        provider.user: "the key before the @",
        provider.second: "the secret after KEY:",
        provider.host: "the sender domain after the @",
    }
    missing = [places[name] for name, value in named.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"EMAIL_URL for {parts.scheme} lacks {' and '.join(missing)}; see docs/install.md.")
    return MailSettings(
        backend=f"anymail.backends.{provider.backend}.EmailBackend", anymail={**named, **_region(parts), "REQUESTS_TIMEOUT": 20}
    )


def _rate(parts: SplitResult) -> float | None:
    """`?rate=14` keeps all workers together at 14 messages a second, for a provider that allows no more."""
    text = parse_qs(parts.query).get("rate", [""])[0]
    if not text:
        return None
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not _SLOWEST <= rate <= _FASTEST:
        raise ImproperlyConfigured("EMAIL_URL: what follows ?rate= must be messages a second, from 0.5 to 1000.")
    return rate


def _region(parts: SplitResult) -> dict[str, object]:
    """`?api=https://api.eu.mailgun.net/v3/` chooses another address of the same provider, for instance in the EU."""
    address = parse_qs(parts.query).get("api", [""])[0]
    if not address:
        return {}
    if not address.startswith("https://"):
        raise ImproperlyConfigured("EMAIL_URL: what follows ?api= must start with https://.")
    return {f"{parts.scheme.upper()}_API_URL": address}
