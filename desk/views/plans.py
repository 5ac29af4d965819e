"""Settings: plans of e-mails and work. A draft is kept as typed; turning a plan on says first whom it reaches."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core import clock
from core.standing import OutdatedError
from desk.forms.plan_editor import act_on, read_body
from desk.forms.plans import ModeForm, NewPlanForm, PlanForm, PreviewForm, values_of
from desk.forms.standing import FormOver
from desk.pages import plan_calendar, plan_news
from desk.pages import plans as pages
from desk.views.settings_base import SettingsPage, open_page
from followup.domain import plan_editing
from followup.domain.plan_checking import PlanProblemsError, problems_in
from followup.domain.plan_content import content_from
from followup.domain.purposes import texts_of_other_purpose
from followup.domain.ready_news import take_ready_steps
from followup.domain.rehearsing_plans import dry_run
from followup.domain.what_if import what_ifs
from followup.models import Plan
from followup.states import PlanMode


def plans(request: HttpRequest, slug: str) -> HttpResponse:
    """Every plan of the clinic, and a form for one more."""
    page = open_page(request, slug, "settings-plans")
    form = NewPlanForm(page.posted)
    if page.is_post and form.is_valid():
        code = form.cleaned_data["code"]
        if pages.plan_of(page.clinic, code) is None:
            plan_editing.create_plan(clinic=page.clinic, code=code, settings=form.settings(), staff=page.staff, now=clock.now())
            return redirect("desk:settings-plan-edit", slug, code)
        form.add_error("code", _("There is a plan with this name. Choose another."))
    return page.show("plans.html", rows=pages.plans_of(page.clinic), form=form)


def plan(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One plan: its mode, who is in it, what happens if, its versions, and its settings."""
    page, found = _open(request, slug, code)
    over = FormOver(lambda: PlanForm(page.posted, initial=_standing_plan(page, code)))
    form = over.form
    if page.is_post and form.is_valid():
        settings, now = form.settings(), clock.now()
        try:
            plan_editing.change_plan(plan=found, settings=settings, staff=page.staff, now=now, still_stands=over.still_stands)
        except OutdatedError:
            form = over.outdated()
        except PlanProblemsError as refused:
            form.add_error("purpose", [str(problem.sentence) for problem in refused.problems])
        else:
            messages.success(request, _("Saved. People who are in it stay in it."))
            return redirect("desk:settings-plan", slug, code)
    run = dry_run(plan=found, now=clock.now())
    facts = {
        "plan": found,
        "form": form,
        "run": run,
        "not_mailed": pages.not_mailed_words(run),
        "modes": PlanMode.choices,
        "problems": plan_editing.problems_of_mode(found, PlanMode(found.mode)),
        "others": texts_of_other_purpose(plan=found, purpose=found.purpose) if found.mode != PlanMode.OFF else [],
        "versions": pages.versions_of(found),
        "what_ifs": what_ifs(plan=found, now=clock.now()),
        "news": plan_news.news_of(found),
    }
    return page.show("plan.html", **facts)


def _standing_plan(page: SettingsPage, code: str) -> dict[str, Any]:
    found = pages.plan_of(page.clinic, code)
    return values_of(found) if found is not None else {}


def edit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The steps. Every button keeps what was typed; only "Publish" makes it count."""
    page, found = _open(request, slug, code)
    if not page.is_post:
        body = pages.body_of(found)
        problems = problems_in(body, templates=plan_editing.texts_of(found)) if hasattr(found, "draft") else []
        return page.show("plan_edit.html", **pages.editor_context(found, body, problems))
    act, body = request.POST.get("do", "save"), read_body(request.POST)
    if act == "discard":
        plan_editing.drop_draft(plan=found, staff=page.staff, now=clock.now())
        return redirect("desk:settings-plan", slug, code)
    if act == "publish":
        return _publish(page, found, body)
    problems = plan_editing.save_draft(plan=found, body=act_on(body, act), staff=page.staff, now=clock.now())
    if act == "preview" and not problems:
        return redirect("desk:settings-plan-preview", slug, code)
    return page.show("plan_edit.html", **pages.editor_context(found, act_on(body, act), problems), is_saved=True)


def _publish(page: SettingsPage, found: Plan, body: dict[str, object]) -> HttpResponse:
    note = page.request.POST.get("note", "").strip()[:200].replace("\x00", "")
    problems = plan_editing.save_draft(plan=found, body=body, staff=page.staff, now=clock.now())
    try:
        plan_editing.publish_body(plan=found, body=body, staff=page.staff, note=note, now=clock.now())
    except PlanProblemsError:
        return page.show("plan_edit.html", **pages.editor_context(found, body, problems))
    messages.success(page.request, _("Published. Whoever is in it follows it in the steps they have not reached."))
    return redirect("desk:settings-plan", page.clinic.slug, found.code)


def take_ready(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The new steps of the ready plan into the draft, and on to the editor."""
    page, found = _open(request, slug, code)
    if take_ready_steps(plan=found, staff=page.staff, now=clock.now()) is None:
        messages.info(request, _("Nothing changed: the plan has these steps already."))
    else:
        messages.success(request, _("The new steps are in the draft. Look at them, then publish."))
    return redirect("desk:settings-plan-edit", slug, code)


def mode(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Ask, with numbers, then change how far the plan's messages may go."""
    page, found = _open(request, slug, code)
    form = ModeForm(page.posted or request.GET)
    if not form.is_valid():
        return redirect("desk:settings-plan", slug, code)
    wanted, now = PlanMode(form.cleaned_data["mode"]), clock.now()
    problems = plan_editing.problems_of_mode(found, wanted)
    if page.is_post and not problems:
        plan_editing.set_mode(plan=found, mode=wanted, staff=page.staff, now=now)
        messages.success(request, _("The plan’s mode is now: %(mode)s.") % {"mode": wanted.label})
        return redirect("desk:settings-plan", slug, code)
    run = dry_run(plan=found, now=now)
    words = pages.turning_on_words(run, wanted, zone=ZoneInfo(page.clinic.time_zone), now=now)
    return page.show("plan_mode.html", plan=found, wanted=wanted, run=run, words=words, problems=problems)


def preview(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What the plan would do for a made-up person: a calendar, and the same as a list."""
    page, found = _open(request, slug, code)
    zone = ZoneInfo(page.clinic.time_zone)
    usual = {"start": pages.local_day(clock.now(), zone).isoformat(), "zone": page.clinic.time_zone, "language": "en"}
    form = PreviewForm({**usual, **{name: request.GET[name] for name in usual if name in request.GET}})
    body = pages.body_of(found)
    problems = problems_in(body, templates=plan_editing.texts_of(found))
    facts: dict[str, Any] = {"plan": found, "form": form, "problems": problems, "lines": [], "months": []}
    if form.is_valid() and not problems:
        content = content_from(body)
        foreseen = plan_calendar.foreseen_for(plan=found, content=content, **form.cleaned_data)
        facts |= {"lines": plan_calendar.lines_of(foreseen, content), "months": plan_calendar.months_of(foreseen, content)}
    return page.show("plan_preview.html", **facts)


def _open(request: HttpRequest, slug: str, code: str) -> tuple[SettingsPage, Plan]:
    page = open_page(request, slug, "settings-plans")
    found = pages.plan_of(page.clinic, code)
    if found is None:
        raise Http404
    return page, found
