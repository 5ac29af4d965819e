"""Signing in, on django-allauth: password, then authenticator code. Only the parts we use are mounted, under our own names."""

import base64
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from clinics.models import Staff
from core import audit, clock
from core.audit import Actor
from core.networks import plain_address
from core.sealing import seal, unseal
from desk.devices import note_device
from desk.known_browsers import mark_of, remember

# allauth keeps secrets in JSON of its own table and does not say whose they are, so they are bound to this label alone.
SEALED_AS = "desk.authenticator.secret"
_PASSWORD_MARK = "password_mark"  # noqa: S105  where a sign-in under way keeps it


class StaffAccountAdapter(DefaultAccountAdapter):
    """What allauth asks us about accounts. Nobody signs up, nothing is mailed, and every attempt is audited by id."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("That was tried too often. Wait five minutes, then try again."),
        "rate_limited": _("That was tried too often. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["desk.accounts.SecondFactorStage"]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request came from, for limits and for the list of sessions."""
        return plain_address(super().get_client_ip(request))

    def is_safe_url(self, url: str | None) -> bool:
        """After signing in, people go on to a page of this desk only."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def add_message(self, *arguments: Any, **options: Any) -> None:
        """The next page says enough."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before the password is looked at: by account, and by network.

        In a browser where this person signed in before, their attempts have a count of their own, so that a stranger's
        guesses shut out nobody but the stranger. Somebody with a passkey gets in whatever was counted.
        """
        typed = str(credentials.get("email", ""))
        staff = _staff_with(typed)
        mark = mark_of(request, staff)
        action = "login_failed_known" if mark else "login_failed"
        key = f"{staff.pk if staff else typed.casefold()}:{mark}"
        self._login_failed_rl_usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        """The member of staff, or None; somebody who left is answered like a wrong password."""
        found = cast(Staff | None, super().authenticate(request, **credentials))
        if found is not None and not found.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        audit_sign_in(action="sign_in.failed", staff=_staff_with(credentials.get("email", "")), actor=audit.PERSON)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, noting by what and from where: the person can see and end each of their sessions."""
        super().login(request, user)
        note_device(request)
        staff = cast(Staff, user)
        if not settings.REQUIRE_SECOND_FACTOR and not get_mfa_adapter().is_mfa_enabled(user):
            # The pages of signing in speak the browser's language, the next one theirs.
            with override(staff.interface_language):
                messages.info(request, gettext("A password alone protects little. Set up an authenticator under My sign-in."))
        audit_sign_in(action="sign_in.done", staff=staff, actor=Actor.of(staff))

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hints: Any) -> HttpResponse:
        """Go on to the page that was asked for; the browser is known from now on."""
        response: HttpResponse = super().post_login(request, user, **hints)
        remember(request, response, cast(Staff, user))
        return response


class StaffMFAAdapter(DefaultMFAAdapter):
    """Encrypts what allauth would keep in clear."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code is not right. Codes change every 30 seconds, and each works once."),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode(), label=SEALED_AS, row_id="")).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), label=SEALED_AS, row_id="").decode()


class SecondFactorStage(AuthenticateStage):
    """Between the right password and being signed in, for everybody who has an authenticator."""

    urlname = "desk:second-factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if not self._should_handle(self.request):
            return None, True
        self.state["authentication_required"] = True
        self.state[_PASSWORD_MARK] = self.login.user.get_session_auth_hash()
        return redirect(self.urlname), True

    @property
    def stands(self) -> bool:
        """Whether the password that was right at the first step is still theirs, and they may still come in."""
        user = self.login.user
        return user.is_active and constant_time_compare(self.state.get(_PASSWORD_MARK, ""), user.get_session_auth_hash())


def _staff_with(email: str) -> Staff | None:
    return Staff.objects.filter(email__iexact=email).first()


def audit_sign_in(*, action: str, staff: Staff | None, actor: Actor) -> None:
    """One audit entry about an account; an unknown address leaves an entry without an id and without the address."""
    audit.record(
        actor=actor,
        action=action,
        object_type="staff",
        object_id=staff.pk if staff else None,
        clinic_id=None,
        now=clock.now(),
    )
