"""A person's own sign-in: authenticator, passkeys, recovery codes, password, and where they are signed in."""

from datetime import timedelta
from typing import Any

from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from qrcode.main import QRCode

from clinics.domain.sessions import end_other_sessions, end_session
from clinics.models import Staff
from core import clock
from core.audit import Actor
from core.forms import plain_text
from desk.authenticators import authenticator_of, change_own_password, codes_of, is_protected, keep_authenticator, renew_codes
from desk.edges import staff_of
from desk.forms.accounts import AuthenticatorForm, NewPasswordForm, PasswordAgainForm, new_secret
from desk.pages.security import sessions_page
from desk.passkeys import passkeys_of
from desk.proving import mark_fresh

# Recovery codes are shown to the session that made them, for as long as it takes to copy them.
CODES_SHOWN_FOR = timedelta(minutes=10)


def security(request: HttpRequest) -> HttpResponse:
    """What protects this account, and what to do about it."""
    staff = staff_of(request)
    facts = {
        "authenticator": authenticator_of(staff),
        "passkeys": passkeys_of(staff),
        "codes_left": len(codes_of(staff)),
        "is_protected": is_protected(staff),
        "must_set_up": not staff.second_factor_ready(request),
    }
    return render(request, "desk/accounts/security.html", facts)


@sensitive_post_parameters("code", "password")
def authenticator(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app, or replace it. Nothing is kept until a code of the new one was right."""
    staff = staff_of(request)
    old = authenticator_of(staff)
    secret = new_secret(session_key=request.session.session_key or "", replacing=old.pk if old else None)
    form = AuthenticatorForm(request.POST or None, staff=staff, secret=secret, is_protected=is_protected(staff))
    if request.method == "POST" and form.is_valid():
        keep_authenticator(request=request, staff=staff, secret=secret)
        now_protected(request)
        messages.success(request, _("Your authenticator is set up."))
        return redirect("desk:recovery-codes")
    url = get_mfa_adapter().build_totp_url(staff, secret)
    facts = {"form": form, "is_replacing": old is not None, "qr": _qr_path(url), "secret": _in_fours(secret)}
    return render(request, "desk/accounts/authenticator.html", facts)


@sensitive_post_parameters("password")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes for a lost phone: shown just after they were made, and made anew with the password."""
    staff = staff_of(request)
    if not is_protected(staff):
        return redirect("desk:security")
    form = PasswordAgainForm(request.POST or None, staff=staff)
    if request.method == "POST" and form.is_valid():
        renew_codes(staff=staff)
        _show_codes_soon(request)
        return redirect("desk:recovery-codes")
    made_until = request.session.get("recovery_codes_until", "")
    is_shown = bool(made_until) and clock.now().isoformat() < made_until
    codes = codes_of(staff)
    facts = {"form": form, "codes": [_in_fours(code) for code in codes] if is_shown else [], "codes_left": len(codes)}
    return render(request, "desk/accounts/recovery_codes.html", facts)


@sensitive_post_parameters("password", "new")
def password(request: HttpRequest) -> HttpResponse:
    """Choose another password. Every other session of this person ends."""
    staff = staff_of(request)
    form = NewPasswordForm(request.POST or None, staff=staff)
    if request.method == "POST" and form.is_valid():
        keep = request.session.session_key
        change_own_password(staff=staff, password=form.cleaned_data["new"], keep_session=keep, now=clock.now())
        update_session_auth_hash(request, staff)
        mark_fresh(request)
        messages.success(request, _("Your password is changed. You are signed out everywhere else."))
        return redirect("desk:security")
    return render(request, "desk/accounts/password.html", {"form": form})


def sessions(request: HttpRequest) -> HttpResponse:
    """Where this person is signed in; one, or all the others, can be ended at once."""
    staff = staff_of(request)
    if request.method == "POST":
        own, now = str(request.session.session_key), clock.now()
        if request.POST.get("do") == "others":
            end_other_sessions(staff=staff, keep_session=own, actor=Actor.of(staff), now=now)
        else:
            key = plain_text(request.POST.get("session", ""))
            end_session(staff=staff, stored_key=key, actor=Actor.of(staff), now=now)
        messages.success(request, _("Signed out there."))
        return redirect("desk:sessions")
    facts = {"rows": sessions_page(request, staff), "must_set_up": not staff.second_factor_ready(request)}
    return render(request, "desk/accounts/sessions.html", facts)


def now_protected(request: HttpRequest) -> None:
    """The session proved a second factor just now, by setting one up."""
    request.session[Staff.SECOND_FACTOR_MARK] = True
    mark_fresh(request)
    request.session.cycle_key()
    _show_codes_soon(request)


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
