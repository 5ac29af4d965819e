"""Retaining: each kind of data is kept for as many days as its clinic says, and then ends by itself, in small batches.

A legal hold stops it, and so does care that goes on. Who read or changed what (the audit log) and answers about consent never
end here: they hold ids and codes, and proof is what they are for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from clinics.models import Clinic, Membership, Staff
from core import audit
from core.audit import SYSTEM, Actor
from core.sql import whole
from core.standing import StillStands, always, check_standing
from followup.models import Message, Supporter, WebhookDelivery
from followup.states import MessageState
from intake.domain.same_person import SAME, groups_of
from intake.models import Call, Lead, LeadEvent, MaybeSame, Person, PublicDraft, PublicLink, StaffDraft, Submission, Task
from intake.states import SubmissionState, TaskState
from records.domain.erasing import UnderWayError, end_person
from records.domain.holding import HeldError, held_leads, held_people
from records.domain.under_way import people_under_way
from records.models import Erasure, RetentionRule
from records.sql import only_filled
from records.states import Kept

BATCH = 200
MOST_DAYS = 36_500
_ENDED_MESSAGES = (MessageState.SENT, MessageState.SKIPPED, MessageState.EXPIRED, MessageState.FAILED, MessageState.UNCERTAIN)


@dataclass(frozen=True)
class Ending:
    """How one kind of data ends: its usual and least length in days, which rows are over, and what happens to each batch."""

    days: int
    least_days: int
    rows: Callable[[Clinic, datetime], QuerySet[Any]]
    end: Callable[[list[Any], datetime], int]


@dataclass(frozen=True)
class Ended:
    """What ended, or would, of one kind in one clinic."""

    clinic: Clinic
    kind: str
    days: int
    count: int


def _deleted(rows: list[Model], now: datetime) -> int:
    QuerySet(type(rows[0])).filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _blanked(**columns: Any) -> Callable[[list[Any], datetime], int]:
    def blank(rows: list[Any], now: datetime) -> int:
        for row in rows:
            for name, value in columns.items():
                setattr(row, name, value)
            row.save(update_fields=list(columns))
        return len(rows)

    return blank


def _people_ended(rows: list[Person], now: datetime) -> int:
    count = 0
    for person in rows:
        try:
            end_person(person_id=person.id, now=now)
        except (HeldError, UnderWayError):
            continue
        count += 1
    return count


def _staff_drafts(clinic: Clinic, before: datetime) -> QuerySet[StaffDraft]:
    """Of people for whom no other clinic keeps drafts longer."""
    days = days_of(clinic, Kept.STAFF_DRAFTS)
    longer = [other.id for other in Clinic.objects.exclude(id=clinic.id) if days_of(other, Kept.STAFF_DRAFTS) > days]
    staff = Membership.objects.filter(clinic=clinic).exclude(staff__memberships__clinic__in=longer).values("staff_id")
    held = [f"{part}:{lead.id}" for lead in held_leads() for part in ("note", "email", "reply")]
    return StaffDraft.objects.filter(staff__in=staff, saved_at__lt=before).exclude(key__in=held)


def _raw_payloads(clinic: Clinic, before: datetime) -> QuerySet[Submission]:
    """What became an inquiry, or was looked at by a person."""
    waits = Task.objects.filter(submission=OuterRef("pk"), state=TaskState.OPEN)
    over = Q(state=SubmissionState.DONE) | (Q(state=SubmissionState.NEEDS_HUMAN) & ~Exists(waits))
    rows = Submission.objects.filter(over, clinic=clinic, received_at__lt=before)
    free = rows.filter(Q(lead=None) | ~Q(lead__in=held_leads()))
    return only_filled(free, Submission._meta.get_field("payload"))


def _message_bodies(clinic: Clinic, before: datetime) -> QuerySet[Message]:
    rows = Message.objects.filter(clinic=clinic, state__in=_ENDED_MESSAGES, created_at__lt=before)
    free = rows.filter(Q(lead=None) | ~Q(lead__in=held_leads()))
    return only_filled(free, Message._meta.get_field("body"))


def _ended_people(clinic: Clinic, before: datetime) -> QuerySet[Person]:
    """People nothing has happened to since `before` and for whom no care goes on; joined records end together or not at all."""
    quiet = _quiet_people(clinic, before)
    joined = MaybeSame.objects.filter(clinic=clinic, state=SAME).values_list("person_id", "other_id")
    groups = groups_of({one for pair in joined for one in pair})
    # Who was erased before, because somebody asked, keeps nobody.
    erased = Erasure.objects.filter(person__in=groups).values_list("person_id", flat=True)
    over = {*quiet.filter(id__in=groups).values_list("id", flat=True), *erased}
    return quiet.exclude(id__in=[person_id for person_id, group in groups.items() if not group <= over])


def _quiet_people(clinic: Clinic, before: datetime) -> QuerySet[Person]:
    around = Lead.objects.filter(Q(contact_person=OuterRef("pk")) | Q(care_person=OuterRef("pk")))
    since = LeadEvent.objects.filter(at__gte=before)
    return (
        Person.objects.filter(clinic=clinic, created_at__lt=before, erasure=None)
        .exclude(id__in=held_people())
        .exclude(id__in=people_under_way().values("id"))
        .exclude(id__in=Supporter.objects.filter(aftercare__lead__in=held_leads()).values("person_id"))
        .filter(~Exists(around.filter(id__in=held_leads())))
        .filter(~Exists(since.filter(lead__contact_person=OuterRef("pk"))), ~Exists(since.filter(lead__care_person=OuterRef("pk"))))
    )


# Six years for people's records is what HIPAA asks of a provider's own papers (45 CFR 164.316(b)(2)); states set other
# lengths for medical records, so each clinic sets its own.
ENDINGS: dict[str, Ending] = {
    Kept.PUBLIC_DRAFTS: Ending(1, 1, lambda clinic, before: PublicDraft.objects.filter(clinic=clinic, touched_at__lt=before), _deleted),
    Kept.PUBLIC_LINKS: Ending(7, 1, lambda clinic, before: PublicLink.objects.filter(clinic=clinic, expires_at__lt=before), _deleted),
    Kept.STAFF_DRAFTS: Ending(30, 1, _staff_drafts, _deleted),
    Kept.OTHER_CALLS: Ending(90, 1, lambda clinic, before: Call.objects.filter(clinic=clinic, lead=None, started_at__lt=before), _deleted),
    Kept.RAW_PAYLOADS: Ending(90, 2, _raw_payloads, _blanked(payload={})),
    Kept.MESSAGE_BODIES: Ending(730, 30, _message_bodies, _blanked(subject="", body="")),
    Kept.WEBHOOK_DELIVERIES: Ending(
        90,
        7,
        lambda clinic, before: WebhookDelivery.objects.filter(clinic=clinic, state__in=["delivered", "failed"], created_at__lt=before),
        _deleted,
    ),
    Kept.CLOSED_LEADS: Ending(2190, 365, _ended_people, _people_ended),
}


def days_of(clinic: Clinic, kind: str) -> int:
    """How many days the clinic keeps this kind."""
    set_to = RetentionRule.objects.filter(clinic=clinic, kind=kind).values_list("days", flat=True).first()
    return ENDINGS[kind].days if set_to is None else set_to


def days_of_all(clinic: Clinic) -> dict[str, int]:
    """Kind → days, as they count now."""
    return {kind: days_of(clinic, kind) for kind in ENDINGS}


class TooShortError(ValueError):
    """A kind can't be kept for less than its least length, nor for more than a hundred years."""


