"""Mailing: an e-mail that reached us. The answer to one of ours goes to its inquiry; a stranger's mail goes to a person.

Whether it answers one of ours was decided when it was kept, by the upper room, which knows what was sent to whom.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from clinics.domain.hours import hours_of
from core.audit import PERSON, Actor
from core.sentences import Sentence
from intake.domain.amending import raise_open_work
from intake.domain.clocks import note_attempt
from intake.domain.opening import open_lead
from intake.domain.recording import write_event
from intake.domain.routing import due_at
from intake.domain.tasking import TaskWish, open_review_of_submission, open_task, queue_of
from intake.domain.triaging import keep_triage, triage_words
from intake.models import Lead, Submission, Task
from intake.states import Severity, SubmissionState, TaskKind

_MOST_SHOWN = 2000
_ANSWERED = Sentence(gettext_noop("They answered our e-mail: “%(words)s”"))


def understand_mail(*, submission: Submission, actor: Actor, now: datetime) -> Lead | None:
    """Bring a kept e-mail where it belongs. The caller holds the submission's lock and its transaction.

    A stranger in danger becomes an inquiry at once; any other stranger a task to read, since an address is easily forged.
    """
    text = _text(submission)
    lead = _lead_it_answers(submission)
    if lead is not None:
        _take_reply(submission, lead, text, now)
        return lead
    if triage_words(text=text, language=submission.language).severity == Severity.EMERGENCY:
        return open_lead(submission=submission, actor=PERSON, now=now)
    submission.state = SubmissionState.NEEDS_HUMAN
    submission.save(update_fields=["state"])
    open_review_of_submission(submission=submission, now=now)
    return None


def _text(submission: Submission) -> str:
    payload = submission.payload if isinstance(submission.payload, dict) else {}
    return "\n".join(str(payload.get(name) or "") for name in ("subject", "own_words")).strip()


def _lead_it_answers(submission: Submission) -> Lead | None:
    found = submission.payload.get("answers_lead") if isinstance(submission.payload, dict) else None
    if not isinstance(found, str):
        return None
    locked = Lead.objects.select_for_update(of=("self",)).select_related("clinic", "owner")
    return locked.filter(id=UUID(found), clinic_id=submission.clinic_id).first()


def _take_reply(submission: Submission, lead: Lead, text: str, now: datetime) -> Task:
    changed = note_attempt(lead=lead, is_live=True, at=now)
    if changed:
        lead.save(update_fields=changed)
    triage = triage_words(text=text, language=lead.language)
    has_risen = keep_triage(lead=lead, triage=triage, source_kind="submission", source_id=submission.id, actor=PERSON, now=now)
    write_event(lead=lead, kind="lead.replied", actor=PERSON, now=now, facts={"submission": str(submission.id)})
    severity = Severity(min(lead.severity, Severity.SOON))
    wish = TaskWish(
        kind=TaskKind.REPLY,
        dedupe_key=f"reply:{submission.id}",
        queue=queue_of(lead),
        reason=_ANSWERED.filled(words=text[:_MOST_SHOWN]),
        severity=severity,
        ready_at=now,
        due_at=due_at(clinic=lead.clinic, hours=hours_of(lead.clinic), severity=severity, rule_minutes=None, now=now),
        language=lead.language,
        assignee=lead.owner,
    )
    task = open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, submission=submission, actor=PERSON, now=now)
    if has_risen:
        raise_open_work(lead=lead, actor=PERSON, now=now)
    return task
