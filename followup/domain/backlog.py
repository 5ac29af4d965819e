"""Backlog: after an outage nothing is blasted. Above a clinic's limit its late automatic e-mails wait for a person's word.

Only what is late is held: what becomes due from then on goes as usual, what people wrote themselves and alerts to staff
too, and what has expired meanwhile ends as it would have. After the word it drains under the same caps, hours and pace.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet

from clinics.domain.hours import hours_of
from clinics.models import Clinic, Staff
from core import audit
from core.audit import SYSTEM, Actor
from core.doorbell import ring
from followup.domain.outbox import move
from followup.models import Backlog, Message, Occurrence
from followup.states import Because, MessageClass, MessageState, OccurrenceState, StepAction, WhyNot
from intake.access import clinics_visible_to
from intake.domain.routing import due_at
from intake.domain.tasking import TaskWish, default_queue, end_task, open_task
from intake.models import Task
from intake.states import Severity, TaskKind, TaskState

# Later than this is an outage, and no longer a busy minute.
LATE_FOR = timedelta(hours=1)
_BATCH = 500


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


def note_backlogs(*, now: datetime) -> int:
    """Hold the late e-mails of every clinic that has more of them than its limit; how many clinics are newly held.

    Asked before anything is sent, so that a worker that comes back asks first.
    """
    late = now - LATE_FOR
    ids = {*_messages(late, now).values_list("clinic_id", flat=True).order_by().distinct()}
    ids |= {*_steps(late, now).values_list("clinic_id", flat=True).order_by().distinct()}
    return sum(_note(clinic, now) for clinic in Clinic.objects.filter(id__in=ids)) if ids else 0


def _note(clinic: Clinic, now: datetime) -> bool:
    late, settled = now - LATE_FOR, _settled_until(clinic)
    if late <= settled or Backlog.objects.filter(clinic=clinic, decided_at=None).exists():
        return False
    limit = clinic.backlog_limit
    count = _count(_messages(late, now).filter(clinic=clinic, due_at__gt=settled), limit)
    if count <= limit:
        count += _count(_steps(late, now).filter(clinic=clinic, due_at__gt=settled), limit)
    return count > limit and _hold(clinic, now)


def _count(rows: "QuerySet[Message] | QuerySet[Occurrence]", limit: int) -> int:
    return len(rows.order_by().values_list("id", flat=True)[: limit + 1])


def _settled_until(clinic: Clinic) -> datetime:
    """Up to when somebody has decided already."""
    newest = Backlog.objects.filter(clinic=clinic).exclude(decided_at=None).aggregate(at=Max("reaches_to"))["at"]
    return newest or clinic.created_at - timedelta(days=36_500)


def _hold(clinic: Clinic, now: datetime) -> bool:
    try:
        with transaction.atomic():
            backlog = Backlog.objects.create(clinic=clinic, found_at=now, reaches_to=now)
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
        reason="Many e-mails are late. They wait until somebody has looked at them on the page “Late e-mails”.",
        severity=Severity.SOON,
        ready_at=now,
        due_at=due_at(clinic=clinic, hours=hours_of(clinic), severity=Severity.SOON, rule_minutes=None, now=now),
    )
    open_task(wish=wish, clinic_id=clinic.id, lead=None, actor=SYSTEM, now=now)


def held_messages(now: datetime) -> Q:
    """Messages that wait for a person's word; nothing, in one short query, while there is no backlog."""
    return _held(now, Q(written_by=None, staff=None))


def held_steps(now: datetime) -> Q:
    """Steps of plans whose e-mail waits for a person's word."""
    return _held(now, Q(step__action=StepAction.EMAIL))


def _held(now: datetime, what: Q) -> Q:
    found = Q(pk__in=[])
    for clinic_id, until in Backlog.objects.filter(decided_at=None).values_list("clinic_id", "reaches_to"):
        found |= Q(clinic_id=clinic_id, due_at__lte=until, expires_at__gt=now) & what
    return found


