"""Erasing: a person's identifiers and words leave every table; ids, codes and times stay, so history still adds up.

Nothing brings them back but a backup, whose copies end with the backup's own retention (docs/compliance.md).
"""

import re
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from clinics.models import Membership, Staff
from core.audit import SYSTEM, Actor
from core.ids import new_id
from core.sql import whole
from followup.domain.aftercare.changing import end_for_person
from followup.domain.appointments import cancel_all_of
from followup.domain.exiting import exit_enrolments
from followup.domain.outbox import move
from followup.models import Aftercare, Message, Supporter
from followup.states import ExitReason, MessageState, WhyNot
from intake.domain.leading import apply_move
from intake.domain.never_contact import contact_again, never_contact_again
from intake.domain.same_person import same_people
from intake.models import ContactPoint, Lead, Person, PublicDraft, StaffDraft, Submission, Task, TriageFlag
from intake.states import OPEN_STATUSES, ContactKind, LeadStatus, TaskState
from records.access import files_kept_by
from records.domain.beside import replies_of
from records.domain.file_map import PARTS, Fate
from records.domain.holding import HeldError, is_held, reason_given
from records.domain.noting import note_on_file
from records.domain.under_way import has_open_emergency, is_under_way
from records.models import Erasure

ASKED, ENDED = "asked", "retention"
# A number without its country code, as people type it.
_NATIONAL_DIGITS = 10
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STOPPABLE = (MessageState.HELD, MessageState.PENDING, MessageState.CLAIMED)


class UnderWayError(Exception):
    """Somebody who is still looked after does not end by retention."""


class OpenEmergencyError(Exception):
    """Nobody is erased while they may be in danger: the emergency is ended first, by whoever took it."""


class NotConfirmedError(ValueError):
    """What was typed to confirm is not what the page asked for."""


def word_to_type(person: Person) -> str:
    """What somebody types to confirm that they mean this person: the last four signs of the record's id, in capitals."""
    return person.id.hex[-4:].upper()


@whole
def erase_person(*, person: Person, typed: str, reason: str, never_contact: bool, staff: Staff, now: datetime) -> Erasure:
    """Erase for ever, because somebody asked. A person erased before stays as they are.

    `never_contact` keeps a keyed hash of each number and address for the whole organisation, so that nobody uses it
    again. Raises HeldError, OpenEmergencyError, NotConfirmedError, ReasonMissingError, and Person.DoesNotExist out of sight.
    """
    locked = files_kept_by(staff).select_for_update(of=("self",)).get(id=person.id)
    if typed.strip().upper() != word_to_type(locked):
        raise NotConfirmedError
    _hold_still(locked)
    if has_open_emergency(locked):
        raise OpenEmergencyError
    return _erase(locked, ASKED, reason=reason_given(reason), never_contact=never_contact, staff=staff, now=now)


@whole
def end_person(*, person_id: UUID, now: datetime) -> Erasure:
    """Erase somebody whose time of retention has ended; raises HeldError or UnderWayError."""
    locked = Person.objects.select_for_update().get(id=person_id)
    if is_under_way(same_people([person_id])):
        raise UnderWayError
    return _erase(locked, ENDED, reason="", never_contact=False, staff=None, now=now)


def _erase(person: Person, cause: str, *, reason: str, never_contact: bool, staff: Staff | None, now: datetime) -> Erasure:
    if is_held(person):
        raise HeldError
    standing = Erasure.objects.filter(person=person).first()
    if standing is not None:
        return standing
    actor = Actor.of(staff) if staff else SYSTEM
    points = list(ContactPoint.objects.filter(person=person))
    if never_contact:
        never_contact_again(points=points, now=now)
    _drop_drafts(person, points)
    _stop_messages(person)
    exit_enrolments(person=person, reason=ExitReason.ERASED, actor=actor, now=now)
    cancel_all_of(person=person, now=now)
    end_for_person(person_id=person.id, reason="person_erased", actor=actor, now=now)
    _end_work(person, reason, staff, now)
    _empty_replies(person)
    _empty_tables(person)
    for supporter in _only_at_their_side(person):
        _erase(supporter, cause, reason="", never_contact=False, staff=staff, now=now)
    erasure = Erasure.objects.create(clinic_id=person.clinic_id, person=person, cause=cause, by=staff, at=now)
    note_on_file(person=person, kind="person.erased", actor=actor, now=now, facts={"cause": cause}, reason=reason)
    return erasure


def _hold_still(person: Person) -> None:
    """Nothing new may arrive between the look for an emergency and the end of all work: in the order of all locks."""
    list(Aftercare.objects.select_for_update().filter(person=person).order_by("id").values_list("id"))
    beside = Supporter.objects.select_for_update().filter(Q(person=person) | Q(aftercare__person=person))
    list(beside.order_by("id").values_list("id"))
    list(Lead.objects.select_for_update().filter(contact_person=person).order_by("id").values_list("id"))


