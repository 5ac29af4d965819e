"""Forms of signing in and of the authenticator. Pasting is allowed everywhere; no puzzle stands in the way."""

import base64
import hmac
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.account.models import Login
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from clinics.models import Staff
from core import audit
from desk.accounts import audit_sign_in

# A code is good for its own 30 seconds and one step either side; after that it can't come back.
CODE_SECONDS = 120
_CODE_HELP = _("The six digits that your authenticator app shows now, or one of your recovery codes.")


class SignInForm(LoginForm):
    """E-mail and password."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def login_for(self, redirect_url: str | None) -> Login:
        """The sign-in that the right password has begun."""
        self._login.redirect_url = redirect_url
        return self._login


def _code_field(help_text: Any) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(label=_("Code"), max_length=20, help_text=help_text, widget=forms.TextInput(attrs=attributes))


class CodeForm(AuthenticateForm):
    """A code of the authenticator, or a recovery code. Each code opens once."""

    code = _code_field(_CODE_HELP)

    def clean_code(self) -> str:
        code = super().clean_code()
        if not _is_first_use(self.user, code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        audit_sign_in(action="second_factor.failed", staff=self.user, actor=audit.PERSON)


class PasswordAgainForm(forms.Form):
    """Asks for the password once more before the keys of an account are changed."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *arguments: Any, staff: Staff, **options: Any) -> None:
        self.staff = staff
        super().__init__(*arguments, **options)

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        found = get_adapter().authenticate(context.request, email=self.staff.email, password=password)
        if found != self.staff:
            raise forms.ValidationError(_("The password is not right."))
        return password


class AuthenticatorForm(PasswordAgainForm):
    """The first code of a new authenticator, which proves that it was set up. Replacing one needs the password too."""

    code = _code_field(_("The six digits that the app shows now."))
    field_order = ("code", "password")

    def __init__(self, *arguments: Any, secret: str, is_replacing: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.secret = secret
        if not is_replacing:
            del self.fields["password"]

    def clean_code(self) -> str:
        forget_attempts = check_rate_limit(self.staff)
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code) or not _is_first_use(self.staff, code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        forget_attempts()
        return code


def new_secret(*, session_key: str, replacing: int | None) -> str:
    """The secret of an authenticator about to be set up: the same until it is, and kept nowhere.

    `replacing` is the id of the authenticator it will replace. A page that only shows it changes nothing.
    """
    text = f"threshold.authenticator\0{session_key}\0{replacing or ''}"
    return base64.b32encode(hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256")[:20]).decode("ascii")


def _is_first_use(staff: Staff, code: str) -> bool:
    # allauth remembers a used code for one step only, and we accept three.
    return bool(cache.add(f"desk.code:{staff.pk}:{normalize_user_code(code)}", 1, CODE_SECONDS))