class WouldEndError(Exception):
    """Shorter days would end rows within the hour, for ever; `counts` says how many of which kind."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        super().__init__("Shorter days would end something at once.")
        self.counts = dict(counts)

    @property
    def total(self) -> int:
        """How many of all kinds."""
        return sum(self.counts.values())


@whole
def set_all_days(
    *, clinic: Clinic, days: Mapping[str, int], staff: Staff, now: datetime, still_stands: StillStands = always, may_end: int = 0
) -> None:
    """`set_days` of every kind named, all or none.

    `may_end`: so many rows somebody has seen that end at once by it. Raises TooShortError, OutdatedError, or WouldEndError
    when there are more.
    """
    Clinic.objects.select_for_update().get(id=clinic.id)
    check_standing(still_stands)
    ending = WouldEndError(would_end(clinic=clinic, days=days, now=now))
    if ending.total > may_end:
        raise ending
    for kind, count in days.items():
        set_days(clinic=clinic, kind=kind, days=count, staff=staff, now=now)


def would_end(*, clinic: Clinic, days: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Kind → how many rows end at the next run, of the kinds that are to be kept for fewer days than now."""
    shorter = {kind: count for kind, count in days.items() if ENDINGS[kind].least_days <= count < days_of(clinic, kind)}
    counts = {kind: ENDINGS[kind].rows(clinic, now - timedelta(days=count)).count() for kind, count in shorter.items()}
    return {kind: count for kind, count in counts.items() if count}


@whole
def set_days(*, clinic: Clinic, kind: str, days: int, staff: Staff, now: datetime) -> None:
    """Keep this kind for so many days from now on; raises TooShortError. Unchanged days leave no trace."""
    if not ENDINGS[kind].least_days <= days <= MOST_DAYS:
        raise TooShortError
    if days_of(clinic, kind) == days:
        return
    RetentionRule.objects.update_or_create(clinic=clinic, kind=kind, defaults={"days": days, "changed_by": staff, "changed_at": now})
    _record(clinic.id, f"{kind}: {days} days", Actor.of(staff), now, action="retention.changed")


def overdue(*, now: datetime) -> Iterator[Ended]:
    """What would end now, for a rehearsal; nothing is changed."""
    for clinic in Clinic.objects.order_by("slug"):
        for kind, ending in ENDINGS.items():
            days = days_of(clinic, kind)
            yield Ended(clinic, kind, days, ending.rows(clinic, now - timedelta(days=days)).count())


def end_overdue(*, now: datetime, batches: int = 5) -> list[Ended]:
    """End what is over, at most `batches` batches of each kind in each clinic; the next run goes on."""
    ended = []
    for clinic in Clinic.objects.order_by("slug"):
        for kind in ENDINGS:
            count = sum(takewhile(bool, (_end_batch(clinic, kind, now) for _batch in range(batches))))
            if count:
                ended.append(Ended(clinic, kind, days_of(clinic, kind), count))
                _record(clinic.id, f"{kind}: {count}", SYSTEM, now, action="retention.ended")
    return ended


@whole
def _end_batch(clinic: Clinic, kind: str, now: datetime) -> int:
    ending = ENDINGS[kind]
    rows = list(ending.rows(clinic, now - timedelta(days=days_of(clinic, kind)))[:BATCH])
    return ending.end(rows, now) if rows else 0


def _record(clinic_id: UUID, reason: str, actor: Actor, now: datetime, *, action: str) -> None:
    audit.record(actor=actor, action=action, object_type="retention", object_id=None, clinic_id=clinic_id, now=now, reason=reason)