@whole
def let_contact_again(*, person: Person, staff: Staff, now: datetime) -> int:
    """Take somebody who asked to be contacted off the do-not-contact list; how many numbers and addresses were on it."""
    locked = files_kept_by(staff).select_for_update(of=("self",)).get(id=person.id)
    count = contact_again(points=ContactPoint.objects.filter(person=locked))
    if count:
        note_on_file(person=locked, kind="never_contact.lifted", actor=Actor.of(staff), now=now)
    return count


def _only_at_their_side(person: Person) -> list[Person]:
    """Supporters who gave their name and address for this person's sake alone: a mother's name would tell whose record it was."""
    theirs = Q(aftercare__person=person) | Q(aftercare__lead__contact_person=person)
    others = Supporter.objects.filter(person=OuterRef("pk")).exclude(theirs)
    leads = Lead.objects.filter(Q(contact_person=OuterRef("pk")) | Q(care_person=OuterRef("pk")))
    found = Person.objects.filter(id__in=Supporter.objects.filter(theirs).values("person_id"), erasure=None)
    return list(found.filter(~Exists(others), ~Exists(leads)).order_by("id"))


def _empty_replies(person: Person) -> None:
    """What somebody at a person's side wrote back to us: their address and words go, also where work quotes them."""
    for submission in replies_of(person):
        _blank(submission, {"payload": {}})
        for task in Task.objects.filter(submission=submission):
            _blank(task, {"reason": ""})
        for flag in TriageFlag.objects.filter(source_kind="submission", source_id=submission.id):
            _blank(flag, {"words": ""})


def _drop_drafts(person: Person, points: list[ContactPoint]) -> None:
    """Half-written words: the form still open under the same token, and drafts of the clinic's staff about the person."""
    submissions = Submission.objects.filter(lead__contact_person=person)
    PublicDraft.objects.filter(clinic_id=person.clinic_id, token_hash__in=submissions.values("external_key")).delete()
    ids = {str(found) for part in PARTS for found in part.rows(person.id).values_list("pk", flat=True)}
    colleagues = Membership.objects.filter(clinic_id=person.clinic_id).values("staff_id")
    for draft in StaffDraft.objects.filter(staff__in=colleagues):
        if _is_about(draft, ids, points):
            draft.delete()


def _is_about(draft: StaffDraft, ids: set[str], points: list[ContactPoint]) -> bool:
    """Whether a draft, or the address its form was sent to, names a row of the person, or their number or address in any spelling."""
    words = f"{draft.key} {draft.body}".casefold()
    digits = "".join(character for character in words if character.isdigit())
    numbers = {point.value[-_NATIONAL_DIGITS:] for point in points if point.kind == ContactKind.PHONE}
    addresses = {point.value.casefold() for point in points if point.kind == ContactKind.EMAIL}
    has_way = any(number in digits for number in numbers - {""}) or any(found in words for found in addresses - {""})
    return has_way or not ids.isdisjoint(_ID.findall(words))


def _stop_messages(person: Person) -> None:
    """Nothing more goes out. One that is going out at this moment is not called back."""
    for state in _STOPPABLE:
        move(Message.objects.filter(person=person), of=state, to=MessageState.SKIPPED, why_not=WhyNot.SUPPRESSED)


def _end_work(person: Person, reason: str, staff: Staff | None, now: datetime) -> None:
    """Close what is open. Nobody is erased by retention while an inquiry is open, so there is somebody who asked."""
    leads = Lead.objects.select_for_update().filter(contact_person=person)
    for lead in leads.filter(status__in=OPEN_STATUSES):
        if staff is None:
            raise UnderWayError
        apply_move(lead=lead, to=LeadStatus.CLOSED, staff=staff, reason=reason, now=now)
    answers = [submission.id for submission in replies_of(person)]
    Task.objects.filter(Q(lead__contact_person=person) | Q(submission__in=answers), state=TaskState.OPEN).update(
        state=TaskState.CANCELLED,
        outcome="person_erased",
        done_by=staff,
        done_at=now,
        claimed_by=None,
        claimed_until=None,
        next_alert_at=None,
        version=F("version") + 1,
    )


def _empty_tables(person: Person) -> None:
    for part in PARTS:
        if part.fate is Fate.DELETE:
            QuerySet(part.model).filter(part.rows_of(person.id)).delete()
        elif part.fate is Fate.BLANK:
            for row in part.rows(person.id):
                _blank(row, dict(part.blank))


def _blank(row: Model, columns: dict[str, object]) -> None:
    if isinstance(row, Submission):
        # A keyed hash of a short body could be guessed by whoever holds the keys; the sender's id may name somebody.
        columns |= {"body_hash": new_id().hex, "external_key": f"erased-{row.pk.hex}"}
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
