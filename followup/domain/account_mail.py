"""Mail to staff about their own account: the link of an invitation, of a new password, of a new start, and a place in one more clinic.

Subject and text say nothing about what the clinic does. The link stands on the desk's own host.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings

from clinics.domain.inviting import LIVES, Issued, invite, issue_link
from clinics.domain.memberships import AlreadyHereError, add_to_clinic
from clinics.domain.staffing import staff_with_address
from clinics.models import Clinic, Staff
from clinics.states import LinkKind
from core.audit import PERSON, Actor
from core.sql import whole
from followup.domain.account_keys import account_key, note_key
from followup.domain.account_notes import LIVES as NOTE_LIVES
from followup.domain.account_notes import clinic_of, language_of
from followup.domain.rendering import Rendered
from followup.domain.writing import Timing, write_account_mail

_SUBJECTS = {
    LinkKind.INVITE: {"en": "Your invitation to sign in", "es": "Su invitación para entrar"},
    LinkKind.PASSWORD: {"en": "The link you asked for", "es": "El enlace que pidió"},
    LinkKind.RESET: {"en": "A new start for your sign-in", "es": "Un nuevo comienzo para su acceso"},
}
_ADDED_SUBJECT = {"en": "One more place for your sign-in", "es": "Un lugar más para su acceso"}
_ADDED = {
    "en": "Hello {name},\n\nyou were given a place at {clinic} too, on the system you know. Sign in as before:\n{link}\n\n"
    "If you did not expect this, ask your administrator.\n",
    "es": "Hola, {name}:\n\nAhora también tiene un lugar en {clinic}, en el sistema que ya conoce. Entre como siempre:\n{link}\n\n"
    "Si no lo esperaba, pregunte a su administrador.\n",
}
_BODIES = {
    LinkKind.INVITE: {
        "en": "Hello {name},\n\nyou are invited to work with {clinic} on its own system. Choose a password here:\n{link}\n\n"
        "The link works once, within {hours} hours. If you did not expect it, you can ignore this mail.\n",
        "es": "Hola, {name}:\n\nSe le invita a trabajar con {clinic} en su propio sistema. Elija una contraseña aquí:\n{link}\n\n"
        "El enlace sirve una sola vez, durante {hours} horas. Si no lo esperaba, puede ignorar este correo.\n",
    },
    LinkKind.PASSWORD: {
        "en": "Hello {name},\n\nchoose a new password here:\n{link}\n\nThe link works once, within {hours} hour. If you did not ask "
        "for it, you can ignore this mail: your password stays as it is.\n",
        "es": "Hola, {name}:\n\nElija una nueva contraseña aquí:\n{link}\n\nEl enlace sirve una sola vez, durante {hours} hora. Si no lo "
        "pidió, puede ignorar este correo: su contraseña sigue igual.\n",
    },
    LinkKind.RESET: {
        "en": "Hello {name},\n\nan administrator of {clinic} sent you this link to choose a new password:\n{link}\n\nIt works once, "
        "within {hours} hours. Your codes and passkeys end with it, and you set up new ones when you sign in. If you do not know "
        "why you got this, ask your administrator before you use it.\n",
        "es": "Hola, {name}:\n\nUn administrador de {clinic} le envía este enlace para elegir una nueva contraseña:\n{link}\n\nSirve una "
        "sola vez, durante {hours} horas. Sus códigos y llaves de acceso terminan con él, y usted configura otros al entrar. Si no "
        "sabe por qué lo recibe, pregunte a su administrador antes de usarlo.\n",
    },
}


@whole
def invite_by_mail(
    *, clinic: Clinic, email: str, name: str, roles: Iterable[str], languages: Iterable[str], interface: str, actor: Actor, now: datetime
) -> Staff:
    """Make the account of somebody new and mail them its link.

    Raises AlreadyHereError, BadAccountError, and TakenAddressError for an account of another clinic (`add_by_mail`).
    """
    # A second press waits for the first, and finds whom it invited.
    Clinic.objects.select_for_update(no_key=True).get(id=clinic.id)
    known = staff_with_address(email)
    if known is not None and known.memberships.filter(clinic=clinic).exists():
        raise AlreadyHereError
    held = {clinic.id: list(roles)}
    issued = invite(email=email, name=name, roles=held, languages=languages, interface=interface, actor=actor, now=now)
    _write(clinic, issued, now)
    return issued.link.staff


@whole
def add_by_mail(*, clinic: Clinic, email: str, roles: Collection[str], actor: Actor, now: datetime) -> Staff | None:
    """Give whoever has this address a place in one more clinic, and tell them; None when nobody has it.

    Somebody who never came gets their invitation anew, somebody disabled gets no mail. Raises AlreadyHereError, BadAccountError.
    """
    staff = staff_with_address(email)
    if staff is None:
        return None
    add_to_clinic(staff=staff, clinic_id=clinic.id, roles=roles, actor=actor, now=now)
    if staff.is_active:
        _tell_of_place(clinic, staff, now)
    elif not staff.has_usable_password():
        mail_link(clinic=clinic, staff=staff, kind=LinkKind.INVITE, actor=actor, now=now)
    return staff


@whole
def mail_link(*, clinic: Clinic, staff: Staff, kind: LinkKind, actor: Actor, now: datetime) -> None:
    """Mail this person a new link; the ones before it stop working."""
    _write(clinic, issue_link(staff=staff, kind=kind, actor=actor, now=now), now)


@whole
def mail_forgotten_password(*, email: str, now: datetime) -> None:
    """Mail a link to whoever has this address and may sign in. Nobody is told whether there was somebody."""
    staff = staff_with_address(email)
    clinic = clinic_of(staff.pk) if staff else None
    if staff is not None and staff.is_active and clinic is not None:
        mail_link(clinic=clinic, staff=staff, kind=LinkKind.PASSWORD, actor=PERSON, now=now)


def account_url(token: str) -> str:
    """The page of a link. Its address is the desk's own; a test compares it."""
    return f"{settings.DESK_URL}/desk/account/{token}/"


def _tell_of_place(clinic: Clinic, staff: Staff, now: datetime) -> None:
    language = language_of(staff)
    words = {"name": staff.name, "clinic": clinic.discreet_name, "link": f"{settings.DESK_URL}/desk/"}
    rendered = Rendered(_ADDED_SUBJECT[language], _ADDED[language].format(**words))
    write_account_mail(clinic=clinic, staff=staff, rendered=rendered, dedupe_key=note_key(), timing=Timing(now, NOTE_LIVES))


def _write(clinic: Clinic, issued: Issued, now: datetime) -> None:
    staff, kind = issued.link.staff, LinkKind(issued.link.kind)
    language = language_of(staff)
    lives = LIVES[kind]
    hours = int(lives.total_seconds() // 3600)
    words = {"name": staff.name, "clinic": clinic.discreet_name, "link": account_url(issued.token), "hours": hours}
    rendered = Rendered(_SUBJECTS[kind][language], _BODIES[kind][language].format(**words))
    write_account_mail(clinic=clinic, staff=staff, rendered=rendered, dedupe_key=account_key(issued.link.id), timing=Timing(now, lives))
