"""Hours ahead in which nobody would be told of an emergency, said to those who can change it on the page they start from."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinics.domain.rota import gaps, rota_of
from clinics.models import Clinic, Staff
from clinics.states import Role

_LOOKS_AHEAD = timedelta(hours=24)


@dataclass(frozen=True)
class Night:
    """A clinic, and what is missing in the coming day."""

    slug: str
    words: str


def nights_with_nobody(*, staff: Staff, now: datetime) -> list[Night]:
    """The clinics this person runs in which nobody at all is told for a while within a day; no query for anybody else."""
    ids = staff.clinics_with_role(Role.ADMIN, Role.SUPERVISOR)
    clinics = Clinic.objects.filter(id__in=ids, accepts_inquiries=True).order_by("public_name", "id") if ids else []
    return [Night(clinic.slug, words) for clinic in clinics if (words := _words_for(clinic, now))]


def _words_for(clinic: Clinic, now: datetime) -> str:
    """What is missing; empty while somebody is told at every moment."""
    rota = rota_of(clinic, since=now)
    if rota.standing:
        return ""
    if not rota.shifts and not rota.covers:
        return _("%(clinic)s: nobody is on call. An emergency would reach supervisors at most.") % {"clinic": clinic.public_name}
    missing = gaps(rota, now, now + _LOOKS_AHEAD)
    if not missing:
        return ""
    times = [date_format(at.astimezone(rota.zone), "DATETIME_FORMAT") for at in (missing[0].starts_at, missing[0].ends_at)]
    sentence = _("%(clinic)s: nobody is on call from %(starts)s until %(ends)s. An emergency would reach supervisors at most.")
    return sentence % {"clinic": clinic.public_name, "starts": times[0], "ends": times[1]}
