"""Passkeys: WebAuthn credentials that a person's device keeps, bound to the exact origin of the desk.

A passkey here always verifies its owner (fingerprint, face, PIN), so it is two factors in one. Kept as django-allauth keeps
them, so that its sign-in stage knows of them; public keys are no secrets.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from clinics.models import Staff
from core import audit, clock
from core.audit import Actor
from core.sql import whole
from desk.accounts import audit_sign_in
from desk.authenticators import became_protected, codes_of, make_codes
from followup.domain.account_notes import Change, tell_of_change

NAME_LONGEST = 60
MOST_EACH = 20
# In the session while a question is open.
_QUESTION = "passkey_question"
_ANSWER_WITHIN = 5 * 60


class PasskeyError(ValueError):
    """The answer does not fit the question, or nobody's passkey gave it."""


class LastFactorError(ValueError):
    """Without this passkey, a password alone would open the account."""


def passkeys_of(staff: Staff) -> list[Authenticator]:
    """Somebody's passkeys, oldest first."""
    return list(Authenticator.objects.filter(user=staff, type=Authenticator.Type.WEBAUTHN).order_by("pk"))


def ask_to_add(request: HttpRequest, staff: Staff) -> dict[str, Any]:
    """What the browser needs to make a new passkey."""
    user = PublicKeyCredentialUserEntity(id=staff.id.bytes, name=staff.email, display_name=staff.name)
    options, state = _server(settings.DESK_URL).register_begin(
        user=user,
        credentials=[_credential_of(kept) for kept in passkeys_of(staff)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _asked(request, state, options, about=staff.id)


def ask_to_use(request: HttpRequest, staff: Staff | None) -> dict[str, Any]:
    """What the browser needs to answer with a passkey: one of this person's, or, for nobody yet, any that it has."""
    options, state = _server(settings.DESK_URL).authenticate_begin(
        credentials=[_credential_of(kept) for kept in passkeys_of(staff)] if staff else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _asked(request, state, options, about=staff.id if staff else None)


def add_passkey(request: HttpRequest, staff: Staff, answer: str, name: str) -> None:
    """Keep a new passkey; raises PasskeyError. The first way to prove oneself brings recovery codes with it."""
    state, credential = _take_question(request, about=staff.id), _parsed(answer)
    try:
        RegistrationResponse.from_dict(credential)
        made = _server(settings.DESK_URL).register_complete(state, credential)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyError from error
    with transaction.atomic():
        Staff.objects.select_for_update().get(pk=staff.id)
        kept = passkeys_of(staff)
        identity = made.credential_data.credential_id if made.credential_data else b""
        if len(kept) >= MOST_EACH or any(_credential_of(other).credential_id == identity for other in kept):
            raise PasskeyError
        became_protected(request, staff)
        data = {"name": name.strip()[:NAME_LONGEST], "credential": credential, "sign_count": made.counter}
        Authenticator.objects.create(user=staff, type=Authenticator.Type.WEBAUTHN, data=data)
        audit_sign_in(action="passkey.added", staff=staff, actor=Actor.of(staff))
        tell_of_change(staff=staff, change=Change.PASSKEY_ADDED, now=clock.now())
        if not codes_of(staff):
            make_codes(staff=staff)


def use_passkey(request: HttpRequest, staff: Staff | None, answer: str) -> Authenticator:
    """The passkey that answered, with its owner; raises PasskeyError. Each question is good for one answer."""
    state, credential = _take_question(request, about=staff.id if staff else None), _parsed(answer)
    try:
        given = AuthenticationResponse.from_dict(credential)
        owner = staff or _owner_of(given)
        kept = {_credential_of(passkey).credential_id: passkey for passkey in passkeys_of(owner)}
        found = kept[given.raw_id]
        _server(settings.DESK_URL).authenticate_complete(state, [_credential_of(found)], credential)
        _count_up(found, given.response.authenticator_data.counter)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        audit_sign_in(action="passkey.failed", staff=staff, actor=audit.PERSON)
        raise PasskeyError from error
    found.user = owner
    return found


@whole
def remove_passkey(*, staff: Staff, passkey_id: int) -> bool:
    """Forget a passkey of this person; False when they have none with this id. Raises LastFactorError for the last factor."""
    Staff.objects.select_for_update().get(pk=staff.id)
    found = Authenticator.objects.filter(user=staff, type=Authenticator.Type.WEBAUTHN, pk=passkey_id)
    if not found.exists():
        return False
    others = Authenticator.objects.filter(user=staff).exclude(pk=passkey_id)
    if not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        raise LastFactorError
    found.delete()
    audit_sign_in(action="passkey.removed", staff=staff, actor=Actor.of(staff))
    tell_of_change(staff=staff, change=Change.PASSKEY_REMOVED, now=clock.now())
    return True


@whole
def rename_passkey(*, staff: Staff, passkey_id: int, name: str) -> bool:
    """Give a passkey of this person another name; False when they have none with this id."""
    rows = Authenticator.objects.select_for_update().filter(user=staff, type=Authenticator.Type.WEBAUTHN)
    found = rows.filter(pk=passkey_id).first()
    if found is None:
        return False
    found.data = {**found.data, "name": name.strip()[:NAME_LONGEST]}
    found.save(update_fields=["data"])
    return True


@cache
def _server(origin: str) -> Fido2Server:
    """Believes answers given on exactly this origin: a page on a look-alike host, or on another port, gets none that fits."""
    entity = PublicKeyCredentialRpEntity(id=urlsplit(origin).hostname or "", name="Threshold")
    return Fido2Server(entity, verify_origin=lambda given: given == origin)


def _asked(request: HttpRequest, state: Any, options: Any, *, about: UUID | None) -> dict[str, Any]:
    kept = {"challenge": state["challenge"], "user_verification": str(UserVerificationRequirement.REQUIRED.value)}
    request.session[_QUESTION] = {"state": kept, "at": clock.now().timestamp(), "about": str(about or "")}
    plain: dict[str, Any] = json.loads(json.dumps(dict(options), default=dict))["publicKey"]
    return plain


def _take_question(request: HttpRequest, *, about: UUID | None) -> Mapping[str, Any]:
    """The open question of this session about this person, which is over with this."""
    asked = request.session.pop(_QUESTION, None)
    if not asked or asked["about"] != str(about or "") or not 0 <= clock.now().timestamp() - asked["at"] <= _ANSWER_WITHIN:
        raise PasskeyError
    state: Mapping[str, Any] = asked["state"]
    return state


def _parsed(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise PasskeyError from error
    if not isinstance(found, dict):
        raise PasskeyError
    return found


def _owner_of(given: AuthenticationResponse) -> Staff:
    handle = UUID(bytes=given.response.user_handle or b"")
    found = Staff.objects.filter(pk=handle, is_active=True).first()
    if found is None:
        raise PasskeyError
    return found


def _credential_of(passkey: Authenticator) -> Any:
    return passkey.wrap().authenticator_data.credential_data


def _count_up(passkey: Authenticator, counter: int) -> None:
    """Refuse a counter that went back: somebody copied the key. Passkeys that travel between devices always say 0."""
    before = passkey.data.get("sign_count", 0)
    if counter <= before and (counter or before):
        raise PasskeyError
    passkey.data = {**passkey.data, "sign_count": counter}
    passkey.save(update_fields=["data"])
