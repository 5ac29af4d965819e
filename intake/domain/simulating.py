"""Simulations: one made-up inquiry or call through the very verbs that real ones take, to see that the road works."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from clinics.models import Clinic, Staff
from clinics.states import CARE_ROLES, Role
from core.audit import COMMAND
from intake.domain.calling import CallDraft, log_call
from intake.domain.receiving import receive_inquiry
from intake.models import Lead, RoutingDecision, Submission, Task
from intake.states import Channel, TaskState

MARK = "(simulated)"
_WORDS = {
    "en": "I would like to know how to get started. Please call me.",
    "es": "Quisiera saber cómo empezar. Llámenme, por favor.",
}
# 555-01xx numbers belong to nobody.
_NUMBER = "+12125550199"


class NobodyToLogError(Exception):
    """The clinic has no active member of staff who could have taken the call."""


@dataclass(frozen=True)
class Simulated:
    """What came of a simulation; everything but the submission is None when it could not be understood."""

    submission: Submission
    lead: Lead | None
    task: Task | None
    decision: RoutingDecision | None


def simulate_inquiry(*, clinic: Clinic, language: str, text: str, now: datetime) -> Simulated:
    """Receive a made-up message of somebody who may be called and e-mailed."""
    payload = {
        "form": "message",
        "who": "self",
        "reach": "call",
        "name": f"Robin {MARK}",
        "phone": _NUMBER,
        "voicemail": "first_name",
        "own_words": text or _WORDS[language],
    }
    received = receive_inquiry(
        clinic=clinic,
        channel=Channel.WEB_FORM,
        external_key=f"simulated-{uuid4()}",
        payload=payload,
        language=language,
        is_sample=True,
        now=now,
        actor=COMMAND,
    )
    return _simulated(received.submission)


def simulate_call(*, clinic: Clinic, number: str, now: datetime) -> Simulated:
    """Log a made-up call from this number as one of the clinic's staff would; raises NobodyToLogError."""
    staff = _somebody(clinic)
    key = f"simulated-{uuid4()}"
    draft = CallDraft(
        clinic=clinic,
        idempotency_key=key,
        direction="in",
        started_at=now,
        duration_seconds=180,
        number=number,
        who="self",
        name=f"Robin {MARK}",
        safe="yes",
        if_cut_off="call_back",
        outcome="callback_booked",
        next_step_at=now + timedelta(hours=1),
    )
    logged = log_call(draft=draft, staff=staff, now=now)
    submission = _mark(logged.lead.id) if logged.lead else _newest(clinic)
    return _simulated(submission)


def _somebody(clinic: Clinic) -> Staff:
    able = Staff.objects.filter(is_active=True, memberships__clinic=clinic, memberships__role__in=CARE_ROLES)
    staff = able.filter(memberships__role=Role.STAFF).order_by("name").first() or able.order_by("name").first()
    if staff is None:
        raise NobodyToLogError
    return staff


def _mark(lead_id: UUID) -> Submission:
    Lead.objects.filter(id=lead_id).update(is_sample=True)
    Submission.objects.filter(lead_id=lead_id).update(is_sample=True)
    return Submission.objects.filter(lead_id=lead_id).order_by("-received_at")[:1].get()


def _newest(clinic: Clinic) -> Submission:
    return Submission.objects.filter(clinic=clinic, channel=Channel.LOGGED_CALL).order_by("-received_at")[:1].get()


def _simulated(submission: Submission) -> Simulated:
    lead = submission.lead
    if lead is None:
        return Simulated(submission, None, None, None)
    task = Task.objects.filter(lead=lead, state=TaskState.OPEN).select_related("queue").order_by("severity", "due_at").first()
    decision = RoutingDecision.objects.filter(lead=lead).order_by("-decided_at").first()
    return Simulated(submission, lead, task, decision)
