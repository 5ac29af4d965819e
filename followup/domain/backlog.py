"""Backlog: after an outage nothing is blasted. Above a clinic's limit its late automatic e-mails wait for a person's word.

Only what is late is held (followup.domain.late_mail says what): what becomes due from then on goes as usual, what people
wrote themselves and alerts to staff too, and what has expired meanwhile ends as it would have. After the word it drains
under the same caps, hours and pace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_noop

from clinics.domain.hours import hours_of
from clinics.models import Clinic, Staff
from core import audit
from core.audit import SYSTEM, Actor
from core.doorbell import ring
from core.sql import whole
from followup.domain.late_mail import LATE_FOR, Kind, clinics_with_late_mail, due_by, expired, late_rows, waiting_rows
from followup.domain.outbox import move
from followup.models import Backlog, Message, Occurrence
from followup.states import BacklogCause, Because, MessageState, OccurrenceState, WhyNot
from intake.access import clinics_visible_to
from intake.domain.routing import due_at
from intake.domain.tasking import TaskWish, default_queue, end_task, open_task
from intake.models import LeadEvent, Task
from intake.states import Severity, TaskKind, TaskState

_BATCH = 500
# Work that an outage makes instead of an e-mail: somebody calls.
_CALLS = (TaskKind.PLAN_STEP, TaskKind.CHECK_IN_CALL, TaskKind.DOSE_DUE, TaskKind.TOLERANCE_TALK, TaskKind.PRESCRIBER_REVIEW)


_REASONS = {
    BacklogCause.OUTAGE: gettext_noop("Many e-mails are late. They wait until somebody has looked at them on the page “Late e-mails”."),
    BacklogCause.RESTORED: gettext_noop("Restored from a backup. What was due since may have gone out: decide on the page “Late e-mails”."),
}


class ReasonNeededError(ValueError):
    """A decision about many people's messages needs a reason."""


class AlreadyDecidedError(Exception):
    """Somebody decided first."""


@dataclass(frozen=True)
class Pile:
    """What a backlog holds now."""

    would_go: int
    expired: int
    needs_a_call: int
    # How many of what would go are of each kind; kinds without any are left out.
    kinds: Mapping[Kind, int] = field(default_factory=dict)


def note_backlogs(*, now: datetime) -> int:
    """Hold the late e-mails of every clinic that has more of them than its limit; how many clinics are newly held.

    Asked before anything is sent, so that a worker that comes back asks first.
    """
    ids = clinics_with_late_mail(now)
    return sum(_note(clinic, now) for clinic in Clinic.objects.filter(id__in=ids)) if ids else 0


def _note(clinic: Clinic, now: datetime) -> bool:
    settled = _settled_until(clinic)
    if now - LATE_FOR <= settled or Backlog.objects.filter(clinic=clinic, decided_at=None).exists():
        return False
    count = 0
    for rows in late_rows(clinic=clinic, after=settled, now=now):
        count += len(rows.values_list("id", flat=True)[: clinic.backlog_limit + 1])
        if count > clinic.backlog_limit:
            return _hold(clinic, now)
    return False


def _settled_until(clinic: Clinic) -> datetime:
    """Up to when somebody has decided already."""
    newest = Backlog.objects.filter(clinic=clinic).exclude(decided_at=None).aggregate(at=Max("reaches_to"))["at"]
    return newest or clinic.created_at - timedelta(days=36_500)


def hold_all(*, clinic: Clinic, now: datetime) -> bool:
    """Hold whatever of a clinic is due up to now, late or not, after a restore; False when there is nothing."""
    backlog = Backlog(clinic=clinic, found_at=now, reaches_to=now)
    is_empty = not any(found.exclude(expired(kind, now)).exists() for kind, found in waiting_rows(backlog=backlog, now=now).items())
    return not is_empty and _hold(clinic, now, cause=BacklogCause.RESTORED)


def _hold(clinic: Clinic, now: datetime, *, cause: BacklogCause = BacklogCause.OUTAGE) -> bool:
    try:
        with transaction.atomic():
            backlog = Backlog.objects.create(clinic=clinic, found_at=now, reaches_to=now, cause=cause)
            _open_release_task(backlog, now)
    except IntegrityError:
        return False
    return True


def _open_release_task(backlog: Backlog, now: datetime) -> None:
    clinic = backlog.clinic
    wish = TaskWish(
        kind=TaskKind.RELEASE_BACKLOG,
        dedupe_key=f"backlog:{backlog.id}",
        queue=default_queue(clinic),
        reason=_REASONS[BacklogCause(backlog.cause)],
        severity=Severity.SOON,
        ready_at=now,
        due_at=due_at(clinic=clinic, hours=hours_of(clinic), severity=Severity.SOON, rule_minutes=None, now=now),
    )
    open_task(wish=wish, clinic_id=clinic.id, lead=None, actor=SYSTEM, now=now)


def standing_backlogs(staff: Staff) -> QuerySet[Backlog]:
    """The backlogs that wait for a word, of the clinics whose people this person may see."""
    waiting = Backlog.objects.filter(clinic__in=clinics_visible_to(staff), decision="")
    return waiting.select_related("clinic").order_by("found_at", "id")


