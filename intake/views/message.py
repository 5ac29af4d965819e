"""Sending a message in five short steps. Answers live in an encrypted draft that the token in the path leads to."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse

from clinics.domain.hours import hours_of
from core.hashing import new_token
from intake.channels.web_form import message_payload, opened_mark, staffed_times
from intake.domain.drafting import DraftEndedError, draft_answers_visible, draft_for, open_draft, save_step
from intake.domain.receiving import submission_for_draft
from intake.forms import ConsentForm, Offer, PublicForm, ReachForm, SafeForm, WhoForm, WordsForm
from intake.models import PublicDraft
from intake.views.answers import answer_rows
from intake.views.page import UNREACHABLE, Page, public_page
from intake.views.sending import is_suspect, send_inquiry

FIRST, REACH, SAFE, WORDS, CHECK = range(1, 6)
# Set once a draft was left alone for an hour: whoever holds the phone now may send it, not read it.
LOCKED = "locked"
_FORMS: dict[int, type[PublicForm]] = {FIRST: WhoForm, REACH: ReachForm, SAFE: SafeForm, WORDS: WordsForm, CHECK: ConsentForm}
_TEMPLATES = {FIRST: "step_who", REACH: "step_reach", SAFE: "step_safe", WORDS: "step_words", CHECK: "step_check"}


@dataclass(frozen=True)
class Turn:
    """One visit to one step. `draft` is None until something was answered."""

    page: Page
    token: str
    step: int
    draft: PublicDraft | None

    @property
    def is_locked(self) -> bool:
        """Whether earlier answers must not be shown any more."""
        draft = self.draft
        return draft is not None and (draft.answers.get(LOCKED) is True or not draft_answers_visible(draft, self.page.now))

    @property
    def shown_answers(self) -> dict[str, Any]:
        """The answers given so far, as far as they may be shown."""
        return {} if self.draft is None or self.is_locked else self.draft.answers

    def url_of(self, step: int) -> str:
        """The address of another step of this form."""
        return self.page.url("message-step", token=self.token, step=step)


@public_page
def begin(page: Page) -> HttpResponse:
    """Give the form its token; nothing is stored until something is answered."""
    if not page.clinic.accepts_inquiries:
        return page.go("start")
    return page.go("message-step", token=new_token(), step=FIRST)


@public_page
def show_emergency(page: Page, token: str) -> HttpResponse:
    """For somebody who is not safe, or not sure: 911, 988, naloxone, and the way on."""
    next_url = page.url("message-step", token=token, step=_step_after(page, SAFE))
    return page.show("emergency", {"draft_token": token, "next_url": next_url})


@public_page
def answer_step(page: Page, token: str, step: int) -> HttpResponse:
    """Show a step, or take its answers."""
    if step not in _FORMS:
        raise Http404
    if submission_for_draft(clinic=page.clinic, token=token) is not None:
        return page.go("sent", token=token)
    turn = Turn(page, token, step, draft_for(clinic=page.clinic, token=token, now=page.now))
    if turn.draft is None and step != FIRST:
        return page.show("expired", status=410)
    if page.request.method == "POST":
        return _take(turn)
    return _show_away(turn) if turn.is_locked else _show(turn, _form(turn))


def _take(turn: Turn) -> HttpResponse:
    form = _form(turn, data=turn.page.request.POST)
    if turn.page.request.POST.get("act") == "switch":
        # The same step in this language, with what was typed so far, unsaved and unchecked.
        return _show_away(turn) if turn.is_locked else _show(turn, _form(turn, typed=form.typed()))
    if not form.is_valid():
        return _show(turn, form)
    try:
        return _send(turn, form.answers()) if turn.step == CHECK else _save(turn, form.answers())
    except DraftEndedError:
        return turn.page.show("expired", status=410)
    except UNREACHABLE:
        return _show(turn, form, was_not_saved=True)


def _save(turn: Turn, answers: dict[str, Any]) -> HttpResponse:
    page = turn.page
    save = open_draft if turn.draft is None else save_step
    answers |= {LOCKED: True} if turn.is_locked else {}
    save(clinic=page.clinic, token=turn.token, answers=answers, language=page.language, now=page.now)
    if turn.step == SAFE and answers["safe"] in {"no", "not_sure"}:
        return page.go("emergency-step", token=turn.token, query=_then(page))
    return page.go("message-step", token=turn.token, step=_step_after(page, turn.step))


def _send(turn: Turn, consents: dict[str, Any]) -> HttpResponse:
    """Send what the draft holds; without a way to reach the person, ask for one first."""
    answers = {**(turn.draft.answers if turn.draft else {}), **consents}
    if not _reach_form(turn, data=answers).is_valid():
        return turn.page.go("message-step", token=turn.token, step=REACH, query="?then=check")
    payload = message_payload(answers, has_texts=turn.page.clinic.offers_texts, is_suspect=is_suspect(turn.page))
    return send_inquiry(turn.page, token=turn.token, payload=payload)


def _form(turn: Turn, *, data: Any = None, typed: dict[str, Any] | None = None) -> PublicForm:
    initial = {**turn.shown_answers, **(typed or {})}
    if turn.step == REACH:
        return _reach_form(turn, data=data, initial=initial)
    if turn.step == CHECK:
        reach = turn.draft.answers.get("reach", "") if turn.draft else ""
        page = turn.page
        return ConsentForm(data=data, initial=initial, reach=reach, language=page.language, has_texts=page.clinic.offers_texts)
    return _FORMS[turn.step](data=data, initial=initial)


def _reach_form(turn: Turn, **options: Any) -> ReachForm:
    clinic = turn.page.clinic
    offer = Offer(clinic.phone_region, staffed_times(hours_of(clinic)), turn.page.language, clinic.offers_texts)
    return ReachForm(offer=offer, **options)


def _show(turn: Turn, form: PublicForm, *, was_not_saved: bool = False) -> HttpResponse:
    if turn.step == CHECK and turn.is_locked:
        return _show_away(turn)
    context: dict[str, Any] = {
        "form": form,
        "step": turn.step,
        "draft_token": turn.token,
        "switch_form": "step",
        "back_url": turn.url_of(turn.step - 1) if turn.step > FIRST else turn.page.url("start"),
        "was_not_saved": was_not_saved,
    }
    if turn.step == CHECK and turn.draft is not None:
        rows = answer_rows(turn.draft.answers, language=turn.page.language)
        context |= {"rows": [(row, turn.url_of(row.step)) for row in rows], "opened": opened_mark(turn.draft.created_at)}
    return turn.page.show(_TEMPLATES[turn.step], context, status=503 if was_not_saved else 200)


def _show_away(turn: Turn) -> HttpResponse:
    """The page of a draft nobody touched for an hour: it can be sent as it is or begun anew, not read."""
    opened = opened_mark(turn.draft.created_at) if turn.draft else ""
    return turn.page.show("away", {"draft_token": turn.token, "send_url": turn.url_of(CHECK), "opened": opened})


def _then(page: Page) -> str:
    """A query that brings the person back to the check page after changing one answer."""
    return "?then=check" if page.request.GET.get("then") == "check" else ""


def _step_after(page: Page, step: int) -> int:
    return CHECK if _then(page) else step + 1
