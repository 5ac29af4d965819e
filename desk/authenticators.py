"""A person's authenticator and recovery codes, kept by django-allauth with secrets that our adapter encrypts."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import ngettext, override

from clinics.domain.inviting import use_link
from clinics.domain.passwords import change_password
from clinics.models import Staff
from clinics.states import LinkKind
from core import clock
from core.audit import Actor
from core.sessions import end_sessions
from core.sql import whole
from desk.accounts import audit_sign_in
from followup.domain.account_notes import Change, tell_of_change

_TOLD_EVERY = 24 * 3600


def authenticator_of(staff: Staff) -> Authenticator | None:
    """The authenticator app, if one is set up."""
    return _kept(staff, Authenticator.Type.TOTP)


def codes_of(staff: Staff) -> list[str]:
    """The recovery codes that were not used yet."""
    kept = _kept(staff, Authenticator.Type.RECOVERY_CODES)
    return RecoveryCodes(kept).get_unused_codes() if kept else []


def is_protected(staff: Staff) -> bool:
    """Whether a second factor is set up: an authenticator app or a passkey."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=staff, type__in=kinds).exists())


def became_protected(request: HttpRequest, staff: Staff) -> None:
    """Before the first second factor is kept: sessions that a password alone opened elsewhere end."""
    if not is_protected(staff):
        end_sessions(staff.id, but=request.session.session_key)


@whole
def keep_authenticator(*, request: HttpRequest, staff: Staff, secret: str) -> None:
    """Use this secret from now on, in place of any other, with fresh recovery codes."""
    # Two tabs that set one up at once would break the unique row: they wait for each other here.
    Staff.objects.select_for_update().get(pk=staff.id)
    became_protected(request, staff)
    Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(staff, secret)
    audit_sign_in(action="authenticator.set_up", staff=staff, actor=Actor.of(staff))
    tell_of_change(staff=staff, change=Change.AUTHENTICATOR, now=clock.now())
    make_codes(staff=staff)


def owner_of_code(staff: Staff, code: str) -> Authenticator | None:
    """The authenticator app or the recovery codes that this code belongs to. A recovery code is used up by it."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    for kept in Authenticator.objects.filter(user=staff, type__in=kinds):
        if kept.wrap().validate_code(code):
            kept.user = staff
            return kept
    return None


@whole
def make_codes(*, staff: Staff) -> None:
    """New recovery codes; the old ones stop working."""
    Authenticator.objects.filter(user=staff, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(staff)
    audit_sign_in(action="recovery_codes.made", staff=staff, actor=Actor.of(staff))


@whole
def renew_codes(*, staff: Staff) -> None:
    """New recovery codes because their owner wants some, who is told by mail."""
    # Two presses at once would break the unique row: they wait for each other here.
    Staff.objects.select_for_update(no_key=True).get(pk=staff.id)
    make_codes(staff=staff)
    tell_of_change(staff=staff, change=Change.CODES_MADE, now=clock.now())


def note_proof(request: HttpRequest, staff: Staff, used: Authenticator | None) -> None:
    """Whoever got in by a recovery code is told so, here and by mail: there are only so many."""
    if used is None or used.type != Authenticator.Type.RECOVERY_CODES:
        return
    tell_of_change(staff=staff, change=Change.CODE_USED, now=clock.now())
    left = len(codes_of(staff))
    # The pages of signing in speak the browser's language, the next one theirs.
    with override(staff.interface_language):
        words = ngettext(
            "You used a recovery code; %(count)d is left. Make new ones under My sign-in.",
            "You used a recovery code; %(count)d are left. Make new ones under My sign-in before they run out.",
            left,
        )
    messages.warning(request, words % {"count": left})


def note_guessing(staff: Staff) -> None:
    """Whoever gets so far has the password: its owner is told so by mail, once a day."""
    if cache.add(f"desk.codes_guessed:{staff.pk}", 1, _TOLD_EVERY):
        tell_of_change(staff=staff, change=Change.CODES_GUESSED, now=clock.now())


@whole
def change_own_password(*, staff: Staff, password: str, keep_session: str | None, now: datetime) -> None:
    """Another password of somebody who is signed in; they are told by mail."""
    change_password(staff=staff, password=password, keep_session=keep_session, actor=Actor.of(staff), now=now)
    tell_of_change(staff=staff, change=Change.PASSWORD, now=now)


@whole
def use_account_link(*, token: str, password: str, now: datetime) -> None:
    """Choose a password by a mailed link; one of a new start also takes codes and passkeys away. Raises LinkOverError."""
    link = use_link(token=token, password=password, now=now)
    if link.kind == LinkKind.RESET:
        Authenticator.objects.filter(user=link.staff).delete()
        audit_sign_in(action="authenticator.reset", staff=link.staff, actor=Actor.of(link.staff))
    if link.kind != LinkKind.INVITE:
        change = Change.BEGUN_ANEW if link.kind == LinkKind.RESET else Change.PASSWORD
        tell_of_change(staff=link.staff, change=change, now=now)


def _kept(staff: Staff, kind: str) -> Authenticator | None:
    found: Authenticator | None = Authenticator.objects.filter(user=staff, type=kind).first()
    return found