def pile_of(*, backlog: Backlog, now: datetime) -> Pile:
    """How much would go, how much is too late already, and for how many people a call is the better answer."""
    over = {kind: expired(kind, now) for kind in Kind}
    rows = waiting_rows(backlog=backlog, now=now)
    kinds = {kind: found.exclude(over[kind]).count() for kind, found in rows.items()}
    late = sum(found.filter(over[kind]).count() for kind, found in rows.items())
    return Pile(
        would_go=sum(kinds.values()),
        expired=late + _ended_late(backlog),
        needs_a_call=_calls(backlog),
        kinds={kind: count for kind, count in kinds.items() if count},
    )


def _ended_late(backlog: Backlog) -> int:
    """What ended as too late since this was found, or just before."""
    clinic = backlog.clinic_id
    messages = Message.objects.filter(
        due_by(backlog.reaches_to), clinic=clinic, state=MessageState.EXPIRED, expires_at__gte=backlog.found_at - LATE_FOR
    )
    steps = Occurrence.objects.filter(
        clinic=clinic, state=OccurrenceState.EXPIRED, due_at__lte=backlog.reaches_to, settled_at__gte=backlog.found_at
    )
    asked = LeadEvent.objects.filter(
        lead__clinic=clinic, kind="check_in.left_out", at__gte=backlog.found_at, facts__why=WhyNot.TOO_LATE.value
    )
    return messages.count() + steps.count() + asked.count()


def _calls(backlog: Backlog) -> int:
    """How many people somebody has to call instead."""
    open_calls = Task.objects.filter(
        clinic=backlog.clinic_id, state=TaskState.OPEN, kind__in=_CALLS, created_at__gte=backlog.found_at - LATE_FOR
    )
    return open_calls.values("lead_id").distinct().count()


@whole
def release_backlog(*, backlog_id: UUID, staff: Staff, reason: str, now: datetime) -> None:
    """Let it drain, under caps, hours and pace; raises ReasonNeededError, or AlreadyDecidedError."""
    _decide(backlog_id, staff, "release", reason, now)
    ring("followup.plan")
    ring("followup.dispatch")


@whole
def drop_backlog(*, backlog_id: UUID, staff: Staff, reason: str, now: datetime) -> None:
    """Never send it; raises ReasonNeededError, or AlreadyDecidedError. The sweep ends the rows, many at a time."""
    _decide(backlog_id, staff, "drop", reason, now)


def check_visible(*, backlog_id: UUID, staff: Staff) -> None:
    """Raise Backlog.DoesNotExist for one of a clinic that this person does not see."""
    Backlog.objects.filter(clinic__in=clinics_visible_to(staff)).only("id").get(id=backlog_id)


def _decide(backlog_id: UUID, staff: Staff, decision: str, reason: str, now: datetime) -> None:
    allowed = Backlog.objects.filter(clinic__in=clinics_visible_to(staff))
    backlog = allowed.select_for_update(of=("self",)).select_related("clinic").get(id=backlog_id)
    if not reason.strip():
        raise ReasonNeededError
    if backlog.decision:
        raise AlreadyDecidedError
    backlog.decision, backlog.decided_at, backlog.decided_by, backlog.reason = decision, now, staff, reason.strip()
    if decision == "drop":
        # Held until the sweep has ended every row; the hold is what keeps a worker from being quicker.
        backlog.decided_at = None
    backlog.save(update_fields=["decision", "decided_at", "decided_by", "reason"])
    actor = Actor.of(staff)
    audit.record(
        actor=actor,
        action=f"backlog.{decision}",
        object_type="backlog",
        object_id=backlog.id,
        clinic_id=backlog.clinic_id,
        now=now,
        reason=backlog.reason,
    )
    for task in Task.objects.filter(clinic=backlog.clinic_id, dedupe_key=f"backlog:{backlog.id}", state=TaskState.OPEN):
        end_task(task=task, outcome=f"backlog_{decision}", staff=staff, actor=actor, now=now)


def end_dropped(*, now: datetime) -> int:
    """End what was decided never to go, a batch at a time; how many rows were ended."""
    return sum(_end(one, now) for one in Backlog.objects.filter(decision="drop", decided_at=None).select_related("clinic"))


@whole
def _end(backlog: Backlog, now: datetime) -> int:
    """Messages and steps end here; check-ins and doses by their own sweeps, which plan what comes next with it."""
    rows = waiting_rows(backlog=backlog, now=now)
    messages = list(rows[Kind.MESSAGES].values_list("id", flat=True)[:_BATCH])
    steps = list(rows[Kind.STEPS].values_list("id", flat=True)[:_BATCH])
    ended = move(Message.objects.filter(id__in=messages), of=MessageState.PENDING, to=MessageState.SKIPPED, why_not=WhyNot.REJECTED)
    occurrences = Occurrence.objects.filter(id__in=steps, state=OccurrenceState.PLANNED)
    ended += occurrences.update(state=OccurrenceState.SKIPPED, reason=Because.BY_STAFF, settled_at=now, settled_by_id=backlog.decided_by_id)
    if not messages and not steps and not any(found.exists() for found in rows.values()):
        Backlog.objects.filter(id=backlog.id, decided_at=None).update(decided_at=now)
    return ended
