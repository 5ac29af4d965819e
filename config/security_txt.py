"""`/.well-known/security.txt` (RFC 9116): whom to tell of a weakness. It names the sending address and no clinic."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core import clock

# The RFC wants a day at which the file is stale, less than a year away.
_GOOD_FOR = timedelta(days=180)


def show_security_txt(request: HttpRequest) -> HttpResponse:
    """The file, for both hosts; a GET that reads nothing."""
    text = security_txt(now=clock.now(), canonical=f"{request.scheme}://{request.get_host()}{request.path}")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def security_txt(*, now: datetime, canonical: str) -> str:
    """Its lines: contact, end, languages and own address."""
    expires = (now.astimezone(UTC) + _GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = {
        "Contact": f"mailto:{parseaddr(settings.FROM_EMAIL)[1]}",
        "Expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": "en, es",
        "Canonical": canonical,
    }
    return "".join(f"{name}: {value}\r\n" for name, value in lines.items())
