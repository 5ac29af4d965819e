"""Settings: one message text. Admins write, test and publish it; clinicians approve what is said about care."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from clinics.states import Role
from core import clock
from desk.edges import note_read
from desk.forms.texts import ApproveForm, PreviewForm, PublishForm, SeenForm, WordsForm, initial_of
from desk.pages.texts import draft_of, history_of, lead_for_preview, places_of, template_by_code, text_page, words_to_edit
from desk.views.settings_base import SettingsPage, open_page
from followup.domain import approving, drafting
from followup.domain.ready_news import take_ready_words
from followup.domain.testing_texts import send_test
from followup.domain.wording import VARIANTS
from followup.models import Template
from followup.states import MessageState
from intake.models import Lead

APPROVERS = (Role.CLINICIAN,)
TRIERS = (Role.ADMIN, Role.CLINICIAN)
STOPS = (
    approving.ChangedMeanwhileError,
    approving.NothingToPublishError,
    approving.NotAClinicianError,
    approving.NotApprovedError,
    approving.BlockedError,
    approving.ReasonNeededError,
)


def why_stopped(error: Exception) -> str:
    """What stopped an act, and what to do about it."""
    sentences = {
        approving.ChangedMeanwhileError: _("Somebody changed these words meanwhile. Look at them again first."),
        approving.NothingToPublishError: _("There is no draft to work with."),
        approving.NotAClinicianError: _("Only a clinician of this clinic approves these words."),
        approving.NotApprovedError: _("A clinician has to approve these words before they are published."),
        approving.BlockedError: _("The checker stops this. Change what is marked “must change”."),
        approving.ReasonNeededError: _("Say why it is right to publish in spite of the remarks."),
    }
    return sentences[type(error)]


def changed_meanwhile() -> str:
    """What an editor reads whose words came second."""
    return _("Somebody saved other words meanwhile. Yours stand below: saving again puts them in place of theirs.")


def of_text(*posters: str) -> Callable[..., Callable[..., HttpResponse]]:
    """Give a view its SettingsPage and the text; 404 when this clinic has none of this name."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def visit(request: HttpRequest, slug: str, code: str, **parts: Any) -> HttpResponse:
            page = open_page(request, slug, "settings-texts", posters=posters)
            template = template_by_code(page.clinic, code)
            if template is None:
                raise Http404
            return view(page, template, **parts)

        return visit

    return wrap


@of_text()
def words(page: SettingsPage, template: Template) -> HttpResponse:
    """The words as they arrive, what the checker says of them, and what was published."""
    return _show(page, template, None, PreviewForm())


@of_text(*TRIERS)
def person(page: SettingsPage, template: Template) -> HttpResponse:
    """The same with the values of somebody real, for those who may open that record; looking is written down."""
    form = PreviewForm(page.posted)
    typed = form.cleaned_data["person"] if form.is_valid() else ""
    lead = lead_for_preview(page.clinic, text=typed, staff=page.staff) if typed else None
    if lead is not None:
        note_read(staff=page.staff, object_type="lead", object_id=lead.pk, clinic_id=page.clinic.pk, now=clock.now())
    elif typed:
        form.add_error("person", _("You can open no inquiry that fits this. Type it another way, or leave it empty."))
    return _show(page, template, lead, form)


@of_text()
def edit(page: SettingsPage, template: Template) -> HttpResponse:
    """Both languages side by side. What can't be kept as it is comes back as it was typed."""
    if not page.may_change:
        return _back(page, template)
    words, seen = words_to_edit(template)
    form = WordsForm(page.posted, initial=initial_of(words, seen=seen))
    if page.is_post and form.is_valid() and _save(page, template, form):
        messages.success(page.request, _("The draft is saved. Nothing goes out before it is published."))
        return _back(page, template)
    if form.has_error(NON_FIELD_ERRORS, "changed"):
        form.data = {**page.request.POST.dict(), "seen": str(seen)}
    return page.show("words_edit.html", template=template, form=form, places=places_of(template))