def standing_backlogs(staff: Staff) -> QuerySet[Backlog]:
    """The backlogs that wait for a word, of the clinics whose people this person may see."""
    waiting = Backlog.objects.filter(clinic__in=clinics_visible_to(staff), decision="")
    return waiting.select_related("clinic").order_by("found_at", "id")


def pile_of(*, backlog: Backlog, now: datetime) -> Pile:
    """How much would go, how much is too late already, and for how many people a call is the better answer."""
    messages, steps = _waiting(backlog)
    over_messages = Message.objects.filter(
        clinic=backlog.clinic_id, state=MessageState.EXPIRED, due_at__lte=backlog.reaches_to, expires_at__gte=backlog.found_at - LATE_FOR
    )
    over_steps = Occurrence.objects.filter(
        clinic=backlog.clinic_id, state=OccurrenceState.EXPIRED, due_at__lte=backlog.reaches_to, settled_at__gte=backlog.found_at
    )
    late = Q(expires_at__lte=now)
    calls = Task.objects.filter(
        clinic=backlog.clinic_id, state=TaskState.OPEN, kind=TaskKind.PLAN_STEP, created_at__gte=backlog.found_at - LATE_FOR
    )
    return Pile(
        would_go=messages.exclude(late).count() + steps.exclude(late).count(),
        expired=messages.filter(late).count() + steps.filter(late).count() + over_messages.count() + over_steps.count(),
        needs_a_call=calls.values("lead_id").distinct().count(),
    )


def _waiting(backlog: Backlog) -> tuple["QuerySet[Message]", "QuerySet[Occurrence]"]:
    mine = Q(clinic=backlog.clinic_id, due_at__lte=backlog.reaches_to)
    messages = Message.objects.filter(mine, state=MessageState.PENDING, written_by=None, staff=None)
    return messages, Occurrence.objects.filter(mine, state=OccurrenceState.PLANNED, step__action=StepAction.EMAIL)


@transaction.atomic
def release_backlog(*, backlog_id: UUID, staff: Staff, reason: str, now: datetime) -> None:
    """Let it drain, under caps, hours and pace; raises ReasonNeededError, or AlreadyDecidedError."""
    _decide(backlog_id, staff, "release", reason, now)
    ring("followup.plan")
    ring("followup.dispatch")


@transaction.atomic
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
    return sum(_end(backlog, now) for backlog in Backlog.objects.filter(decision="drop", decided_at=None))


@transaction.atomic
def _end(backlog: Backlog, now: datetime) -> int:
    messages, steps = _waiting(backlog)
    some_messages = list(messages.values_list("id", flat=True)[:_BATCH])
    some_steps = list(steps.values_list("id", flat=True)[:_BATCH])
    ended = move(Message.objects.filter(id__in=some_messages), of=MessageState.PENDING, to=MessageState.SKIPPED, why_not=WhyNot.REJECTED)
    rows = Occurrence.objects.filter(id__in=some_steps, state=OccurrenceState.PLANNED)
    ended += rows.update(state=OccurrenceState.SKIPPED, reason=Because.BY_STAFF, settled_at=now, settled_by_id=backlog.decided_by_id)
    if not some_messages and not some_steps:
        Backlog.objects.filter(id=backlog.id, decided_at=None).update(decided_at=now)
    return ended


def _messages(late: datetime, now: datetime) -> QuerySet[Message]:
    """Automatic e-mails to people that have waited too long and may still go."""
    rows = Message.objects.filter(state=MessageState.PENDING, due_at__lte=late, expires_at__gt=now, written_by=None)
    return rows.exclude(message_class=MessageClass.STAFF_ALERT)


def _steps(late: datetime, now: datetime) -> QuerySet[Occurrence]:
    """Steps whose e-mail should have been written long ago and may still be."""
    return Occurrence.objects.filter(state=OccurrenceState.PLANNED, due_at__lte=late, expires_at__gt=now, step__action=StepAction.EMAIL)
