"""Settings: the routing rules in force, earlier versions, and changing them through a draft and a rehearsal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from desk import rules_draft
from desk.forms.settings_queues import PublishForm, TryForm, rule_sentence
from desk.pages.settings import VERSIONS_SHOWN, all_queue_names, open_queues, queues_without_people, rulebooks_of
from desk.views.settings_base import SettingsPage, open_page
from intake.domain.rehearsing import rehearse_on_recent_leads
from intake.domain.routing import (
    MOST_RULES,
    BadRulebookError,
    RoutingFacts,
    Rule,
    current_rulebook,
    publish_rulebook,
    rehearse,
    rulebook_problems,
    sentence_for,
)
from intake.models import Queue, Rulebook
from intake.states import Severity, shown_name


def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules in force in sentences, what they would do with an inquiry, and the versions before."""
    page = open_page(request, slug, "settings-rules")
    rulebook = current_rulebook(page.clinic)
    has_draft = page.may_change and rules_draft.draft_of(staff=page.staff, clinic=page.clinic, rulebook=rulebook)[1]
    tried = TryForm(request.GET if "severity" in request.GET else None)
    sentence = _tried(page, rulebook, tried) if tried.is_bound and tried.is_valid() else ""
    return page.show(
        "rules.html",
        rulebook=rulebook,
        sentences=_sentences(page, rulebook.rules),
        versions=rulebooks_of(page.clinic)[:VERSIONS_SHOWN],
        has_draft=has_draft,
        try_form=tried,
        sentence=sentence,
        empty_queues=_empty_queues(page, rulebook.rules),
    )


def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version. Starting from it makes a draft; nothing is in force before that is published."""
    page = open_page(request, slug, "settings-rules")
    rulebook = get_object_or_404(rulebooks_of(page.clinic), version=number)
    if page.is_post:
        draft = rules_draft.from_rulebook(rulebook)
        draft.based_on = current_rulebook(page.clinic).version
        rules_draft.keep(staff=page.staff, clinic=page.clinic, draft=draft, now=clock.now())
        return redirect("desk:settings-rules-check", slug)
    return page.show("rules_version.html", rulebook=rulebook, sentences=_sentences(page, rulebook.rules))


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the rules. Every button keeps what was typed; only "Check" looks whether it is in order."""
    page = open_page(request, slug, "settings-rules")
    if not page.may_change:
        return redirect("desk:settings-rules", slug)
    queues = open_queues(page.clinic)
    if page.is_post:
        return _change(page, queues)
    rulebook = current_rulebook(page.clinic)
    draft, is_draft = rules_draft.draft_of(staff=page.staff, clinic=page.clinic, rulebook=rulebook)
    shows_errors = request.GET.get("look") == "errors"
    forms = draft.bound_forms(queues) if shows_errors else draft.forms(queues)
    facts = {"forms": forms, "draft": draft, "is_draft": is_draft, "wrong": [form for form in forms if form.errors]}
    return page.show("rules_edit.html", **facts)


def _change(page: SettingsPage, queues: list[Queue]) -> HttpResponse:
    draft = rules_draft.read_posted(page.request.POST, queues)
    action, _dash, place = page.request.POST.get("action", "check").partition("-")
    position = rules_draft.number_in(place, most=MOST_RULES, otherwise=-1)
    anchor = ""
    if action in {"up", "down"}:
        anchor = f"#rule-{draft.move(position, -1 if action == 'up' else 1)}"
    elif action == "remove":
        draft.remove(position)
    elif action == "add":
        anchor = f"#rule-{draft.add()}"
    rules_draft.keep(staff=page.staff, clinic=page.clinic, draft=draft, now=clock.now())
    if action == "check":
        is_fine = all(form.is_valid() for form in draft.bound_forms(queues))
        if is_fine:
            return redirect(reverse("desk:settings-rules-check", args=[page.clinic.slug]) + "#new")
        anchor = "?look=errors#problems"
    return redirect(reverse("desk:settings-rules-edit", args=[page.clinic.slug]) + anchor)


def check(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft in sentences, tried on past leads, and published with a note."""
    page = open_page(request, slug, "settings-rules")
    queues, rulebook = open_queues(page.clinic), current_rulebook(page.clinic)
    draft, is_draft = rules_draft.draft_of(staff=page.staff, clinic=page.clinic, rulebook=rulebook)
    forms = draft.bound_forms(queues)
    if not is_draft or not all(form.is_valid() for form in forms):
        return redirect("desk:settings-rules-edit", slug)
    wanted = rules_draft.with_own_codes([form.rule() for form in forms])
    problems = rulebook_problems(wanted, queue_codes=[queue.code for queue in queues])
    form = PublishForm(page.posted)
    if page.is_post and form.is_valid() and not problems:
        return _publish(page, wanted, form.cleaned_data["note"])
    rehearsed = [] if problems else rehearse_on_recent_leads(clinic=page.clinic, now_in_force=rulebook.rules, wanted=wanted)
    return page.show(
        "rules_check.html",
        form=form,
        problems=problems,
        sentences=_sentences(page, wanted),
        rehearsed=rehearsed,
        changes=sum(one.is_changed for one in rehearsed),
        names=rules_draft.queue_names(queues),
        is_outdated=draft.based_on != rulebook.version,
        rulebook=rulebook,
        empty_queues=_empty_queues(page, wanted),
    )


def _publish(page: SettingsPage, wanted: list[Rule], note: str) -> HttpResponse:
    try:
        done = publish_rulebook(clinic=page.clinic, rules=wanted, note=note, staff=page.staff, now=clock.now())
    except BadRulebookError as error:
        for problem in error.problems:
            messages.error(page.request, problem)
        return redirect("desk:settings-rules-edit", page.clinic.slug)
    rules_draft.discard(staff=page.staff, clinic=page.clinic)
    messages.success(page.request, _("Version %(number)s is in force.") % {"number": done.version})
    return redirect("desk:settings-rules", page.clinic.slug)


def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Throw the draft away."""
    page = open_page(request, slug, "settings-rules")
    rules_draft.discard(staff=page.staff, clinic=page.clinic)
    messages.success(request, _("Your changes are thrown away. The rules in force stayed as they were."))
    return redirect("desk:settings-rules", slug)


def _tried(page: SettingsPage, rulebook: Rulebook, form: TryForm) -> str:
    values = form.cleaned_data
    facts = RoutingFacts(Severity[values["severity"].upper()], values["language"], values["channel"])
    found = rehearse(clinic=page.clinic, rulebook=rulebook, facts=facts, at=clock.now())
    return sentence_for(found["facts"])


def _sentences(page: SettingsPage, rules: list[Rule]) -> list[dict[str, str]]:
    names = all_queue_names(page.clinic)
    return [{"name": shown_name(rule["name"]), "sentence": rule_sentence(rule, queue_names=names)} for rule in rules]


def _empty_queues(page: SettingsPage, rules: list[Rule]) -> list[str]:
    return queues_without_people(page.clinic, {rule["then"]["queue"] for rule in rules})
