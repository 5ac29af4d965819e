"""Mail: how it leaves and comes back. One page for the whole installation; changing it takes an admin of every clinic."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinics.states import Role
from core import clock
from core.audit import Actor
from core.ids import new_id
from desk.edges import PressedTwiceError, once, staff_of
from desk.forms.mail import DoorForm
from desk.pages.mail_provider import MailPage, mail_page
from followup.channels.mail import is_set_up
from followup.channels.trying import send_test, sentence_for
from followup.domain.hooking import OpenedHook, close_hook, open_hook
from followup.domain.letters import Outcome
from intake.access import clinics_run_by


def show(request: HttpRequest) -> HttpResponse:
    """What is set, what is missing; posted to, it makes new addresses and shows them this once."""
    page = _facts(request)
    form = _form(request, page)
    if request.method != "POST" or not page.provider or not page.may_change or not form.is_valid():
        return _page(request, page, form, is_wrong=request.method == "POST")
    try:
        with once(request):
            opened = open_hook(
                provider=page.provider,
                signing_key=form.cleaned_data.get("signing_key", ""),
                strangers_to=form.cleaned_data["strangers_to"],
                actor=Actor.of(staff_of(request)),
                now=clock.now(),
            )
    except PressedTwiceError:
        messages.info(request, _("The addresses were made and shown a moment ago. If they were not copied, make new ones."))
        return redirect("desk:settings-mail")
    return _page(request, _facts(request), DoorForm(provider=page.provider, clinics=_clinics(request)), opened=opened)


def close(request: HttpRequest) -> HttpResponse:
    """Shut the door: what the provider posts is refused from now on."""
    page = _facts(request)
    if not page.provider or not page.may_change:
        return _page(request, page, _form(request, page), is_wrong=True)
    close_hook(provider=page.provider, actor=Actor.of(staff_of(request)), now=clock.now())
    messages.success(request, _("The addresses are shut. Bounces and complaints are not heard until you make new ones."))
    return redirect("desk:settings-mail")


def test(request: HttpRequest) -> HttpResponse:
    """Send one neutral mail to whoever pressed, and say what the server answered."""
    page = _facts(request)
    if not page.may_change:
        return _page(request, page, _form(request, page), is_wrong=True)
    if not is_set_up():
        messages.error(request, _("Nothing could be sent: EMAIL_URL names no mail server or provider."))
        return redirect("desk:settings-mail")
    answer = send_test(address=staff_of(request).email)
    (messages.success if answer.outcome == Outcome.ACCEPTED else messages.error)(request, sentence_for(answer))
    return redirect("desk:settings-mail")


def _clinics(request: HttpRequest) -> object:
    return clinics_run_by(staff_of(request), Role.ADMIN).order_by("created_at", "id")


def _facts(request: HttpRequest) -> MailPage:
    clinic = clinics_run_by(staff_of(request), Role.ADMIN).order_by("created_at", "id").first()
    return mail_page(staff=staff_of(request), zone=ZoneInfo(clinic.time_zone if clinic else "UTC"))


def _form(request: HttpRequest, page: MailPage) -> DoorForm:
    posted = request.POST if request.method == "POST" and "strangers_to" in request.POST else None
    return DoorForm(posted, provider=page.provider, clinics=_clinics(request))


def _page(
    request: HttpRequest, page: MailPage, form: DoorForm, *, opened: OpenedHook | None = None, is_wrong: bool = False
) -> HttpResponse:
    facts = {"page": page, "form": form, "opened": opened, "is_wrong": is_wrong and not page.may_change, "key": new_id().hex}
    return render(request, "desk/settings/mail.html", facts, status=422 if is_wrong else 200)
