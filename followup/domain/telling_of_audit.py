"""Telling admins and auditors that the audit does not hold. The mail says no more than that and where to look."""

from datetime import datetime, timedelta

from django.conf import settings

from clinics.models import Clinic, Staff
from clinics.states import Role
from core.checking_audit import what_is_known
from core.sql import whole
from followup.domain.rendering import Rendered
from followup.domain.writing import Timing, write_account_mail

_LIVES = timedelta(hours=24)
_WATCH = (Role.ADMIN, Role.AUDITOR)
_SUBJECT = {"en": "Please look at this today", "es": "Revise esto hoy, por favor"}
_BODY = {
    "en": "The daily check of who read and changed what has found a place that does not hold: "
    "an entry may have been changed or removed.\n\n"
    "Do not restart or clean up anything before whoever runs the server has looked. What was found, and what to do:\n{link}\n\n"
    "This e-mail comes once a day until the check holds again.\n",
    "es": "La revisión diaria de quién leyó y cambió qué encontró un lugar que no es íntegro: "
    "una anotación pudo haber sido cambiada o quitada.\n\n"
    "No reinicie ni limpie nada antes de que lo revise quien administra el servidor. Qué se encontró y qué hacer:\n{link}\n\n"
    "Este correo llega una vez al día hasta que la revisión vuelva a ser íntegra.\n",
}


@whole
def tell_of_audit(*, now: datetime) -> int:
    """One mail a day to each of them while the audit does not hold; how many people. It concerns no patient, so practice mode sends it."""
    if what_is_known().holds:
        return 0
    people = Staff.objects.filter(is_active=True, is_sample=False, memberships__role__in=_WATCH).distinct().order_by("id")
    for staff in people:
        clinic = Clinic.objects.filter(memberships__staff=staff, memberships__role__in=_WATCH).order_by("created_at", "id")[:1].get()
        language = staff.interface_language if staff.interface_language in _BODY else "en"
        write_account_mail(
            clinic=clinic,
            staff=staff,
            rendered=Rendered(_SUBJECT[language], _BODY[language].format(link=f"{settings.DESK_URL}/desk/health/")),
            dedupe_key=f"audit:{now:%Y%m%d}:{staff.id}",
            timing=Timing(now, _LIVES),
        )
    return len(people)
