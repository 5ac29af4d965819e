"""Late mail: which automatic e-mails should have gone long ago and still may, and which of them wait for a person's word.

Five kinds: what stands in the outbox, steps of plans, check-ins, their reminders, and reminders of doses. A step of any of
them that has expired is none of these: it ends by its own rules. followup.domain.backlog decides; nothing is changed here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from clinics.models import Clinic
from core.compiled import compiled
from followup.domain.medication.calendar import REMIND, REMINDER_LASTS
from followup.domain.medication.rules import FURTHEST_REMINDER, rules_of
from followup.domain.permitting import Refusal
from followup.domain.timing import wall_clock
from followup.models import Backlog, CheckIn, CourseMark, Dose, Message, Occurrence
from followup.states import AskedBy, CheckInState, MessageClass, MessageState, OccurrenceState, StepAction, WhyNot
from followup.states.medicine import CourseState, DoseState, Medicine

# Later than this is an outage, and no longer a busy minute.
LATE_FOR = timedelta(hours=1)
# A check-in that is overdue by more than this is not asked any more: it would be about another week.
CHECK_IN_LASTS = timedelta(hours=48)
# The hour of the clinic's day at which a reminder of a dose is due.
DOSE_MAIL_FROM = time(9)
_DECIDED_DROP = "drop"


class Kind(StrEnum):
    """What is late; also the words of the screen."""

    MESSAGES = "messages"
    STEPS = "steps"
    CHECK_INS = "check_ins"
    REMINDERS = "reminders"
    DOSES = "doses"


class Word(StrEnum):
    """What a clinic's backlog says to one e-mail."""

    GO = "go"
    WAIT = "wait"
    DROP = "drop"


@dataclass(frozen=True)
class Hold:
    """A clinic's automatic e-mails that were due up to `until` wait, or never go when `is_dropped`."""

    clinic_id: UUID
    until: datetime
    is_dropped: bool


def standing_holds() -> list[Hold]:
    """Every hold that stands, in one short query."""
    return [Hold(clinic_id, until, decision == _DECIDED_DROP) for clinic_id, until, decision in _standing()]


@compiled()
def _standing() -> Any:
    return Backlog.objects.filter(decided_at=None).values_list("clinic_id", "reaches_to", "decision")


def held_messages(now: datetime) -> Q | None:
    """Messages that wait for a person's word; None while there is no backlog."""
    waiting = Q(due_at__lte=now, expires_at__gt=now, written_by=None, staff=None)
    found = [Q(clinic_id=hold.clinic_id) & due_by(hold.until) & waiting for hold in standing_holds()]
    return reduce(or_, found) if found else None


def due_by(until: datetime) -> Q:
    """Messages that were due by then at first, whatever hour a try that failed has moved them to."""
    return Q(due_at__lte=until) | Q(first_due_at__lte=until)


def hold_refusal(*, message: Message, now: datetime) -> Refusal | None:
    """That this message waits for a person's word after all, because the backlog was found since it was claimed."""
    if message.written_by_id is not None or message.staff_id is not None:
        return None
    held = held_messages(now)
    is_held = held is not None and Message.objects.filter(held, id=message.id).exists()
    return Refusal(MessageState.PENDING, WhyNot.NONE) if is_held else None


def held_steps(now: datetime) -> Q:
    """Steps of plans whose e-mail waits for a person's word."""
    return _held(Q(expires_at__gt=now, step__action=StepAction.EMAIL), "due_at", standing_holds())


def held_check_ins(now: datetime) -> Q:
    """Planned check-ins whose e-mail waits. A call of staff is no burst and never waits."""
    return _held(Q(due_at__gt=now - CHECK_IN_LASTS, asked_by=AskedBy.EMAIL), "due_at", _undecided())


def held_reminders(now: datetime) -> Q:
    """Reminders of check-ins that wait."""
    return _held(Q(missed_at__gt=now), "remind_at", _undecided())


