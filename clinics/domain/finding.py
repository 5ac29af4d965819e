"""Finding a clinic for somebody from outside: by its neutral address, with the numbers it publishes."""

from clinics.models import Clinic, PhoneLine


def clinic_by_slug(slug: str) -> Clinic | None:
    """The clinic with this address, or None."""
    return Clinic.objects.filter(slug=slug).first()


def all_clinics() -> list[Clinic]:
    """Every clinic of the installation, by the name that outsiders see."""
    return list(Clinic.objects.order_by("discreet_name", "slug"))


def published_lines(clinic: Clinic) -> list[PhoneLine]:
    """The numbers people may call, in the clinic's order."""
    return list(clinic.phone_lines.filter(is_public=True).order_by("position", "number"))
