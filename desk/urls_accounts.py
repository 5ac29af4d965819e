"""Addresses of signing in and of a person's own security; desk.urls puts them in its namespace."""

from django.urls import path

from desk.views import account_links, accounts, passkeys, security, session

urlpatterns = [
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-in/passkey/", accounts.sign_in_with_passkey, name="sign-in-passkey"),
    path("sign-in/question/", passkeys.question, name="passkey-question"),
    path("sign-in/code/", accounts.second_factor, name="second-factor"),
    path("sign-in/forgotten/", account_links.forgotten, name="forgotten"),
    path("account/<str:token>/", account_links.account_link, name="account-link"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("prove/", accounts.prove_again, name="prove"),
    path("held/<uuid:held_id>/", accounts.held, name="held"),
    path("session/", session.time_left, name="session"),
    path("security/", security.security, name="security"),
    path("security/authenticator/", security.authenticator, name="authenticator"),
    path("security/recovery-codes/", security.recovery_codes, name="recovery-codes"),
    path("security/password/", security.password, name="password"),
    path("security/sessions/", security.sessions, name="sessions"),
    path("security/passkeys/", passkeys.passkeys, name="passkeys"),
    path("security/passkeys/question/", passkeys.new_question, name="passkey-new-question"),
    path("security/passkeys/<int:passkey_id>/", passkeys.passkey, name="passkey"),
]
