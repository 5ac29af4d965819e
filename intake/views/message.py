""""Send a message": five short steps. Answers live in an encrypted draft that the token in the path leads to."""

from typing import Any

from django.http import Http404, HttpResponse

from clinics.domain.hours import hours_of
from core.hashing import new_token
from intake.channels.web_form import message_payload, opened_mark, staffed_times
from intake.domain.drafting import DraftEndedError, draft_answers_visible, draft_for, open_draft, save_step
from intake.domain.receiving import submission_for_draft
from intake.forms import ConsentForm, PublicForm, ReachForm, SafeForm, WhoForm, WordsForm
from intake.models import PublicDraft
from intake.views.answers import answer_rows
from intake.views.page import UNREACHABLE, Page, public_page
from intake.views.sending import is_suspect, send_inquiry

FIRST, REACH, SAFE, WORDS, CHECK = range(1, 6)
# Set once a draft was left alone for an hour: whoever holds the phone now may send it, not read it.
LOCKED = "locked"
_FORMS: dict[int, type[PublicForm]] = {FIRST: WhoForm, REACH: ReachForm, SAFE: SafeForm, WORDS: WordsForm, CHECK: ConsentForm}
_TEMPLATES = {FIRST: "step_who", REACH: "step_reach", SAFE: "step_safe", WORDS: "step_words", CHECK: "step_check"}


@public_page
def begin(page: Page) -> HttpResponse:
    """Give the form its token; nothing is stored until something is answered."""
    if not page.clinic.accepts_inquiries:
        return page.go("start")
    return page.go("message-step", token=new_token(), step=FIRST)


@public_page
def show_emergency(page: Page, token: str) -> HttpResponse:
    """For somebody who is not safe, or not sure: 911, 988, naloxone, and the way on."""
    return page.show("emergency", {"draft_token": token, "next_url": _next_url(page, token, SAFE)})


@public_page
def answer_step(page: Page, token: str, step: int) -> HttpResponse:
    """Show a step, or take its answers."""
    if step not in _FORMS:
        raise Http404
    if submission_for_draft(clinic=page.clinic, token=token) is not None:
        return page.go("sent", token=token)
    draft = draft_for(clinic=page.clinic, token=token, now=page.now)
    if draft is None and step != FIRST:
        return page.show("expired", status=410)
    if page.request.method == "POST":
        return _take(page, token, step, draft)
    if _is_locked(page, draft):
        return _show_away(page, token)
    return _show(page, token, step, _form(page, step, draft), draft)


def _take(page: Page, token: str, step: int, draft: PublicDraft | None) -> HttpResponse:
    form = _form(page, step, draft, data=page.request.POST)
    if page.request.POST.get("act") == "switch":
        return _switch(page, token, step, form, draft)
    if not form.is_valid():
        return _show(page, token, step, form, draft)
    try:
        if step == CHECK and draft is not None:
            return _send(page, token, draft, form.answers())
        return _save(page, token, step, form.answers(), draft)
    except DraftEndedError:
        return page.show("expired", status=410)
    except UNREACHABLE:
        return _show(page, token, step, form, draft, was_not_saved=True)


def _switch(page: Page, token: str, step: int, form: PublicForm, draft: PublicDraft | None) -> HttpResponse:
    """The same step in this language, with what was typed so far, unsaved and unchecked."""
    if _is_locked(page, draft):
        return _show_away(page, token)
    return _show(page, token, step, _form(page, step, draft, typed=form.typed()), draft)


def _save(page: Page, token: str, step: int, answers: dict[str, Any], draft: PublicDraft | None) -> HttpResponse:
    answers = answers | ({LOCKED: True} if _is_locked(page, draft) else {})
    common = {"clinic": page.clinic, "token": token, "answers": answers, "language": page.language, "now": page.now}
    if draft is None:
        open_draft(**common)
    else:
        save_step(**common)
    if step == SAFE and answers["safe"] in {"no", "not_sure"}:
        return page.go("emergency-step", token=token, query=_then(page))
    return page.go("message-step", token=token, step=_step_after(page, step))


def _send(page: Page, token: str, draft: PublicDraft, consents: dict[str, Any]) -> HttpResponse:
    answers = {**draft.answers, **consents}
    if not _form(page, REACH, draft, data=answers).is_valid():
        return page.go("message-step", token=token, step=REACH)
    payload = message_payload(answers, is_suspect=is_suspect(page))
    return send_inquiry(page, token=token, payload=payload)


def _form(
    page: Page, step: int, draft: PublicDraft | None, *, data: Any = None, typed: dict[str, Any] | None = None
) -> PublicForm:
    saved = {} if draft is None or _is_locked(page, draft) else draft.answers
    options: dict[str, Any] = {"data": data, "initial": {**saved, **(typed or {})}}
    if step == REACH:
        times = staffed_times(hours_of(page.clinic))
        options |= {"region": page.clinic.phone_region, "times": times, "language": page.language}
    if step == CHECK:
        reach = draft.answers.get("reach", "") if draft else ""
        options |= {"reach": reach, "language": page.language}
    return _FORMS[step](**options)


def _show(
    page: Page, token: str, step: int, form: PublicForm, draft: PublicDraft | None, *, was_not_saved: bool = False
) -> HttpResponse:
    if step == CHECK and _is_locked(page, draft):
        return _show_away(page, token)
    context: dict[str, Any] = {
        "form": form,
        "step": step,
        "draft_token": token,
        "switch_form": "step",
        "then": _then(page),
        "back_url": page.url("message-step", token=token, step=step - 1) if step > FIRST else page.url("start"),
        "was_not_saved": was_not_saved,
    }
    if step == CHECK and draft is not None:
        rows = answer_rows(draft.answers, language=page.language)
        context |= {"rows": [(row, page.url("message-step", token=token, step=row.step)) for row in rows]}
        context |= {"opened": opened_mark(draft.created_at)}
    return page.show(_TEMPLATES[step], context, status=503 if was_not_saved else 200)


def _show_away(page: Page, token: str) -> HttpResponse:
    """The page of a draft nobody touched for an hour: it can be sent as it is or begun anew, not read."""
    send_url = page.url("message-step", token=token, step=CHECK)
    return page.show("away", {"draft_token": token, "send_url": send_url, "opened": opened_mark(page.now)})


def _is_locked(page: Page, draft: PublicDraft | None) -> bool:
    return draft is not None and (draft.answers.get(LOCKED) is True or not draft_answers_visible(draft, page.now))


def _then(page: Page) -> str:
    """A query that brings the person back to the check page after changing one answer."""
    return "?then=check" if page.request.GET.get("then") == "check" else ""


def _step_after(page: Page, step: int) -> int:
    return CHECK if _then(page) else step + 1


def _next_url(page: Page, token: str, step: int) -> str:
    return page.url("message-step", token=token, step=_step_after(page, step))