def _save(page: SettingsPage, template: Template, form: WordsForm) -> bool:
    try:
        drafting.save_draft(
            template=template, words=form.words(), seen_revision=form.cleaned_data["seen"], staff=page.staff, now=clock.now()
        )
    except drafting.UnknownPlaceError as error:
        for variant, name in error.places:
            sentence = _("“{%(name)s}” is no place this text may have. Choose one of the list below.") % {"name": name}
            form.add_error(f"{variant}-body", sentence)
        return False
    except approving.ChangedMeanwhileError:
        form.add_error(None, ValidationError(changed_meanwhile(), code="changed"))
        return False
    return True


@of_text(*APPROVERS)
def approve(page: SettingsPage, template: Template) -> HttpResponse:
    """A clinician's stamp under the draft as it was shown."""
    form = ApproveForm(page.posted)
    if not form.is_valid():
        return _show(page, template, None, PreviewForm(), approve_form=form)
    wish = {"seen_revision": form.cleaned_data["seen"], "title": form.cleaned_data["title"]}
    return _act(page, template, drafting.approve_draft, _("Approved. An admin can publish it now."), **wish)


@of_text()
def publish(page: SettingsPage, template: Template) -> HttpResponse:
    """The draft becomes the newest version in each language it has words in."""
    form = PublishForm(page.posted)
    if not form.is_valid():
        return _show(page, template, None, PreviewForm(), publish_form=form)
    wish = {"seen_revision": form.cleaned_data["seen"], "reason": form.cleaned_data["reason"]}
    return _act(page, template, drafting.publish_draft, _("Published. Messages written from now on have these words."), **wish)


@of_text()
def take_ready(page: SettingsPage, template: Template) -> HttpResponse:
    """A draft of the words that come with the product, to be looked at and published like any other."""
    return _act(page, template, take_ready_words, _("The ready words are a draft now. Nothing goes out before it is published."))


@of_text()
def discard(page: SettingsPage, template: Template) -> HttpResponse:
    """Throw the draft away."""
    form = SeenForm(page.posted)
    seen = form.cleaned_data["seen"] if form.is_valid() else -1
    return _act(page, template, drafting.discard_draft, _("The draft is gone."), seen_revision=seen)


@of_text(*TRIERS)
def test(page: SettingsPage, template: Template, variant: str) -> HttpResponse:
    """One marked copy to whoever presses the button."""
    found, _seen = words_to_edit(template)
    if variant not in VARIANTS or variant not in found or found[variant].is_empty:
        raise Http404
    message = send_test(clinic=page.clinic, code=template.code, variant=variant, words=found[variant], staff=page.staff, now=clock.now())
    held = message.state == MessageState.HELD
    sentence = _("It is held: %(why)s.") % {"why": message.get_why_not_display()} if held else _("A test is on its way to %(address)s.")
    messages.success(page.request, sentence if held else sentence % {"address": page.staff.email})
    return _back(page, template)


def _act(page: SettingsPage, template: Template, verb: Callable[..., Any], done: str, **wish: Any) -> HttpResponse:
    try:
        verb(template=template, staff=page.staff, now=clock.now(), **wish)
    except STOPS as error:
        messages.error(page.request, why_stopped(error))
    else:
        messages.success(page.request, done)
    return _back(page, template)


def _back(page: SettingsPage, template: Template) -> HttpResponse:
    return redirect("desk:settings-words", page.clinic.slug, template.code)


def _show(page: SettingsPage, template: Template, lead: Lead | None, form: PreviewForm, **forms: Any) -> HttpResponse:
    shown = text_page(template, lead=lead, staff=page.staff, now=clock.now())
    facts = {
        "preview_form": form,
        "approve_form": ApproveForm(initial={"seen": shown.seen}),
        "publish_form": PublishForm(initial={"seen": shown.seen}),
        "history": history_of(template),
        "draft": draft_of(template),
    }
    return page.show("words.html", template=template, text=shown, **(facts | forms))
