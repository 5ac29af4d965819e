"""Settings: the people who work in a clinic. Inviting, roles, new links, letting go and letting in again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinics.domain.inviting import take_links_back
from clinics.domain.memberships import AlreadyHereError, LastAdminError, enable_staff
from clinics.domain.staffing import BadAccountError, TakenAddressError
from clinics.states import LinkKind
from core import clock
from core.standing import OutdatedError
from desk.forms.people import HandOverForm, InviteForm, PlaceForm
from desk.forms.standing import FormOver
from desk.pages.people import PersonPage, added_words, colleagues_for, people_page, person_page, queues_of, standing_place
from desk.views.settings_base import SettingsPage, open_page
from followup.domain.account_mail import add_by_mail, invite_by_mail, mail_link
from intake.domain.handing_over import leave_clinic, let_go
from intake.domain.staffing import set_place


def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who works here, and a form for one more."""
    page = open_page(request, slug, "settings-people")
    form = InviteForm(page.posted, initial={"interface": "en", "languages": ["en"]})
    if page.is_post and form.is_valid():
        said = _add(page, form)
        if said:
            messages.success(request, said)
            return redirect("desk:settings-people", slug)
    return page.show("people.html", form=form, rows=people_page(page.clinic, now=clock.now()))


def _add(page: SettingsPage, form: InviteForm) -> str:
    """Invite somebody new, or give a known account a place here; what to say of it, empty when the form says what is wrong."""
    said = form.cleaned_data
    common: dict[str, Any] = {"clinic": page.clinic, "actor": page.actor, "now": clock.now()}
    try:
        if said.get("has_account") and (known := add_by_mail(email=said["email"], roles=said["roles"], **common)):
            return added_words(known)
        invite_by_mail(**form.invitation(), **common)
    except AlreadyHereError:
        form.add_error("email", _("This person works in this clinic already: open their page above."))
    except TakenAddressError:
        form.ask_about_account()
        form.add_error("email", _("Somebody of this organization has an account with this address. If you mean them, tick so below."))
    except BadAccountError:
        form.add_error("email", _("An account with this address can't be written to, or has no place here."))
    else:
        return _("Invited. The link in the mail works once, for 72 hours.")
    return ""


def person(request: HttpRequest, slug: str, staff_id: UUID) -> HttpResponse:
    """One person's roles, languages and queues in this clinic."""
    page, found = _open(request, slug, staff_id)
    over = FormOver(lambda: PlaceForm(page.posted, queues=queues_of(page.clinic), initial=standing_place(page.clinic, staff_id)))
    form = over.form
    if page.is_post and form.is_valid():
        common: dict[str, Any] = {"actor": page.actor, "now": clock.now(), "still_stands": over.still_stands}
        try:
            given_back = set_place(clinic=page.clinic, staff_id=staff_id, place=form.place(), **common)
        except OutdatedError:
            form = over.outdated()
        except LastAdminError:
            form.add_error("roles", _("This clinic would be left without an admin. Make somebody else an admin first."))
        else:
            messages.success(request, _("Saved. It counts from their next click."))
            if given_back and not given_back.is_empty:
                messages.info(request, _("Their open work here went back to its queues."))
            return redirect("desk:settings-person", slug, staff_id)
    return page.show("person.html", form=form, found=found)


def person_link(request: HttpRequest, slug: str, staff_id: UUID) -> HttpResponse:
    """Mail a new link: the invitation again, or one for a new password and a new second factor."""
    page, found = _open(request, slug, staff_id, must_run_all=True)
    if found.row.state == "disabled" or found.is_self:
        raise PermissionDenied
    kind = LinkKind.RESET if found.row.state == "in" else LinkKind.INVITE
    mail_link(clinic=page.clinic, staff=found.person, kind=kind, actor=page.actor, now=clock.now())
    messages.success(request, _("A link is on its way by mail. It works once, for 72 hours; earlier ones stopped working."))
    return redirect("desk:settings-person", slug, staff_id)


def person_link_back(request: HttpRequest, slug: str, staff_id: UUID) -> HttpResponse:
    """Take back the links that were mailed to this person."""
    page, found = _open(request, slug, staff_id, must_run_all=True)
    take_links_back(staff=found.person, actor=page.actor, now=clock.now())
    messages.success(request, _("No mailed link of theirs works any more."))
    return redirect("desk:settings-person", slug, staff_id)


def person_disable(request: HttpRequest, slug: str, staff_id: UUID) -> HttpResponse:
    """Let somebody in no more, and say who goes on with their work."""
    page, found = _open(request, slug, staff_id, must_run_all=True)
    if found.is_self:
        raise PermissionDenied
    form = HandOverForm(page.posted, colleagues=colleagues_for(page.clinic, found.person))
    if page.is_post and form.is_valid():
        try:
            let_go(staff=found.person, to=form.cleaned_data["to"], actor=page.actor, now=clock.now())
        except LastAdminError:
            form.add_error(None, _("A clinic would be left without an admin. Make somebody else an admin there first."))
        else:
            messages.success(request, _("Disabled. They are signed out everywhere."))
            return redirect("desk:settings-person", slug, staff_id)
    return page.show("person_leaves.html", form=form, found=found, is_disabling=True)


def person_leave(request: HttpRequest, slug: str, staff_id: UUID) -> HttpResponse:
    """Take somebody out of this clinic; without any other their account is disabled."""
    page, found = _open(request, slug, staff_id)
    form = HandOverForm(page.posted, colleagues=colleagues_for(page.clinic, found.person))
    if page.is_post and form.is_valid():
        try:
            leave_clinic(clinic_id=page.clinic.id, staff_id=staff_id, to=form.cleaned_data["to"], actor=page.actor, now=clock.now())
        except LastAdminError:
            form.add_error(None, _("This clinic would be left without an admin. Make somebody else an admin first."))
        else:
            messages.success(
                request, _("They no longer work in this clinic. If it was their last one, nobody can sign in with their account now.")
            )
            return redirect("desk:settings" if found.is_self else "desk:settings-people", *([] if found.is_self else [slug]))
    return page.show("person_leaves.html", form=form, found=found, is_disabling=False)


def person_enable(request: HttpRequest, slug: str, staff_id: UUID) -> HttpResponse:
    """Let somebody in again who was disabled."""
    page, found = _open(request, slug, staff_id, must_run_all=True)
    enable_staff(staff=found.person, actor=page.actor, now=clock.now())
    messages.success(request, _("They may sign in again, with the roles shown here."))
    return redirect("desk:settings-person", slug, staff_id)


def _open(request: HttpRequest, slug: str, staff_id: UUID, *, must_run_all: bool = False) -> tuple[SettingsPage, PersonPage]:
    """The page and the person; 404 for somebody who does not work here, 403 where the reader does not run all their clinics."""
    page = open_page(request, slug, "settings-people")
    found = person_page(page.clinic, staff_id, reader=page.staff, now=clock.now())
    if found is None:
        raise Http404
    if must_run_all and not (found.may_run_all and page.may_change):
        raise PermissionDenied
    return page, found