def dropped(column: str) -> Q:
    """What a person decided never to send: `column` says when it was due."""
    return _held(Q(), column, [one for one in standing_holds() if one.is_dropped])


def _undecided() -> list[Hold]:
    return [one for one in standing_holds() if not one.is_dropped]


def word_on(*, clinic_id: UUID, due_at: datetime) -> Word:
    """What the clinic's backlog says to an e-mail that was due then."""
    hold = next((one for one in standing_holds() if one.clinic_id == clinic_id and due_at <= one.until), None)
    if hold is None:
        return Word.GO
    return Word.DROP if hold.is_dropped else Word.WAIT


def _held(what: Q, column: str, holds: Iterable[Hold]) -> Q:
    found = Q(pk__in=[])
    for hold in holds:
        found |= Q(clinic_id=hold.clinic_id, **{f"{column}__lte": hold.until}) & what
    return found


def dose_mail_due_at(*, due_on: date, days_before: int, zone: str) -> datetime:
    """When the reminder so many days before a dose is due, in UTC."""
    return datetime.combine(due_on - timedelta(days=days_before), DOSE_MAIL_FROM, tzinfo=ZoneInfo(zone))


def clinics_with_late_mail(now: datetime) -> set[UUID]:
    """Where something may be late; counting comes afterwards.

    Asked at every tick, and nearly always there is none: PostgreSQL expects half of what is planned to be due, and read
    the whole outbox to find nothing. So each clinic is asked for its oldest row of each kind, which an index gives.
    """
    found = _with_something_old(late=now - LATE_FOR, asked_from=now - CHECK_IN_LASTS, now=now)
    days = now.date() - 2 * REMINDER_LASTS, now.date() + timedelta(days=FURTHEST_REMINDER + 1)
    doses = Dose.objects.filter(state=DoseState.SCHEDULED, due_on__range=days)
    return {*(clinic_id for (clinic_id,) in found), *doses.order_by().values_list("clinic_id", flat=True).distinct()}


@compiled()
def _with_something_old(*, late: datetime, asked_from: datetime, now: datetime) -> Any:
    kinds = enumerate(_late(late, asked_from, now))
    oldest = {f"oldest_{number}": Subquery(rows.filter(clinic=OuterRef("pk")).values(column)[:1]) for number, (column, rows) in kinds}
    return Clinic.objects.annotate(**oldest).exclude(**dict.fromkeys(oldest)).order_by().values_list("id")


def late_rows(*, clinic: Clinic, after: datetime, now: datetime) -> list["QuerySet"]:
    """What of one clinic was due after `after` and is late now, kind by kind, the oldest first."""
    late = now - LATE_FOR
    by_index = [rows.filter(clinic=clinic, **{f"{column}__gt": after}) for column, rows in _late(late, now - CHECK_IN_LASTS, now)]
    return [*by_index, _doses(clinic, after, late, now)]


def waiting_rows(*, backlog: Backlog, now: datetime) -> dict[Kind, "QuerySet"]:
    """What of each kind a backlog still holds, expired or not."""
    clinic, until = backlog.clinic, backlog.reaches_to
    mine = Q(clinic=clinic, due_at__lte=until)
    return {
        Kind.MESSAGES: Message.objects.filter(due_by(until), clinic=clinic, state=MessageState.PENDING, written_by=None, staff=None),
        Kind.STEPS: Occurrence.objects.filter(mine, state=OccurrenceState.PLANNED, step__action=StepAction.EMAIL),
        Kind.CHECK_INS: CheckIn.objects.filter(mine, state=CheckInState.PLANNED, asked_by=AskedBy.EMAIL),
        Kind.REMINDERS: CheckIn.objects.filter(clinic=clinic, state=CheckInState.SENT, remind_at__lte=until),
        Kind.DOSES: _doses(clinic, until - timedelta(days=FURTHEST_REMINDER), until, now),
    }


