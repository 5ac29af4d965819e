"""Passkeys: the question a browser answers with one, and the list of one's own."""

from allauth.account.adapter import get_adapter
from allauth.account.stages import LoginStageController
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinics.models import Staff
from desk.accounts import SecondFactorStage
from desk.authenticators import is_protected
from desk.edges import staff_of
from desk.forms.accounts import NewPasskeyForm, PasskeyNameForm
from desk.passkeys import LastFactorError, PasskeyError, add_passkey, ask_to_add, ask_to_use, passkeys_of, remove_passkey, rename_passkey
from desk.views.security import now_protected


def question(request: HttpRequest) -> HttpResponse:
    """What a browser answers with a passkey: for who is signed in, whose password was right, or whoever comes."""
    if not ratelimit.consume(request, app="allauth.account", action="passkey_question"):
        return HttpResponse(str(get_adapter().error_messages["rate_limited"]), status=429, content_type="text/plain; charset=utf-8")
    return JsonResponse(ask_to_use(request, _whose(request)))


def _whose(request: HttpRequest) -> Staff | None:
    if request.user.is_authenticated:
        return staff_of(request)
    if request.POST.get("for") != "second-factor":
        return None
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    found: Staff | None = stage.login.user if stage else None
    return found


def new_question(request: HttpRequest) -> HttpResponse:
    """What a browser makes a new passkey from."""
    return JsonResponse(ask_to_add(request, staff_of(request)))


def passkeys(request: HttpRequest) -> HttpResponse:
    """One's passkeys, and one more."""
    staff = staff_of(request)
    form = NewPasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        was_protected = is_protected(staff)
        try:
            add_passkey(request, staff, form.cleaned_data["passkey"], form.cleaned_data["name"])
        except PasskeyError:
            form.add_error(None, _("That did not work. Try again; if this device has a passkey of yours already, you need no second."))
        else:
            messages.success(request, _("Your passkey is kept."))
            if was_protected:
                return redirect("desk:passkeys")
            now_protected(request)
            return redirect("desk:recovery-codes")
    facts = {"form": form, "rows": passkeys_of(staff), "must_set_up": not staff.second_factor_ready(request)}
    return render(request, "desk/accounts/passkeys.html", facts, status=422 if form.errors else 200)


def passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Rename or remove one of one's passkeys."""
    staff = staff_of(request)
    if request.POST.get("do") == "remove":
        try:
            is_done = remove_passkey(staff=staff, passkey_id=passkey_id)
        except LastFactorError:
            messages.error(request, _("This is all that protects your account beside the password. Set up something else first."))
            return redirect("desk:passkeys")
    else:
        form = PasskeyNameForm(request.POST)
        is_done = form.is_valid() and rename_passkey(staff=staff, passkey_id=passkey_id, name=form.cleaned_data["name"])
    if not is_done:
        raise Http404
    return redirect("desk:passkeys")
