"""Supporting: somebody at the person's side gets neutral notes of their own, as long as the person's written consent stands.

What a note says is about the supporter and never about the person. The consent is checked by records.domain.supporting,
which stands above this room and calls it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from clinics.models import Staff
from core.audit import SYSTEM, Actor
from core.contact import normalise_email
from core.due_rows import due_ids
from core.ids import new_id
from core.sql import whole
from followup.access import aftercares_visible_to
from followup.domain.aftercare.issuing import HOURS
from followup.domain.aftercare.mailing import Words, withdraw, write_aftercare_mail
from followup.domain.aftercare.ready_words import SUPPORTER
from followup.domain.aftercare.rhythm import local_day, moment_of
from followup.domain.attempting import attempt_each
from followup.domain.late_mail import Word, word_on
from followup.domain.reaching import email_place
from followup.domain.timing import is_open
from followup.models import Aftercare, Message, Supporter
from followup.states import AftercareState
from intake.domain.consenting import Evidence, record_contact_consent
from intake.domain.matching import value_hash_of
from intake.domain.recording import write_event
from intake.domain.same_value import hashes_of_point
from intake.models import ContactPoint, Person
from intake.states import ContactKind, Purpose

EVERY_DAYS = (14, 28, 91)


class BadSupporterError(ValueError):
    """The supporter can't be added; `reason` is "address", "same_address", "not_asked" or "twice"."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This supporter can't be added: {reason}.")
        self.reason = reason


@dataclass(frozen=True)
class SupporterWish:
    """Who gets notes, how often and until when. `agreed`: they said themselves that they want them."""

    consent_id: UUID
    name: str
    email: str
    language: str
    every_days: int
    ends_on: date
    agreed: bool


@whole
def add_supporter(*, aftercare_id: UUID, wish: SupporterWish, staff: Staff, now: datetime) -> Supporter:
    """Write to a supporter from now on; raises BadSupporterError, Aftercare.DoesNotExist out of sight.

    The caller has looked at the person's written consent. The supporter becomes a person of their own, whose rows never
    mix with those of the one they support.
    """
    rows = aftercares_visible_to(staff).select_for_update(of=("self",)).select_related("clinic", "lead", "person")
    aftercare = rows.get(id=aftercare_id)
    point = _write_person(aftercare, wish, staff, now)
    today = local_day(now, zone=aftercare.zone)
    row = Supporter(
        clinic_id=aftercare.clinic_id,
        aftercare=aftercare,
        consent_id=wish.consent_id,
        person=point.person,
        contact_point=point,
        every_days=wish.every_days,
        next_on=today + timedelta(days=wish.every_days),
        ends_on=wish.ends_on,
        added_by=staff,
        added_at=now,
    )
    row.save(force_insert=True)
    facts = {"supporter": str(row.id), "consent": str(wish.consent_id)}
    write_event(lead=aftercare.lead, kind="supporter.added", actor=Actor.of(staff), now=now, facts=facts)
    return row


def _write_person(aftercare: Aftercare, wish: SupporterWish, staff: Staff, now: datetime) -> ContactPoint:
    address = normalise_email(wish.email)
    if address is None:
        raise BadSupporterError("address")
    if not wish.agreed:
        raise BadSupporterError("not_asked")
    value_hash = value_hash_of(clinic_id=aftercare.clinic_id, kind=ContactKind.EMAIL, value=address)
    own = ContactPoint.objects.filter(person=aftercare.person, kind=ContactKind.EMAIL)
    if any(value_hash in hashes_of_point(point) for point in own):
        raise BadSupporterError("same_address")
    if Supporter.objects.filter(aftercare=aftercare, ended_at=None, contact_point__value_hash=value_hash).exists():
        raise BadSupporterError("twice")
    person = Person.objects.create(clinic_id=aftercare.clinic_id, name=wish.name.strip(), language=wish.language, created_at=now)
    point = ContactPoint.objects.create(
        id=new_id(),
        clinic_id=aftercare.clinic_id,
        person=person,
        kind=ContactKind.EMAIL,
        value=address,
        typed=wish.email,
        value_hash=value_hash,
        may_email=True,
        created_at=now,
    )
    record_contact_consent(
        person=person,
        contact_point=point,
        purpose=Purpose.CHECK_INS,
        channel="email",
        granted=True,
        wording="staff-spoken-1",
        language=wish.language,
        evidence=Evidence(kind="staff", id=aftercare.id, recorded_by=staff),
        now=now,
    )
    return point


