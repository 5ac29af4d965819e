"""Clinic values: what a text says of its clinic rather than of a person. One function fills them for every kind of message."""

from django.conf import settings

from clinics.domain.remembering import remembered
from clinics.models import Clinic, PhoneLine
from core.contact import format_phone
from followup.domain.education import read_values
from followup.domain.variables import REACH_US_PLACE
from followup.domain.wording import REACH_US, REACH_US_AGAIN, REACH_US_IN_WRITING


def public_phone(*, clinic: Clinic, language: str) -> str:
    """The public number for people who speak this language, as people write it; empty when there is none."""
    lines = remembered(clinic, "followup.public_lines", _read_lines)
    number = next((number for spoken in (language, "") for spoken_here, number in lines if spoken_here == spoken), None)
    return format_phone(number, region=clinic.phone_region) if number else ""


def _read_lines(clinic: Clinic) -> tuple[tuple[str, str], ...]:
    """Language and number of each public line, in the order in which the clinic shows them."""
    rows = PhoneLine.objects.filter(clinic=clinic, is_public=True).order_by("position", "id")
    return tuple(rows.values_list("language", "number"))


def how_to_reach(*, clinic: Clinic, language: str) -> str:
    """A sentence that holds for this clinic: its number, else the page to write from, else the way they know."""
    phone = public_phone(clinic=clinic, language=language)
    if phone:
        return REACH_US[language].format(phone=phone)
    if not clinic.accepts_inquiries:
        return REACH_US_AGAIN[language]
    spoken = language if language in clinic.languages else clinic.languages[0]
    return REACH_US_IN_WRITING[language].format(page=f"{settings.LINK_URL}/{clinic.slug}/{spoken}/")


def clinic_values(*, clinic: Clinic, language: str, text: str) -> dict[str, str]:
    """Addresses of pages to read and how to reach us, where a text has a place for them; for most there is nothing to look up."""
    values = read_values(clinic=clinic, language=language, text=text)
    if f"{{{REACH_US_PLACE}}}" in text:
        values[REACH_US_PLACE] = how_to_reach(clinic=clinic, language=language)
    return values
