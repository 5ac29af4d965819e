"""Values for a preview: those of a made-up person, or of somebody real, whose gaps stay to be seen."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from clinics.models import Clinic
from followup.domain.clinic_values import how_to_reach, public_phone
from followup.domain.education import page_links
from followup.domain.letters import calendar_url, stop_url
from followup.domain.rendering import what_next
from followup.domain.variables import VARIABLES
from intake.domain.promising import answer_promise, waiting_promise
from intake.models import Lead

# What stands where a real message has the link of one person.
_EXAMPLE_LINK = "example"


def made_up_values(*, clinic: Clinic, language: str, now: datetime) -> dict[str, str]:
    """Every place filled: the clinic's own words where there are some, an example elsewhere."""
    examples = {name: variable.example(language) for name, variable in VARIABLES.items()}
    zone = ZoneInfo(clinic.time_zone)
    link = stop_url(slug=clinic.slug, token=_EXAMPLE_LINK, language=language)
    return {
        **examples,
        **_clinic_values(clinic, language),
        "what_next": what_next(answer_by=now + timedelta(hours=2), zone=zone, language=language),
        "stop_link": link,
        "calendar_link": calendar_url(token=_EXAMPLE_LINK, language=language),
        "answer_link": f"{settings.LINK_URL}/w/c/{_EXAMPLE_LINK}/{language}/",
    }


def values_of_lead(*, lead: Lead, language: str, now: datetime) -> dict[str, str]:
    """What is known of somebody real; a place that nothing is known for is left out, as it would be for a message."""
    clinic = lead.clinic
    answer_by = answer_promise(lead=lead, waiting=lambda: waiting_promise(clinic=clinic, now=now))
    owner = lead.owner.name.split() if lead.owner else []
    return {
        **_clinic_values(clinic, language),
        "what_next": what_next(answer_by=answer_by, zone=ZoneInfo(clinic.time_zone), language=language),
        "stop_link": stop_url(slug=clinic.slug, token=_EXAMPLE_LINK, language=language),
        "staff_name": owner[0] if owner else "",
    }


def _clinic_values(clinic: Clinic, language: str) -> dict[str, str]:
    known = {
        "discreet_name": clinic.discreet_name,
        "phone": public_phone(clinic=clinic, language=language),
        "reach_us": how_to_reach(clinic=clinic, language=language),
    }
    return known | page_links(clinic=clinic, language=language)