def expired(kind: Kind, now: datetime) -> Q:
    """Which of the waiting rows of one kind are too late already."""
    over = {
        Kind.MESSAGES: Q(expires_at__lte=now),
        Kind.STEPS: Q(expires_at__lte=now),
        Kind.CHECK_INS: Q(due_at__lte=now - CHECK_IN_LASTS),
        Kind.REMINDERS: Q(missed_at__lte=now),
    }
    return over.get(kind, Q(pk__in=[]))


def _late(late: datetime, asked_from: datetime, now: datetime) -> list[tuple[str, "QuerySet"]]:
    """What is late, each with the column that says since when and in its order, so that an index is read from its beginning.

    Messages stand here twice: those that wait for their first try, and those that were tried in vain.
    """
    messages = Message.objects.filter(state=MessageState.PENDING, expires_at__gt=now, written_by=None)
    messages = messages.exclude(message_class=MessageClass.STAFF_ALERT)
    return [
        ("due_at", messages.filter(first_due_at=None, due_at__lte=late).order_by("due_at")),
        ("first_due_at", messages.filter(first_due_at__lte=late).order_by("first_due_at")),
        ("due_at", _steps(late, now).order_by("due_at")),
        ("due_at", _check_ins(late, asked_from).order_by("due_at")),
        ("remind_at", _reminders(late, now).order_by("remind_at")),
    ]


def _steps(late: datetime, now: datetime) -> QuerySet[Occurrence]:
    """Steps whose e-mail should have been written long ago and may still be."""
    return Occurrence.objects.filter(state=OccurrenceState.PLANNED, due_at__lte=late, expires_at__gt=now, step__action=StepAction.EMAIL)


def _check_ins(late: datetime, asked_from: datetime) -> QuerySet[CheckIn]:
    """Check-ins that should have been asked by e-mail long ago and may still be."""
    due = CheckIn.objects.filter(state=CheckInState.PLANNED, due_at__lte=late, due_at__gt=asked_from)
    return due.filter(asked_by=AskedBy.EMAIL)


def _reminders(late: datetime, now: datetime) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(state=CheckInState.SENT, remind_at__lte=late, missed_at__gt=now)


def _doses(clinic: Clinic, after: datetime, until: datetime, now: datetime) -> QuerySet[Dose]:
    """Doses whose reminder was due after `after` and by `until`, is not written, and may still be."""
    rules, today = rules_of(clinic.id), wall_clock(now, ZoneInfo(clinic.time_zone)).date()
    is_refill = Q(course__medicine__in=[Medicine.TABLET_DAILY, Medicine.TABLET_3_WEEKLY])
    wanted = Q(pk__in=[])
    for days, whose in ((rules.remind_days, ~is_refill), ([rules.refill_remind_days], is_refill)):
        for before in days:
            wanted |= Q(due_on__in=_due_days(clinic, before, list(days), (after, until), today)) & whose & ~Q(_is_marked(before))
    doses = Dose.objects.filter(clinic=clinic, state=DoseState.SCHEDULED)
    return doses.exclude(course__state=CourseState.ENDED).filter(wanted)


def _due_days(clinic: Clinic, before: int, all_days: list[int], within: tuple[datetime, datetime], today: date) -> list[date]:
    """Days of doses whose reminder of so many days before stands open today and was due within those two moments."""
    newest_from = [today + timedelta(days=before - back) for back in range(REMINDER_LASTS.days + 1)]
    after, until = within
    found = []
    for due_on in newest_from:
        is_newest = not any(other < before and due_on - timedelta(days=other) <= today for other in all_days)
        due_at = dose_mail_due_at(due_on=due_on, days_before=before, zone=clinic.time_zone)
        if due_on >= today and is_newest and after < due_at <= until:
            found.append(due_on)
    return found


def _is_marked(before: int) -> Exists:
    return Exists(CourseMark.objects.filter(dose=OuterRef("pk"), code=f"{REMIND}:{before}"))
