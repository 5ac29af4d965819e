"""Settings: every text of a clinic, a new one, and one published version as people get it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import clock
from desk.forms.texts import NewTextForm
from desk.pages.texts import texts_of, versions_of_text
from desk.views.settings_base import open_page
from followup.domain.discretion import subject_findings
from followup.domain.drafting import CodeTakenError, add_template
from followup.domain.example_values import made_up_values
from followup.domain.rendering import render


def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """Every text with its languages and what waits; an admin may add one."""
    page = open_page(request, slug, "settings-texts")
    form = NewTextForm(page.posted)
    if page.is_post and form.is_valid():
        try:
            template = add_template(clinic=page.clinic, **form.cleaned_data, staff=page.staff, now=clock.now())
        except CodeTakenError:
            form.add_error("code", _("There is a text with this name. Choose another."))
        else:
            return redirect("desk:settings-words-edit", slug, template.code)
    return page.show("texts.html", rows=texts_of(page.clinic), form=form)


def text(request: HttpRequest, slug: str, text_id: UUID) -> HttpResponse:
    """One version, as its words are kept and as somebody would get it."""
    page = open_page(request, slug, "settings-texts")
    version, others = versions_of_text(page.clinic, text_id=text_id)
    if version is None:
        raise Http404
    shown = render(version, made_up_values(clinic=page.clinic, language=version.language, now=clock.now()))
    return page.show("text.html", others=others, version=version, shown=shown, findings=subject_findings(shown.subject))
