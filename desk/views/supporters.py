"""Supporters of somebody in aftercare, news for those who want it, and answers that somebody wants deleted."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import clock
from desk.edges import staff_of
from desk.forms.supporter import SupporterForm
from desk.views.aftercare import read_person
from followup.domain.aftercare.alumni import set_wants_news
from followup.domain.aftercare.supporting import BadSupporterError, end_supporter
from followup.models import Aftercare, Supporter
from records.domain import deleting_answers
from records.domain.holding import HeldError
from records.domain.supporting import NotConsentedError, add_supporter, consents_for_supporters


def add(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """Add a supporter under the person's written consent; without one the page says what is missing."""
    page, now = read_person(request, aftercare_id), clock.now()
    consents = consents_for_supporters(person=page.file.aftercare.person, now=now)
    choices = [(str(row.id), _("Signed on %(day)s") % {"day": date_format(row.signed_on)}) for row in consents]
    form = SupporterForm(request.POST or None, consents=choices, today=page.file.today)
    if request.method == "POST" and form.is_valid():
        try:
            add_supporter(aftercare_id=aftercare_id, wish=form.wish(), staff=staff_of(request), now=now)
        except BadSupporterError as error:
            form.add_error("email", _refusal(error.reason))
        except NotConsentedError:
            form.add_error("consent", _("This consent does not stand any more."))
        else:
            messages.success(request, _("Supporter added."))
            return redirect("desk:aftercare-person", aftercare_id)
    context = {"page": page, "form": form, "has_consent": bool(consents)}
    return render(request, "desk/aftercare/supporter.html", context, status=422 if form.errors else 200)


def _refusal(reason: str) -> str:
    words = {
        "same_address": _("This is the person's own address."),
        "twice": _("Notes go to this address already."),
    }
    return words.get(reason, _("Enter an e-mail address like name@example.org."))


def end(request: HttpRequest, supporter_id: UUID) -> HttpResponse:
    """Write to this supporter no more."""
    try:
        row = end_supporter(supporter_id=supporter_id, staff=staff_of(request), now=clock.now())
    except Supporter.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Ended. Nothing more goes to this supporter."))
    return redirect("desk:aftercare-person", row.aftercare_id)


def choose_news(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """Whether they want news of the house."""
    wants = request.POST.get("wants") == "yes"
    try:
        set_wants_news(aftercare_id=aftercare_id, wants=wants, staff=staff_of(request), now=clock.now())
    except Aftercare.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Saved."))
    return redirect("desk:aftercare-person", aftercare_id)


def delete_answers(request: HttpRequest, aftercare_id: UUID) -> HttpResponse:
    """Empty what they answered, because they asked for it."""
    try:
        deleting_answers.delete_answers(aftercare_id=aftercare_id, staff=staff_of(request), now=clock.now())
    except Aftercare.DoesNotExist:
        raise Http404 from None
    except HeldError:
        messages.error(request, _("Not deleted: a legal hold stands on this person."))
    else:
        messages.success(request, _("Deleted. Tell the person."))
    return redirect("desk:aftercare-person", aftercare_id)
