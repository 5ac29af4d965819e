"""Settings: phone lines, who is on call, and the pager."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from clinics.domain.settling import TakenNameError, remove_line, save_line, set_on_call, set_pager, stop_pager
from clinics.models import PhoneLine
from core import clock
from core.standing import OutdatedError
from desk.forms.settings_clinic import LineForm, OnCallForm, PagerForm
from desk.forms.standing import FormOver
from desk.pager_sample import record_sample, send_sample
from desk.pages.settings import active_pager, deliveries_of, line_to_edit, on_call_places, people_of
from desk.views.settings_base import SettingsPage, open_page

# Long enough to copy the secret of a new pager address into the pager service.
SECRET_SHOWN_FOR = timedelta(minutes=10)


def lines(request: HttpRequest, slug: str) -> HttpResponse:
    """The clinic's phone lines, and a form for one more."""
    page = open_page(request, slug, "settings-lines")
    over = FormOver(lambda: LineForm(page.posted, region=page.clinic.phone_region, initial={"is_public": True}))
    if page.is_post and over.form.is_valid() and _save_line(page, over, None):
        return redirect("desk:settings-lines", slug)
    kept = page.clinic.phone_lines.order_by("position", "label")
    return page.show("lines.html", form=over.form, kept=kept)


def line(request: HttpRequest, slug: str, line_id: UUID) -> HttpResponse:
    """One phone line."""
    page = open_page(request, slug, "settings-lines")
    kept = get_object_or_404(PhoneLine, id=line_id, clinic=page.clinic)
    over = FormOver(lambda: LineForm(page.posted, region=page.clinic.phone_region, instance=line_to_edit(kept)))
    if page.is_post and over.form.is_valid() and _save_line(page, over, kept.id):
        return redirect("desk:settings-lines", slug)
    return page.show("line.html", form=over.form, line=kept)


def line_remove(request: HttpRequest, slug: str, line_id: UUID) -> HttpResponse:
    """Forget a phone line."""
    page = open_page(request, slug, "settings-lines")
    remove_line(clinic_id=page.clinic.id, line_id=line_id, actor=page.actor, now=clock.now())
    messages.success(request, _("The line is removed."))
    return redirect("desk:settings-lines", slug)


def _save_line(page: SettingsPage, over: FormOver[LineForm], line_id: UUID | None) -> bool:
    common: dict[str, Any] = {"actor": page.actor, "now": clock.now(), "still_stands": over.still_stands}
    try:
        save_line(clinic_id=page.clinic.id, line_id=line_id, values=over.form.cleaned_data, **common)
    except OutdatedError:
        over.outdated()
        return False
    except PhoneLine.DoesNotExist:
        raise Http404 from None
    except TakenNameError:
        over.form.add_error("number", _("This clinic has a line with this number already."))
        return False
    messages.success(page.request, _("Saved."))
    return True


def on_call(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is told of an emergency, and in which order."""
    page = open_page(request, slug, "settings-on-call")
    over = FormOver(lambda: OnCallForm(page.posted, people=people_of(page.clinic), places=on_call_places(page.clinic)))
    form = over.form
    if page.is_post and form.is_valid():
        common: dict[str, Any] = {"actor": page.actor, "now": clock.now(), "still_stands": over.still_stands}
        try:
            set_on_call(clinic_id=page.clinic.id, staff_ids=form.order(), **common)
        except OutdatedError:
            form = over.outdated()
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:settings-on-call", slug)
    return page.show("on_call.html", form=form, is_nobody=not on_call_places(page.clinic))


def pager(request: HttpRequest, slug: str) -> HttpResponse:
    """Where alerts are posted for the clinic's pager service."""
    page = open_page(request, slug, "settings-pager")
    active = active_pager(page.clinic)
    form = PagerForm(page.posted, initial={"url": active.url} if active else {})
    if page.is_post and form.is_valid():
        set_pager(clinic_id=page.clinic.id, url=form.cleaned_data["url"], actor=page.actor, now=clock.now())
        return redirect("desk:settings-pager", slug)
    is_new = active is not None and page.may_change and clock.now() - active.created_at < SECRET_SHOWN_FOR
    return page.show("pager.html", form=form, active=active, shows_secret=is_new, deliveries=deliveries_of(active))


def pager_stop(request: HttpRequest, slug: str) -> HttpResponse:
    """Post alerts nowhere."""
    page = open_page(request, slug, "settings-pager")
    stop_pager(clinic_id=page.clinic.id, actor=page.actor, now=clock.now())
    messages.success(request, _("Alerts are no longer posted. The on-call list is still told by e-mail."))
    return redirect("desk:settings-pager", slug)


def pager_sample(request: HttpRequest, slug: str) -> HttpResponse:
    """Post one signed sample at once and say what the service answered. It holds nothing about anybody."""
    page = open_page(request, slug, "settings-pager")
    active = active_pager(page.clinic)
    if active is None:
        return redirect("desk:settings-pager", slug)
    answer = send_sample(active, now=clock.now())
    record_sample(active, actor=page.actor, now=clock.now())
    if answer.is_taken:
        messages.success(request, _("The service took the sample (%(code)s).") % {"code": answer.code})
    else:
        messages.error(request, _("The service did not take the sample (%(code)s).") % {"code": answer.code})
    return redirect("desk:settings-pager", slug)
