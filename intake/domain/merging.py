"""Merging: staff say that two records are of one person, and can take it back at any time.

Nothing is moved or copied: addresses, notes and consents stay with the record they were given to, so that two people who
were joined by mistake never learn of each other. What protects one record protects all that are joined (decision 100).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from clinics.models import Staff
from core import audit
from core.audit import Actor
from core.sql import whole
from intake.access import leads_visible_to, people_visible_to
from intake.domain.amending import raise_open_work
from intake.domain.leading import apply_move, due_for
from intake.domain.recording import write_event
from intake.domain.same_person import SAME, lock_same_people, same_people
from intake.domain.tasking import TaskWish, open_task, open_tasks_of, queue_of
from intake.models import Lead, MaybeSame, Restriction
from intake.states import LEGAL_MOVES, NOTE_OF_OURS, OPEN_STATUSES, LeadStatus, SameBecause, Severity, TaskKind

# Work that one talk with the person does for both inquiries.
_ONE_TALK = frozenset({TaskKind.FIRST_CONTACT, TaskKind.CALLBACK, TaskKind.REPLY, TaskKind.WAIT_FOR_CONTACT})


class RestrictedApartError(Exception):
    """The two are not restricted to the same people: joining would tell those of one about the other."""


class SamePersonAlreadyError(Exception):
    """Both inquiries belong to one record."""


class StillNeededError(Exception):
    """The other inquiry has work of its own, or this one has none: it can't be closed for the sake of this one."""


@dataclass(frozen=True)
class Pair:
    """Two inquiries side by side. `standing`: how they are joined; None while they are not."""

    lead: Lead
    other: Lead
    standing: MaybeSame | None
    may_close_other: bool


def pair_of(*, lead_id: UUID, other_lead_id: UUID, staff: Staff) -> Pair:
    """Two inquiries of one clinic and of two records; raises Lead.DoesNotExist unless this person may see all of both."""
    lead, other = _visible(lead_id, staff), _visible(other_lead_id, staff)
    if lead.clinic_id != other.clinic_id or lead.contact_person_id == other.contact_person_id:
        raise Lead.DoesNotExist
    standing = _rows(lead, other).filter(state=SAME).select_related("decided_by").first()
    return Pair(lead, other, standing, _may_close(lead, other))


@whole
def join_people(*, lead_id: UUID, other_lead_id: UUID, how: str, closes_other: bool, staff: Staff, now: datetime) -> bool:
    """Say that the people who reached out in two inquiries are one; False when that was said before.

    With `closes_other` the second inquiry is closed and the first goes on, no less urgent than both were. Raises
    Lead.DoesNotExist, ValueError for an unknown `how`, RestrictedApartError or StillNeededError.
    """
    how = SameBecause(how)
    people = _people(pair_of(lead_id=lead_id, other_lead_id=other_lead_id, staff=staff))
    lock_same_people(people)
    lead, other = _lock(lead_id, other_lead_id, staff)
    if _named(people[0]) != _named(people[1]):
        raise RestrictedApartError
    if _rows(lead, other).filter(state=SAME).exists():
        return False
    row = _row_of(lead, other, now)
    row.state, row.how, row.decided_by, row.decided_at = SAME, how, staff, now
    row.closed_lead = _close_other(lead, other, staff, now) if closes_other else None
    row.save()
    _note(row, "people.joined", staff, now, {"how": how.value})
    return True


@whole
def part_people(*, lead_id: UUID, other_lead_id: UUID, staff: Staff, now: datetime) -> bool:
    """Say that they are two people after all; False when they were not joined. Raises Lead.DoesNotExist.

    An inquiry that was closed by joining opens again, with a piece of work for somebody to look at it.
    """
    lock_same_people(_people(pair_of(lead_id=lead_id, other_lead_id=other_lead_id, staff=staff)))
    lead, other = _lock(lead_id, other_lead_id, staff)
    rows = list(_rows(lead, other).filter(state=SAME).select_related("closed_lead__clinic"))
    for row in rows:
        closed, row.closed_lead = row.closed_lead, None
        row.state, row.how, row.decided_by, row.decided_at = "different", "", staff, now
        row.save()
        _note(row, "people.parted", staff, now, {})
        if closed is not None:
            _open_again(closed, staff, now)
    return bool(rows)


def joined_leads(*, lead: Lead, staff: Staff) -> list[Lead]:
    """The other inquiries of the same person that this member of staff may see, newest first."""
    people = same_people([lead.contact_person_id])
    if len(people) == 1:
        return []
    found = leads_visible_to(staff).filter(contact_person__in=people, clinic_id=lead.clinic_id).exclude(id=lead.id)
    return list(found.exclude(contact_person=lead.contact_person_id).select_related("owner").order_by("-arrived_at", "-id")[:20])


