"""Settings: pages to read. Admins write and publish them, clinicians approve every one."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import clock
from desk.forms.texts import ApproveForm, NewPageForm, PageForm, PublishForm, SeenForm, initial_of
from desk.pages.education import education_screen, page_by_id, page_history, page_words_to_edit, pages_of_clinic
from desk.views.settings_base import SettingsPage, open_page
from desk.views.settings_words import APPROVERS, STOPS, changed_meanwhile, why_stopped
from followup.domain import approving, education
from followup.domain.drafting import CodeTakenError
from followup.models import EducationPage


def of_page(*posters: str) -> Callable[..., Callable[..., HttpResponse]]:
    """Give a view its SettingsPage and the page to read; 404 when this clinic has none with this id."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def visit(request: HttpRequest, slug: str, page_id: UUID) -> HttpResponse:
            screen = open_page(request, slug, "settings-pages", posters=posters)
            found = page_by_id(screen.clinic, page_id)
            if found is None:
                raise Http404
            return view(screen, found)

        return visit

    return wrap


def pages(request: HttpRequest, slug: str) -> HttpResponse:
    """Every page with its state; an admin may add one."""
    screen = open_page(request, slug, "settings-pages")
    form = NewPageForm(screen.posted)
    if screen.is_post and form.is_valid():
        try:
            added = education.add_page(clinic=screen.clinic, key=form.cleaned_data["key"], staff=screen.staff, now=clock.now())
        except CodeTakenError:
            form.add_error("key", _("There is a page with this address. Choose another."))
        except education.TellingKeyError:
            form.add_error("key", _("This tells others what the page is about. Choose neutral words."))
        else:
            return redirect("desk:settings-page-edit", slug, added.pk)
    return screen.show("pages.html", rows=pages_of_clinic(screen.clinic), form=form)


@of_page()
def page(screen: SettingsPage, found: EducationPage) -> HttpResponse:
    """The page as people read it, what the checker says, and what was published."""
    return _show(screen, found)


@of_page()
def edit(screen: SettingsPage, found: EducationPage) -> HttpResponse:
    """Both languages side by side. What can't be kept as it is comes back as it was typed."""
    if not screen.may_change:
        return _back(screen, found)
    words, seen = page_words_to_edit(found)
    form = PageForm(screen.posted, initial=initial_of(words, seen=seen))
    if screen.is_post and form.is_valid():
        try:
            education.save_page_draft(
                page=found, words=form.words(), seen_revision=form.cleaned_data["seen"], staff=screen.staff, now=clock.now()
            )
        except approving.ChangedMeanwhileError:
            form.add_error(None, ValidationError(changed_meanwhile(), code="changed"))
            form.data = {**screen.request.POST.dict(), "seen": str(seen)}
        else:
            messages.success(screen.request, _("The draft is saved. Nobody outside reads it before it is published."))
            return _back(screen, found)
    return screen.show("page_edit.html", found=found, form=form)


@of_page(*APPROVERS)
def approve(screen: SettingsPage, found: EducationPage) -> HttpResponse:
    """A clinician's stamp under the draft as it was shown."""
    form = ApproveForm(screen.posted)
    if not form.is_valid():
        return _show(screen, found, approve_form=form)
    wish = {"seen_revision": form.cleaned_data["seen"], "title": form.cleaned_data["title"]}
    return _act(screen, found, education.approve_page, _("Approved. An admin can publish it now."), **wish)


@of_page()
def publish(screen: SettingsPage, found: EducationPage) -> HttpResponse:
    """The approved draft is served."""
    form = PublishForm(screen.posted)
    if not form.is_valid():
        return _show(screen, found, publish_form=form)
    wish = {"seen_revision": form.cleaned_data["seen"], "reason": form.cleaned_data["reason"]}
    return _act(screen, found, education.publish_page, _("Published. People can read it now."), **wish)


@of_page()
def unpublish(screen: SettingsPage, found: EducationPage) -> HttpResponse:
    """The page is served no more."""
    return _act(screen, found, education.unpublish_page, _("Taken down. Links to it show that there is no such page."))


@of_page()
def discard(screen: SettingsPage, found: EducationPage) -> HttpResponse:
    """Throw the draft away."""
    form = SeenForm(screen.posted)
    seen = form.cleaned_data["seen"] if form.is_valid() else -1
    return _act(screen, found, education.discard_page_draft, _("The draft is gone."), seen_revision=seen)


def _act(screen: SettingsPage, found: EducationPage, verb: Callable[..., Any], done: str, **wish: Any) -> HttpResponse:
    try:
        verb(page=found, staff=screen.staff, now=clock.now(), **wish)
    except STOPS as error:
        messages.error(screen.request, why_stopped(error))
    else:
        messages.success(screen.request, done)
    return _back(screen, found)


def _back(screen: SettingsPage, found: EducationPage) -> HttpResponse:
    return redirect("desk:settings-page", screen.clinic.slug, found.pk)


def _show(screen: SettingsPage, found: EducationPage, **forms: Any) -> HttpResponse:
    shown = education_screen(found)
    facts = {
        "approve_form": ApproveForm(initial={"seen": shown.seen}),
        "publish_form": PublishForm(initial={"seen": shown.seen}),
        "history": page_history(found),
    }
    return screen.show("education.html", screen=shown, **(facts | forms))
