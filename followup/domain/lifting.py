"""Lifting: addresses that get no messages, seen by staff and opened again only after speaking with the person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from clinics.models import Staff
from core import audit
from core.audit import Actor
from core.sql import whole
from followup.models import Suppression
from intake.access import clinics_visible_to, leads_hidden_from, leads_visible_to
from intake.domain.consenting import Evidence, record_contact_consent
from intake.domain.recording import write_event
from intake.domain.same_value import hashes_of_point
from intake.models import ContactConsent, ContactPoint, Lead
from intake.states import ContactKind

AT_ONCE = 50
_WORDING = "staff-spoken-1"


class NotSpokenError(ValueError):
    """An address is opened again only when somebody spoke with the person."""


class NoReasonError(ValueError):
    """Why it is opened again is kept, so it must be said."""


@dataclass(frozen=True)
class StoppedAddress:
    """An address that gets no messages, and the newest inquiry of somebody who has it; None when nobody is on file."""

    suppression: Suppression
    point: ContactPoint | None
    lead: Lead | None


def stopped_addresses(*, staff: Staff, before: UUID | None = None) -> list[StoppedAddress]:
    """The newest ones of the clinics whose people this person may see, one more than a page, in four queries."""
    rows = _standing(staff).select_related("clinic").order_by("-id")
    shown = list((rows.filter(id__lt=before) if before else rows)[: AT_ONCE + 1])
    points = _points_of(shown)
    people = {point.person_id for point in points.values()}
    leads = {lead.contact_person_id: lead for lead in leads_visible_to(staff).filter(contact_person__in=people).order_by("arrived_at")}
    hidden = _hidden_people(staff, people)
    found = []
    for row in shown:
        point = points.get((row.clinic_id, row.address_hash))
        if point is not None and point.person_id in hidden:
            continue
        found.append(StoppedAddress(row, point, leads.get(point.person_id) if point else None))
    return found


def _hidden_people(staff: Staff, people: set[UUID]) -> set[UUID]:
    """Of these people, those with an inquiry that is restricted to others: their addresses are not shown or opened here."""
    return set(leads_hidden_from(staff).filter(contact_person__in=people).values_list("contact_person_id", flat=True))


def _standing(staff: Staff) -> QuerySet[Suppression]:
    return Suppression.objects.filter(clinic__in=clinics_visible_to(staff), lifted_at=None)


def _points_of(rows: Iterable[Suppression]) -> dict[tuple[UUID, str], ContactPoint]:
    hashes = {row.address_hash for row in rows}
    points = ContactPoint.objects.filter(value_hash__in=hashes, kind=ContactKind.EMAIL, replaced_by=None).order_by("created_at")
    return {(point.clinic_id, point.value_hash): point for point in points}


@whole
def lift_suppression(*, suppression_id: UUID, staff: Staff, spoke_with_person: bool, reason: str, now: datetime) -> bool:
    """Let messages go to an address again; False when somebody did so before.

    Raises NotSpokenError, NoReasonError, or Suppression.DoesNotExist for one out of sight. What the person had stopped is
    agreed to anew, as said to staff; a bounced address counts as checked.
    """
    row = Suppression.objects.filter(clinic__in=clinics_visible_to(staff)).get(id=suppression_id)
    if not spoke_with_person:
        raise NotSpokenError
    if not reason.strip():
        raise NoReasonError
    points = _locked_points(row)
    if _hidden_people(staff, {point.person_id for point in points}):
        raise Suppression.DoesNotExist
    if not Suppression.objects.filter(id=row.id, lifted_at=None).update(lifted_at=now):
        return False
    for point in _of_who_was_spoken_with(points):
        _agree_again(row, point, staff, now)
    if not row.purpose:
        ContactPoint.objects.filter(id__in=[point.id for point in points]).update(is_usable=True)
    _tell(row, points, staff, reason.strip(), now)
    return True


def _locked_points(row: Suppression) -> list[ContactPoint]:
    """Every row of the address, under whichever key its hash was made."""
    mine = ContactPoint.objects.filter(clinic_id=row.clinic_id, value_hash=row.address_hash, kind=ContactKind.EMAIL).first()
    hashes = hashes_of_point(mine) if mine else [row.address_hash]
    same = ContactPoint.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    return list(same.filter(clinic_id=row.clinic_id, value_hash__in=hashes, kind=ContactKind.EMAIL).order_by("id"))


def _of_who_was_spoken_with(points: list[ContactPoint]) -> list[ContactPoint]:
    """The rows of the person the list names, who has the newest: nobody speaks for the others who share an address."""
    newest = max(points, key=lambda point: (point.replaced_by_id is None, point.created_at), default=None)
    return [point for point in points if newest is not None and point.person_id == newest.person_id]


def _agree_again(row: Suppression, point: ContactPoint, staff: Staff, now: datetime) -> None:
    """Write a yes for what this address had agreed to and then stopped; for nothing that nobody ever agreed to."""
    answers = ContactConsent.objects.filter(contact_point=point, channel="email")
    if row.purpose:
        answers = answers.filter(purpose=row.purpose)
    newest: dict[str, bool] = {}
    agreed: set[str] = set()
    for purpose, granted in answers.order_by("at", "id").values_list("purpose", "granted"):
        newest[purpose] = granted
        agreed |= {purpose} if granted else set()
    for purpose in sorted(purpose for purpose in agreed if not newest[purpose]):
        record_contact_consent(
            person=point.person,
            contact_point=point,
            purpose=purpose,
            channel="email",
            granted=True,
            wording=_WORDING,
            language=point.person.language,
            evidence=Evidence(kind="suppression", id=row.id, recorded_by=staff),
            now=now,
        )


def _tell(row: Suppression, points: list[ContactPoint], staff: Staff, reason: str, now: datetime) -> None:
    actor = Actor.of(staff)
    for lead in Lead.objects.filter(contact_person__in={point.person_id for point in points}).order_by("id"):
        write_event(lead=lead, kind="address.opened", actor=actor, now=now, facts={"suppression": str(row.id), "why": row.reason})
    audit.record(
        actor=actor,
        action="suppression.lifted",
        object_type="suppression",
        object_id=row.id,
        clinic_id=row.clinic_id,
        now=now,
        reason=reason,
    )
