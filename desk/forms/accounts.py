"""Forms of signing in and of the authenticator. Pasting is allowed everywhere; no puzzle stands in the way."""

import base64
import hmac
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.account.models import Login
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from clinics.models import Staff
from core import audit
from core.forms import PlainCharField
from desk.accounts import audit_sign_in
from desk.authenticators import note_guessing, owner_of_code
from desk.known_browsers import mark_of

# A code is good for its own 30 seconds and one step either side; after that it can't come back.
CODE_SECONDS = 120
_CODE_HELP = _("The six digits that your authenticator app shows now, or one of your recovery codes.")


class SignInForm(LoginForm):
    """E-mail and password."""

    def __init__(self, data: Any = None, *arguments: Any, **options: Any) -> None:
        # An address with a NUL byte counts as an attempt on that address, not as a slip nobody notes.
        super().__init__(_without_nul(data, "login"), *arguments, **options)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def login_for(self, redirect_url: str | None) -> Login:
        """The sign-in that the right password has begun."""
        self._login.redirect_url = redirect_url
        return self._login


def _without_nul(data: Any, name: str) -> Any:
    if data is None or "\0" not in data.get(name, ""):
        return data
    plain = data.copy()
    plain[name] = data[name].replace("\0", "")
    return plain


def code_field(help_text: Any, *, required: bool = True) -> forms.CharField:
    """A field for a code of six or eight digits, filled by the phone where it can."""
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": required}
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=_("Code"), max_length=20, help_text=help_text, required=required, widget=widget)


class CodeForm(forms.Form):
    """A code of the authenticator, or a recovery code. Each code opens once."""

    code = code_field(_CODE_HELP)

    def __init__(self, *arguments: Any, user: Staff, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.user = user
        self.authenticator: Authenticator | None = None

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            forget_attempt = _count_attempt(self.user)
        except forms.ValidationError:
            note_guessing(self.user)
            raise
        self.authenticator = owner_of_code(self.user, code)
        if self.authenticator is None or not _is_first_use(self.user, code):
            audit_sign_in(action="second_factor.failed", staff=self.user, actor=audit.PERSON)
            raise get_mfa_adapter().validation_error("incorrect_code")
        forget_attempt()
        return code

    def save(self) -> None:
        """Note in the session which factor was right."""
        post_authentication(context.request, self.authenticator)


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
    """The first code of a new authenticator, which proves that it was set up.

    Where the account is protected already, by another or by a passkey, it needs the password too.
    """

    code = code_field(_("The six digits that the app shows now."))
    field_order = ("code", "password")

    def __init__(self, *arguments: Any, secret: str, is_protected: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.secret = secret
        if not is_protected:
            del self.fields["password"]

    def clean_code(self) -> str:
        forget_attempt = _count_attempt(self.staff)
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code) or not _is_first_use(self.staff, code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        forget_attempt()
        return code


def new_secret(*, session_key: str, replacing: int | None) -> str:
    """The secret of an authenticator about to be set up: the same until it is, and kept nowhere.

    `replacing` is the id of the authenticator it will replace. A page that only shows it changes nothing.
    """
    text = f"threshold.authenticator\0{session_key}\0{replacing or ''}"
    return base64.b32encode(hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256")[:20]).decode("ascii")


def _count_attempt(staff: Staff) -> Callable[[], None]:
    """Count a code before it is looked at; returns what takes the count back when it was right."""
    request = context.request
    key = f"{staff.pk}:{mark_of(request, staff)}"
    usage = ratelimit.consume(request, app="allauth.account", action="code_failed", key=key)
    if not usage:
        raise get_adapter().validation_error("too_many_login_attempts")
    return usage.rollback


def _is_first_use(staff: Staff, code: str) -> bool:
    # allauth remembers a used code for one step only, and we accept three.
    return bool(cache.add(f"desk.code:{staff.pk}:{normalize_user_code(code)}", 1, CODE_SECONDS))


class PasskeyForm(forms.Form):
    """A passkey's answer, which a script fills in."""

    passkey = forms.CharField(max_length=20_000, widget=forms.HiddenInput)

    def say_it_failed(self) -> None:
        """What to do next; the reason is nobody's business."""
        self.add_error(None, _("That passkey did not work. Try again, or use your password."))


class PasskeyNameForm(forms.Form):
    """A name to know a passkey by."""

    name = PlainCharField(label=_("Name"), max_length=60, help_text=_("For example: office computer, my phone."))


class NewPasskeyForm(PasskeyNameForm):
    """A new passkey with its name."""

    passkey = forms.CharField(
        max_length=20_000,
        widget=forms.HiddenInput,
        error_messages={"required": _("Press the button and follow what your device asks.")},
    )


def new_password_field() -> forms.CharField:
    """A password to be chosen: at least 15 characters of any kind, pasted or typed."""
    return forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=256,
        help_text=_("At least 15 characters of any kind. Three or four words that do not belong together work well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPasswordForm(PasswordAgainForm):
    """Another password, with the present one."""

    new = new_password_field()
    field_order = ("password", "new")

    def clean_new(self) -> str:
        return checked_password(self.cleaned_data["new"], self.staff)


def checked_password(password: str, staff: Staff) -> str:
    """The password, if nobody could easily guess it; raises ValidationError with what to do."""
    if "\0" in password:
        raise forms.ValidationError(_("A password can't hold that character."))
    validate_password(password, staff)
    return password
