"""Telling somebody by mail that their sign-in was changed or its codes are guessed, so that whoever did not do it learns of it.

NIST SP 800-63B-4, 4.6.

It goes out in practice mode too, and says nothing about what the clinic does.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings

from clinics.models import Clinic, Staff
from core.sql import whole
from followup.domain.account_keys import note_key
from followup.domain.rendering import Rendered
from followup.domain.writing import Timing, write_account_mail

LIVES = timedelta(days=3)


class Change(StrEnum):
    """What was changed, or that somebody tries to get in."""

    PASSWORD = "password"  # noqa: S105  a code for what was changed
    AUTHENTICATOR = "authenticator"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_MADE = "codes_made"
    CODE_USED = "code_used"
    BEGUN_ANEW = "begun_anew"
    TAKEN_AWAY = "taken_away"
    CODES_GUESSED = "codes_guessed"


_SUBJECT = {"en": "Your sign-in was changed", "es": "Su acceso ha cambiado"}
_SUBJECT_OF_GUESSES = {"en": "Wrong codes for your sign-in", "es": "Códigos incorrectos en su acceso"}
_BODY = {
    "en": "Hello {name},\n\n{what}\n\nIf that was you, there is nothing to do. If it was not, tell your administrator at once, and end "
    "every session of yours here:\n{link}\n",
    "es": "Hola, {name}:\n\n{what}\n\nSi fue usted, no tiene que hacer nada. Si no fue usted, avise enseguida a su administrador y cierre "
    "aquí todas sus sesiones:\n{link}\n",
}
_WHAT = {
    Change.PASSWORD: {"en": "The password of your sign-in was changed.", "es": "Se cambió la contraseña de su acceso."},
    Change.AUTHENTICATOR: {
        "en": "An authenticator app was set up for your sign-in.",
        "es": "Se configuró un autenticador para su acceso.",
    },
    Change.PASSKEY_ADDED: {"en": "A passkey was added to your sign-in.", "es": "Se añadió una llave de acceso."},
    Change.PASSKEY_REMOVED: {"en": "A passkey was taken away from your sign-in.", "es": "Se quitó una llave de acceso."},
    Change.CODES_MADE: {"en": "New recovery codes were made for your sign-in.", "es": "Se generaron códigos de recuperación nuevos."},
    Change.CODE_USED: {"en": "One of your recovery codes was used.", "es": "Se usó uno de sus códigos de recuperación."},
    Change.BEGUN_ANEW: {
        "en": "A link was used to begin your sign-in anew: its password, codes and passkeys are gone.",
        "es": "Se usó un enlace para empezar de nuevo su acceso: la contraseña, los códigos y las llaves de antes ya no sirven.",
    },
    Change.TAKEN_AWAY: {
        "en": "Whoever runs the system took away your authenticator, passkeys and recovery codes, because somebody said they were lost.",
        "es": "Quien administra el sistema retiró su autenticador, sus llaves de acceso y sus códigos de recuperación, porque alguien "
        "dijo que se habían perdido.",
    },
    Change.CODES_GUESSED: {
        "en": "Somebody gave your password and then many wrong codes. They did not get in by them. If it was not you, choose another "
        "password today.",
        "es": "Alguien dio su contraseña y después muchos códigos incorrectos. Con ellos no entró. Si no fue usted, elija hoy otra "
        "contraseña.",
    },
}


@whole
def tell_of_change(*, staff: Staff, change: Change, now: datetime) -> bool:
    """Write to them; False for somebody who works in no clinic, in whose name nobody could write."""
    clinic = clinic_of(staff.pk)
    if clinic is None:
        return False
    language = language_of(staff)
    words = {"name": staff.name, "what": _WHAT[change][language], "link": sessions_url()}
    subject = _SUBJECT_OF_GUESSES if change is Change.CODES_GUESSED else _SUBJECT
    rendered = Rendered(subject[language], _BODY[language].format(**words))
    write_account_mail(clinic=clinic, staff=staff, rendered=rendered, dedupe_key=note_key(), timing=Timing(now, LIVES))
    return True


def language_of(staff: Staff) -> str:
    """The language of mail about their own account."""
    return staff.interface_language if staff.interface_language in _BODY else "en"


def sessions_url() -> str:
    """The page of one's own sessions. Its address is the desk's own; a test compares it."""
    return f"{settings.DESK_URL}/desk/security/sessions/"


def clinic_of(staff_id: UUID) -> Clinic | None:
    """Whose name stands under the mail: any clinic they work in."""
    return Clinic.objects.filter(memberships__staff_id=staff_id).order_by("slug").first()
