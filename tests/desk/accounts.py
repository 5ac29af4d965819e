"""What tests of signing in need: somebody with a password, and the codes of their authenticator."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from clinics.models import Clinic, Staff
from tests.factories import make_staff

PASSWORD = "four calm words here"
SIGN_IN = "/desk/sign-in/"
CODE = "/desk/sign-in/code/"


def make_account(clinic: Clinic | None = None, *, email: str = "dana@clinic.example", **columns: object) -> Staff:
    """Somebody who can sign in with PASSWORD."""
    staff = make_staff(clinic, email=email, **columns)
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def give_authenticator(staff: Staff) -> str:
    """An authenticator whose secret is returned."""
    secret = generate_totp_secret()
    TOTP.activate(staff, secret)
    return secret


def code_of(secret: str, *, steps: int = 0, at: float | None = None) -> str:
    """The code that the app shows at `at` (now), or some steps of 30 seconds later."""
    moment = time.time() if at is None else at
    return format_hotp_value(hotp_value(secret, int(moment) // 30 + steps))


def sign_in(client: Client, *, email: str = "dana@clinic.example", password: str = PASSWORD, **more: str):
    """Post the first step."""
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    """Whether the session belongs to somebody."""
    return "_auth_user_id" in client.session


def authenticators(staff: Staff) -> list[str]:
    """The kinds of proof on an account."""
    return sorted(Authenticator.objects.filter(user=staff).values_list("type", flat=True))


def settings_url(name: str, clinic: Clinic, *more: object) -> str:
    """The address of a settings page."""
    return reverse(f"desk:settings-{name}", args=[clinic.slug, *more])
