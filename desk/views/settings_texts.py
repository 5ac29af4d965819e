"""Settings: the texts of messages as people get them. Reading only; texts are published by their approver."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse

from clinics.models import Clinic
from core import clock
from core.contact import format_phone
from desk.pages.settings import newest_texts, versions_of_text
from desk.views.settings_base import open_page
from followup.domain.discretion import Finding, subject_findings
from followup.domain.letters import stop_url
from followup.domain.rendering import MissingValueError, Rendered, Template, render_message, what_next
from followup.models import TemplateVersion

# What stands where a real message has the link of one person.
_EXAMPLE_LINK = "example"


def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest version of every text in each language."""
    page = open_page(request, slug, "settings-texts")
    return page.show("texts.html", kept=newest_texts(page.clinic))


def text(request: HttpRequest, slug: str, text_id: UUID) -> HttpResponse:
    """One version, as its words are kept and as somebody would get it."""
    page = open_page(request, slug, "settings-texts")
    version, others = versions_of_text(page.clinic, text_id=text_id)
    if version is None:
        raise Http404
    shown, missing = _preview(page.clinic, version)
    findings: list[Finding] = subject_findings(shown.subject) if shown else []
    facts = {"version": version, "shown": shown, "missing": missing, "findings": findings}
    return page.show("text.html", others=others, **facts)


def _preview(clinic: Clinic, version: TemplateVersion) -> tuple[Rendered | None, str]:
    """The words with example values, or None and the place that has no value."""
    line = clinic.phone_lines.filter(is_public=True).order_by("position").first()
    language = version.language
    values = {
        "discreet_name": clinic.discreet_name,
        "phone": format_phone(line.number, region=clinic.phone_region) if line else "",
        "what_next": what_next(answer_by=clock.now() + timedelta(hours=2), zone=ZoneInfo(clinic.time_zone), language=language),
        "stop_link": stop_url(slug=clinic.slug, token=_EXAMPLE_LINK, language=language),
    }
    try:
        return render_message(Template(version.subject, version.body), values), ""
    except MissingValueError as error:
        return None, error.name
