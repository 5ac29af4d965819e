"""Addresses of signing in and of a person's own security; desk.urls puts them in its namespace."""

from django.urls import path

from desk.views import accounts

urlpatterns = [
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-in/code/", accounts.second_factor, name="second-factor"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("security/", accounts.security, name="security"),
    path("security/authenticator/", accounts.authenticator, name="authenticator"),
    path("security/recovery-codes/", accounts.recovery_codes, name="recovery-codes"),
]
