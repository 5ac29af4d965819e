"""Asking a signed-in person once more: their password with a code, or a passkey."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from desk.authenticators import is_protected
from desk.edges import staff_of
from desk.forms.accounts import CodeForm, PasswordAgainForm, code_field
from desk.passkeys import PasskeyError, passkeys_of, use_passkey

_HELP = _("The six digits that your authenticator app shows now, or one of your recovery codes.")


class ProofForm(forms.Form):
    """The password, and a code where a second factor is set up; or, filled by a script, a passkey's answer."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        required=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = code_field(_HELP, required=False)
    passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.request, self.staff = request, staff_of(request)
        self.used: Authenticator | None = None
        self.has_passkeys = bool(passkeys_of(self.staff))
        if not is_protected(self.staff):
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("passkey"):
            self._clean_passkey(answers["passkey"])
        elif not self.errors:
            self._clean_words(answers)
        return answers

    def _clean_passkey(self, answer: str) -> None:
        try:
            use_passkey(self.request, self.staff, answer)
        except PasskeyError:
            self.add_error(None, _("That passkey did not work. Try again, or use your password and a code."))

    def _clean_words(self, answers: dict[str, Any]) -> None:
        """The password first: a code counts once and is not spent beside a wrong password."""
        self._take_errors("password", PasswordAgainForm({"password": answers.get("password", "")}, staff=self.staff))
        if "code" in self.fields and not self.errors:
            code = CodeForm({"code": answers.get("code", "")}, user=self.staff)
            self._take_errors("code", code)
            self.used = code.authenticator

    def _take_errors(self, name: str, form: forms.Form) -> None:
        if not form.is_valid():
            for error in form.errors.get(name, []):
                self.add_error(name, error)
