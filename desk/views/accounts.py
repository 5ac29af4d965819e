"""Signing in and out, by password and code or by passkey; proving again that it is you; what was sent too late."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from clinics.models import Staff
from core.audit import Actor
from desk.accounts import SecondFactorStage, audit_sign_in
from desk.authenticators import is_protected, note_proof
from desk.edges import staff_of
from desk.forms.accounts import CodeForm, PasskeyForm, SignInForm
from desk.forms.proof import ProofForm
from desk.pages.held import held_form
from desk.passkeys import PasskeyError, passkeys_of, use_passkey
from desk.proving import PREFIX, prove, show_question
from intake.domain.staff_drafts import drop_draft


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password. Leads on to the page that was asked for, through the second factor when there is one."""
    goes_to = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return redirect(goes_to or settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        return perform_password_login(request, form.user_credentials(), form.login_for(goes_to))
    return render(request, "desk/accounts/sign_in.html", {"form": form, "passkey": PasskeyForm(), "next": goes_to or ""})


def sign_in_with_passkey(request: HttpRequest) -> HttpResponse:
    """A passkey alone: it verified its owner, so it is both factors."""
    goes_to = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return redirect(goes_to or settings.LOGIN_REDIRECT_URL)
    try:
        found = use_passkey(request, None, request.POST.get("passkey", ""))
    except PasskeyError:
        form = PasskeyForm(request.POST)
        form.say_it_failed()
        facts = {"form": SignInForm(request=request), "passkey": form, "next": goes_to or ""}
        return render(request, "desk/accounts/sign_in.html", facts, status=422)
    response: HttpResponse = perform_passwordless_login(request, found, Login(user=found.user, redirect_url=goes_to))
    request.session[Staff.SECOND_FACTOR_MARK] = True
    return response


@sensitive_post_parameters("code")
def second_factor(request: HttpRequest) -> HttpResponse:
    """The authenticator code, or a passkey. Signed-in staff who have neither yet are led to setting one up."""
    if request.user.is_authenticated:
        return redirect("desk:security")
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    if stage is None or not stage.stands:
        return redirect(settings.LOGIN_URL)
    user, posted = stage.login.user, request.POST if request.method == "POST" else None
    passkey = PasskeyForm(posted)
    form = CodeForm(None if request.POST.get("passkey") else posted, user=user)
    if request.method == "POST" and _is_proved(request, user, form, passkey):
        response: HttpResponse = stage.exit()
        request.session[Staff.SECOND_FACTOR_MARK] = True
        note_proof(request, user, form.authenticator)
        return response
    facts = {"form": form, "passkey": passkey, "has_passkeys": bool(passkeys_of(user))}
    return render(request, "desk/accounts/second_factor.html", facts)


def _is_proved(request: HttpRequest, user: Staff, form: CodeForm, passkey: PasskeyForm) -> bool:
    if not form.is_bound:
        if not passkey.is_bound:
            return False
        try:
            post_authentication(request, use_passkey(request, user, request.POST.get("passkey", "")))
        except PasskeyError:
            passkey.say_it_failed()
            return False
        return True
    if form.is_valid():
        form.save()
        return True
    return False


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        audit_sign_in(action="sign_out", staff=request.user, actor=Actor.of(request.user))
        logout(request, show_message=False)
    return redirect(settings.LOGIN_URL)


@sensitive_post_parameters()
def prove_again(request: HttpRequest) -> HttpResponse:
    """Prove that it is still you, and go on to the page that needs it."""
    form = ProofForm(request.POST or None, request=request, prefix=PREFIX)
    if prove(request, form):
        return redirect(get_next_redirect_url(request) or settings.LOGIN_REDIRECT_URL)
    return show_question(request, form, status=422 if form.is_bound else 200)


def held(request: HttpRequest, held_id: object) -> HttpResponse:
    """What this person sent just after their session had ended: to look at, and to send or to throw away."""
    staff = staff_of(request)
    found = held_form(staff=staff, held_id=str(held_id))
    if found is None:
        raise Http404
    if request.method == "POST":
        drop_draft(staff=staff, key=found.key)
        return redirect(found.page or settings.LOGIN_REDIRECT_URL)
    return render(request, "desk/accounts/held.html", {"held": found, "is_protected": is_protected(staff)})