@whole
def end_supporter(*, supporter_id: UUID, staff: Staff, now: datetime) -> Supporter:
    """Write to this supporter no more; raises Supporter.DoesNotExist out of sight. Ended twice is ended once."""
    row = (
        Supporter.objects.select_for_update(of=("self",))
        .select_related("aftercare__lead")
        .get(id=supporter_id, aftercare__in=aftercares_visible_to(staff))
    )
    if row.ended_at is None:
        _end(row, "by_staff", Actor.of(staff), now)
    return row


@whole
def end_supporters_of_consent(*, consent_id: UUID, reason: str, now: datetime) -> int:
    """The person took their written consent back, or it ended: from this moment nothing goes out under it."""
    rows = Supporter.objects.select_for_update(of=("self",)).select_related("aftercare__lead").filter(consent_id=consent_id, ended_at=None)
    return len([_end(row, reason, SYSTEM, now) for row in rows])


def end_supporters_of_person(*, person_id: UUID, reason: str, actor: Actor, now: datetime) -> int:
    """Nothing more goes to this person as a supporter, whoever they stand beside; how many ended. The caller's transaction."""
    rows = Supporter.objects.select_for_update(of=("self",)).select_related("aftercare__lead").filter(person_id=person_id, ended_at=None)
    return len([_end(row, reason, actor, now) for row in rows.order_by("id")])


def _end(row: Supporter, reason: str, actor: Actor, now: datetime) -> Supporter:
    row.ended_at, row.end_reason = now, reason[:16]
    row.save(update_fields=["ended_at", "end_reason"])
    withdraw(Message.objects.filter(person_id=row.person_id))
    facts = {"supporter": str(row.id), "why": reason}
    write_event(lead=row.aftercare.lead, kind="supporter.ended", actor=actor, now=now, facts=facts)
    return row


def write_to_supporters(*, now: datetime) -> int:
    """Write to every supporter whose time has come, and end those whose consent has; how many got a note."""
    last_day = now.date() + timedelta(days=1)
    due = Supporter.objects.filter(ended_at=None, next_on__lte=last_day)
    over = Supporter.objects.filter(ended_at=None, ends_on__lt=last_day)
    ids = dict.fromkeys([*due_ids(over, by="ends_on"), *due_ids(due, by="next_on")])
    return attempt_each(ids, lambda found: write_to_supporter(supporter_id=found, now=now))


@whole
def write_to_supporter(*, supporter_id: UUID, now: datetime) -> bool:
    """One neutral note, once for its day, in the supporter's hours; False when none went out."""
    rows = Supporter.objects.select_for_update(of=("self",)).select_related("aftercare__clinic", "aftercare__lead__clinic", "person")
    row = rows.get(id=supporter_id)
    aftercare = row.aftercare
    today = local_day(now, zone=aftercare.zone)
    if row.ended_at is not None or aftercare.state == AftercareState.ENDED:
        return False
    if row.ends_on < today:
        _end(row, "consent_over", SYSTEM, now)
        return False
    if row.next_on > today or not is_open(now, hours=HOURS, zone=ZoneInfo(aftercare.zone)):
        return False
    word = word_on(clinic_id=aftercare.clinic_id, due_at=moment_of(day=row.next_on, minute=HOURS.opens_minute, zone=aftercare.zone))
    if word == Word.WAIT:
        return False
    due_on, row.next_on = row.next_on, today + timedelta(days=row.every_days)
    row.save(update_fields=["next_on"])
    if word == Word.DROP:
        return False
    place = email_place(person=row.person, purpose=Purpose.CHECK_INS, lead=None)
    if place.point is None or aftercare.state != AftercareState.ACTIVE or (today - due_on).days > 1:
        return False
    words = Words(SUPPORTER, f"supporter:{row.id}:{due_on.isoformat()}")
    write_aftercare_mail(aftercare=aftercare, place=place, words=words, now=now, language=row.person.language)
    return True
