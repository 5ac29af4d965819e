"""The health page: what is in order and what is not, in words, with what to do."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core import clock
from desk.edges import staff_of
from desk.findings import AMBER, GREEN, RED, Finding, Scope, all_findings, report, worst_level


def page(request: HttpRequest) -> HttpResponse:
    """Findings about the machine and about the clinics of whoever asks, with the request as the server sees it."""
    staff = staff_of(request)
    findings = [*seen_request(request), *all_findings(Scope(now=clock.now(), clinic_ids=list(staff.roles_by_clinic)))]
    found = sorted(findings, key=lambda finding: finding.code)
    groups = [(level, [finding for finding in found if finding.level == level]) for level in (RED, AMBER, GREEN)]
    facts = {
        "groups": [(level, rows) for level, rows in groups if rows],
        "worst": worst_level(found),
        "report": report(found),
        "seen": seen_headers(request),
        "at": clock.now(),
    }
    return render(request, "desk/health.html", facts)


def seen_headers(request: HttpRequest) -> list[tuple[str, str]]:
    """Host, scheme and proxy headers as they arrive here; no address of anybody."""
    forwarded = [name for name in ("X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-For") if name in request.headers]
    return [
        (_("Host"), request.get_host()),
        (_("Scheme"), request.scheme or ""),
        (_("Proxy headers"), ", ".join(forwarded) or _("none")),
        ("DESK_URL", settings.DESK_URL),
        ("LINK_URL", settings.LINK_URL),
    ]


def seen_request(request: HttpRequest) -> list[Finding]:
    """Whether this very request arrived as the set-up expects; a proxy that drops a header breaks sign-in and links."""
    if settings.HTTPS and not request.is_secure():
        hint = _("Let the proxy set X-Forwarded-Proto to https.")
        return [Finding("T029", RED, _("The proxy does not say that this page was opened over https."), hint)]
    if request.get_host() != settings.DESK_HOST:
        words = {"host": request.get_host(), "wanted": settings.DESK_HOST}
        hint = _("Open the desk at its own address, or correct DESK_URL. Let the proxy pass the Host header on.")
        return [Finding("T029", AMBER, _("You opened %(host)s, but DESK_URL says %(wanted)s.") % words, hint)]
    return [Finding("T029", GREEN, _("Pages arrive at the address in DESK_URL."))]
