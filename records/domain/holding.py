"""Holding: a legal hold keeps everything of a person from being erased or ending by itself."""

from datetime import datetime

from django.db.models import Q, QuerySet

from clinics.models import Staff
from core.audit import Actor
from core.sql import whole
from followup.models import Supporter
from intake.domain.same_person import same_people
from intake.models import Lead, Person
from records.access import files_kept_by
from records.domain.noting import note_on_file
from records.models import Erasure, LegalHold


class HeldError(Exception):
    """A legal hold stands on the person, on somebody who shares an inquiry with them, or on somebody they stand beside."""


class ReasonMissingError(ValueError):
    """This act needs a reason in words."""


def reason_given(reason: str) -> str:
    """The reason without space around it; raises ReasonMissingError when nothing is left."""
    if not reason.strip():
        raise ReasonMissingError
    return reason.strip()


@whole
def place_hold(*, person: Person, reason: str, staff: Staff, now: datetime) -> LegalHold:
    """Hold everything of this person; a hold that stands already stays as it is. Raises ReasonMissingError."""
    locked = files_kept_by(staff).select_for_update(of=("self",)).get(id=person.id)
    standing = LegalHold.objects.filter(person=locked, lifted_at=None).first()
    if standing is not None:
        return standing
    hold = LegalHold.objects.create(clinic_id=locked.clinic_id, person=locked, reason=reason_given(reason), placed_by=staff, placed_at=now)
    note_on_file(person=locked, kind="legal_hold.placed", actor=Actor.of(staff), now=now, facts={"hold": str(hold.id)})
    return hold


@whole
def lift_hold(*, person: Person, reason: str, staff: Staff, now: datetime) -> bool:
    """End the hold; False when none stands. Raises ReasonMissingError."""
    locked = files_kept_by(staff).select_for_update(of=("self",)).get(id=person.id)
    hold = LegalHold.objects.filter(person=locked, lifted_at=None).first()
    if hold is None:
        return False
    hold.lifted_reason, hold.lifted_by, hold.lifted_at = reason_given(reason), staff, now
    hold.save(update_fields=["lifted_reason", "lifted_by", "lifted_at"])
    note_on_file(person=locked, kind="legal_hold.lifted", actor=Actor.of(staff), now=now, facts={"hold": str(hold.id)})
    return True


def is_held(person: Person) -> bool:
    """Whether a hold covers this person: their own, or that of a joined record, of somebody they share an inquiry with or stand beside.

    What went to a supporter, and what came back, is part of the record of the one they support.
    """
    same = same_people([person.id])
    beside = Supporter.objects.filter(person__in=same).values("aftercare__lead")
    shared = Lead.objects.filter(Q(contact_person__in=same) | Q(care_person__in=same) | Q(id__in=beside))
    people = Q(person__in=same) | Q(person__leads__in=shared) | Q(person__care_leads__in=shared)
    return LegalHold.objects.filter(people, lifted_at=None).exists()


def is_erased(person: Person) -> bool:
    """Whether the person's words are gone for ever."""
    return Erasure.objects.filter(person=person).exists()


def held_people() -> QuerySet[Person]:
    """People under a hold of their own or of a record that is joined with theirs."""
    held = LegalHold.objects.filter(lifted_at=None).values_list("person_id", flat=True)
    return Person.objects.filter(id__in=same_people(held))


def held_leads() -> QuerySet[Lead]:
    """Leads of people under a hold, their own and those made for them."""
    return Lead.objects.filter(Q(contact_person__in=held_people()) | Q(care_person__in=held_people()))
