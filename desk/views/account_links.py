"""What a mailed link opens: choosing a password. Opening it changes nothing, since mail scanners open every link."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from clinics.domain.inviting import LinkOverError, open_link
from clinics.states import LinkKind
from core import clock
from core.contact import normalise_email
from desk.authenticators import use_account_link
from desk.forms.people import ChoosePasswordForm, ForgottenForm
from followup.domain.account_mail import mail_forgotten_password


@sensitive_variables("token")
@sensitive_post_parameters("new")
def account_link(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by the link; used, ended and wrong links look alike."""
    link = open_link(token=token, now=clock.now())
    if link is None:
        return render(request, "desk/accounts/link_over.html", status=404)
    with override(link.staff.interface_language):
        form = ChoosePasswordForm(request.POST or None, staff=link.staff)
        if request.method == "POST" and form.is_valid():
            try:
                use_account_link(token=token, password=form.cleaned_data["new"], now=clock.now())
            except LinkOverError:
                return render(request, "desk/accounts/link_over.html", status=404)
            messages.success(request, _("Your password is set. Sign in with it."))
            return redirect("desk:sign-in")
        facts = {"form": form, "link": link, "is_new": link.kind == LinkKind.INVITE, "is_reset": link.kind == LinkKind.RESET}
        return render(request, "desk/accounts/choose_password.html", facts)


def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link to a new password. The answer is the same whoever asks about whom."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        # One count for all spellings of an address: what we write to is the one on file.
        key = normalise_email(email) or email.casefold()
        if ratelimit.consume(request, app="allauth.account", action="forgotten", key=key):
            mail_forgotten_password(email=email, now=clock.now())
        return render(request, "desk/accounts/forgotten_sent.html")
    return render(request, "desk/accounts/forgotten.html", {"form": form})
