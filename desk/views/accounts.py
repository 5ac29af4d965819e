"""Signing in and out, and a person's own authenticator."""

from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.flows.logout import logout
from allauth.account.stages import LoginStageController
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from qrcode.main import QRCode

from clinics.models import Staff
from core import clock
from core.audit import Actor
from desk.accounts import SecondFactorStage, audit_sign_in
from desk.authenticators import authenticator_of, codes_of, keep_authenticator, make_codes
from desk.edges import staff_of
from desk.forms.accounts import AuthenticatorForm, CodeForm, PasswordAgainForm, SignInForm, new_secret

# Recovery codes are shown to the session that made them, for as long as it takes to copy them.
CODES_SHOWN_FOR = timedelta(minutes=10)


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password. Leads on to the page that was asked for, through the second factor when there is one."""
    goes_to = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return redirect(goes_to or settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        return perform_password_login(request, form.user_credentials(), form.login_for(goes_to))
    return render(request, "desk/accounts/sign_in.html", {"form": form, "next": goes_to or ""})


@sensitive_post_parameters("code")
def second_factor(request: HttpRequest) -> HttpResponse:
    """The authenticator code. Signed-in staff who have none yet are led to setting one up."""
    if request.user.is_authenticated:
        return redirect("desk:security")
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    if stage is None:
        return redirect(settings.LOGIN_URL)
    form = CodeForm(request.POST or None, user=stage.login.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        response: HttpResponse = stage.exit()
        request.session[Staff.SECOND_FACTOR_MARK] = True
        return response
    return render(request, "desk/accounts/second_factor.html", {"form": form})


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        audit_sign_in(action="sign_out", staff=request.user, actor=Actor.of(request.user))
        logout(request, show_message=False)
    return redirect(settings.LOGIN_URL)


def security(request: HttpRequest) -> HttpResponse:
    """What protects this account, and what to do about it."""
    staff = staff_of(request)
    facts = {
        "authenticator": authenticator_of(staff),
        "codes_left": len(codes_of(staff)),
        "must_set_up": not staff.second_factor_ready(request),
    }
    return render(request, "desk/accounts/security.html", facts)


@sensitive_post_parameters("code", "password")
def authenticator(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app, or replace it. Nothing is kept until a code of the new one was right."""
    staff = staff_of(request)
    old = authenticator_of(staff)
    secret = new_secret(session_key=request.session.session_key or "", replacing=old.pk if old else None)
    form = AuthenticatorForm(request.POST or None, staff=staff, secret=secret, is_replacing=old is not None)
    if request.method == "POST" and form.is_valid():
        keep_authenticator(staff=staff, secret=secret)
        request.session[Staff.SECOND_FACTOR_MARK] = True
        request.session.cycle_key()
        _show_codes_soon(request)
        messages.success(request, _("Your authenticator is set up."))
        return redirect("desk:recovery-codes")
    url = get_mfa_adapter().build_totp_url(staff, secret)
    facts = {"form": form, "is_replacing": old is not None, "qr": _qr_path(url), "secret": _in_fours(secret)}
    return render(request, "desk/accounts/authenticator.html", facts)


@sensitive_post_parameters("password")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes for a lost phone: shown just after they were made, and made anew with the password."""
    staff = staff_of(request)
    if authenticator_of(staff) is None:
        return redirect("desk:security")
    form = PasswordAgainForm(request.POST or None, staff=staff)
    if request.method == "POST" and form.is_valid():
        make_codes(staff=staff)
        _show_codes_soon(request)
        return redirect("desk:recovery-codes")
    made_until = request.session.get("recovery_codes_until", "")
    is_shown = bool(made_until) and clock.now().isoformat() < made_until
    codes = codes_of(staff)
    facts = {"form": form, "codes": [_in_fours(code) for code in codes] if is_shown else [], "codes_left": len(codes)}
    return render(request, "desk/accounts/recovery_codes.html", facts)


def _show_codes_soon(request: HttpRequest) -> None:
    request.session["recovery_codes_until"] = (clock.now() + CODES_SHOWN_FOR).isoformat()


def _in_fours(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _qr_path(url: str) -> dict[str, object]:
    """The dark squares of a QR code as one SVG path, drawn in the page: no file, no request, no inline style."""
    code: Any = QRCode(border=2)
    code.add_data(url)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return {"path": path, "size": len(rows)}