def _visible(lead_id: UUID, staff: Staff) -> Lead:
    leads = leads_visible_to(staff).filter(contact_person__in=people_visible_to(staff).values("id"))
    return leads.select_related("clinic", "contact_person", "owner").get(id=lead_id)


def _people(pair: Pair) -> tuple[UUID, UUID]:
    return pair.lead.contact_person_id, pair.other.contact_person_id


def _lock(lead_id: UUID, other_lead_id: UUID, staff: Staff) -> tuple[Lead, Lead]:
    """Both inquiries in one order, still in sight."""
    rows = leads_visible_to(staff).select_for_update(of=("self",), no_key=True).select_related("clinic").order_by("id")
    found = {lead.id: lead for lead in rows.filter(id__in=[lead_id, other_lead_id])}
    if len(found) != 2:  # noqa: PLR2004  the two
        raise Lead.DoesNotExist
    return found[lead_id], found[other_lead_id]


def _rows(lead: Lead, other: Lead) -> QuerySet[MaybeSame]:
    one, two = lead.contact_person_id, other.contact_person_id
    return MaybeSame.objects.filter(Q(person=one, other=two) | Q(person=two, other=one))


def _row_of(lead: Lead, other: Lead, now: datetime) -> MaybeSame:
    """The suggestion that there was; a new row when a member of staff found the other one."""
    new = MaybeSame(
        clinic_id=lead.clinic_id, person_id=lead.contact_person_id, other_id=other.contact_person_id, reason="staff", created_at=now
    )
    return _rows(lead, other).order_by("created_at", "id").first() or new


def _named(person_id: UUID) -> set[frozenset[UUID] | None]:
    """To whom the inquiries of this person are restricted; None for one that is open to all."""
    people = same_people([person_id])
    leads = Lead.objects.filter(Q(contact_person__in=people) | Q(care_person__in=people))
    standing = {row.lead_id: row for row in Restriction.objects.filter(lead__in=leads, lifted_at=None).prefetch_related("accesses")}
    return {
        frozenset(access.staff_id for access in standing[lead_id].accesses.all()) if lead_id in standing else None
        for lead_id in leads.values_list("id", flat=True)
    }


def _may_close(lead: Lead, other: Lead) -> bool:
    mine, theirs = (set(open_tasks_of(one).values_list("kind", flat=True)) for one in (lead, other))
    both_open = {lead.status, other.status} <= OPEN_STATUSES
    return both_open and bool(mine & _ONE_TALK) and theirs <= _ONE_TALK


def _close_other(lead: Lead, other: Lead, staff: Staff, now: datetime) -> Lead:
    if not _may_close(lead, other):
        raise StillNeededError
    if other.severity < lead.severity:
        lead.severity = Severity(other.severity)
        lead.save(update_fields=["severity"])
        raise_open_work(lead=lead, actor=Actor.of(staff), now=now)
    reason = gettext_noop("Another inquiry of the same person goes on.")
    return apply_move(lead=other, to=LeadStatus.CLOSED, staff=staff, reason=reason, note_kind=NOTE_OF_OURS, now=now)


def _open_again(lead: Lead, staff: Staff, now: datetime) -> None:
    if LeadStatus.IN_TOUCH in LEGAL_MOVES[LeadStatus(lead.status)] and lead.status == LeadStatus.CLOSED:
        apply_move(lead=lead, to=LeadStatus.IN_TOUCH, staff=staff, reason="", now=now)
    severity = Severity(min(lead.severity, Severity.SOON))
    wish = TaskWish(
        kind=TaskKind.CALLBACK,
        dedupe_key=f"parted:{lead.id}",
        queue=queue_of(lead),
        reason="",
        severity=severity,
        ready_at=now,
        due_at=due_for(lead=lead, severity=severity, now=now),
        language=lead.language,
        assignee=lead.owner,
    )
    open_task(wish=wish, clinic_id=lead.clinic_id, lead=lead, actor=Actor.of(staff), now=now)


def _note(row: MaybeSame, kind: str, staff: Staff, now: datetime, facts: dict[str, str]) -> None:
    """One line in the history of each inquiry, and one audit row for each record."""
    actor = Actor.of(staff)
    for lead in Lead.objects.filter(contact_person__in=[row.person_id, row.other_id]).order_by("id"):
        write_event(lead=lead, kind=kind, actor=actor, now=now, facts={"maybe_same": str(row.id), **facts})
    for person_id in (row.person_id, row.other_id):
        audit.record(actor=actor, action=kind, object_type="person", object_id=person_id, clinic_id=row.clinic_id, now=now)
