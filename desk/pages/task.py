"""One piece of work on a page of its own: to give it away, put it off, end it, or read the arrival behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from clinics.models import Staff
from core.sentences import in_words
from desk.forms.task import AssignForm, OpenLeadForm, OutcomeForm, SnoozeForm
from desk.pages.rows import Row, rows_of
from followup.models import Message
from followup.states import MessageState
from intake.access import leads_visible_to, tasks_visible_to
from intake.domain.lead_file import colleagues_of
from intake.domain.watching_reads import reader_of
from intake.domain.worklist import task_row
from intake.models import Task
from intake.states import Severity, TaskKind, TaskState


@dataclass(frozen=True)
class TaskPage:
    """Everything the page shows."""

    task: Task
    row: Row
    payload: tuple[tuple[str, str], ...]
    why_unread: str
    # What a piece of work that hangs on no inquiry is about; an inquiry says it on its own page.
    reason: str
    uncertain: tuple[Message, ...]
    assign: AssignForm
    snooze: SnoozeForm | None
    outcome: OutcomeForm | None
    open_lead: OpenLeadForm | None
    is_open: bool
    now: datetime
    # For a look at somebody's reading: their part of the audit.
    audit_url: str


def page_of_task(*, staff: Staff, task_id: UUID, now: datetime, sent_back: dict[str, Any] | None = None) -> TaskPage:
    """The page; raises Task.DoesNotExist for a task out of sight."""
    related = ("clinic", "queue", "lead__contact_person", "lead__clinic", "submission", "assignee", "claimed_by")
    task = tasks_visible_to(staff).select_related(*related).get(id=task_id)
    again = sent_back or {}
    row = task_row(staff=staff, task_id=task_id, now=now)
    return TaskPage(
        task=task,
        row=rows_of([row], staff_id=staff.id, now=now)[0],
        payload=_answers(task),
        why_unread=task.submission.last_error if task.submission else "",
        reason=_reason(task),
        uncertain=_uncertain(task, staff),
        assign=again.get("assign") or assign_form(task, staff),
        snooze=again.get("snooze") or _snooze_form(task, row.zone, now),
        outcome=again.get("outcome") or _outcome_form(task),
        open_lead=again.get("open_lead") or _open_lead_form(task),
        is_open=task.state == TaskState.OPEN,
        now=now,
        audit_url=_audit_url(task),
    )


def assign_form(task: Task, staff: Staff, data: Any = None) -> AssignForm:
    """Who can do it: the clinic's people who care for people."""
    colleagues = colleagues_of(staff=staff, clinic_id=task.clinic_id)
    return AssignForm(data, colleagues=colleagues, initial={"to": str(task.assignee_id or "")})


def _snooze_form(task: Task, zone: ZoneInfo, now: datetime) -> SnoozeForm | None:
    if task.severity == Severity.EMERGENCY:
        return None
    return SnoozeForm(zone=zone, now=now, initial={"step": "hour"}, auto_id="snooze_%s")


def _outcome_form(task: Task) -> OutcomeForm | None:
    if task.state != TaskState.OPEN or task.kind in {TaskKind.ESCALATION, TaskKind.ACCESS_REVIEW}:
        return None
    return OutcomeForm(initial={"key": str(uuid4())}, auto_id="outcome_%s")


def _open_lead_form(task: Task) -> OpenLeadForm | None:
    submission = task.submission
    if submission is None or submission.lead_id is not None or task.state != TaskState.OPEN:
        return None
    payload = submission.payload if isinstance(submission.payload, dict) else {}
    names = ("who", "name", "phone", "email", "reach", "own_words")
    typed = {name: value for name in names if isinstance(value := payload.get(name), str)}
    return OpenLeadForm(initial={"who": "unsaid", "reach": "none", "language": submission.language, **typed}, auto_id="lead_%s")


def _answers(task: Task) -> tuple[tuple[str, str], ...]:
    """Every field of the arrival as it came, named as it came: nobody knows yet what it means."""
    submission = task.submission
    if submission is None:
        return ()
    payload = submission.payload if isinstance(submission.payload, dict) else {_("Content"): submission.payload}
    return tuple((str(name), value if isinstance(value, str) else repr(value)) for name, value in payload.items())


def _reason(task: Task) -> str:
    # The row already says it of a look at somebody's reading, whose reason is a name.
    has_own = task.lead_id is None and task.kind != TaskKind.READING_REVIEW
    return in_words(task.reason) if has_own else ""


def _audit_url(task: Task) -> str:
    if task.kind != TaskKind.READING_REVIEW:
        return ""
    day = task.created_at.astimezone(ZoneInfo(task.clinic.time_zone)).date().isoformat()
    return f"{reverse('desk:audit')}?{urlencode({'clinic': str(task.clinic_id), 'staff': str(reader_of(task)), 'after': day})}"


def _uncertain(task: Task, staff: Staff) -> tuple[Message, ...]:
    if task.kind != TaskKind.UNCERTAIN_SENDS:
        return ()
    # Mail to staff about their own account or an alert belongs to no inquiry, and may be sent again.
    seen = leads_visible_to(staff).filter(clinic_id=task.clinic_id)
    messages = Message.objects.filter(lead__in=seen.values("id"), state=MessageState.UNCERTAIN).select_related("lead")
    return tuple(messages.order_by("-created_at", "-id")[:100])
