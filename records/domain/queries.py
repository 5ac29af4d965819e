"""What the records pages read. Nothing here changes a row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from clinics.models import Staff
from followup.models import Aftercare, Supporter
from intake.domain.never_contact import never_contact_hashes, never_contact_ids
from intake.domain.same_person import same_people
from intake.models import ContactConsent, ContactPoint, Lead, Person
from records.access import files_kept_by, files_visible_to
from records.domain.consenting import standing_of, today_of
from records.domain.disclosing import disclosures_of
from records.models import Disclosure, DisclosureConsent, Erasure, LegalHold
from records.states import ConsentStanding


@dataclass(frozen=True)
class ConsentRow:
    """One written consent with what it is worth today."""

    consent: DisclosureConsent
    standing: ConsentStanding

    @property
    def is_in_force(self) -> bool:
        return self.standing == ConsentStanding.IN_FORCE


@dataclass(frozen=True)
class RecordsPage:
    """A person's file as its page shows it. `may_keep`: export, disclose, hold and erase."""

    person: Person
    # The lead to go back to; a supporter has none, but the aftercare of whom they support.
    lead: Lead | None
    beside: Aftercare | None
    may_keep: bool
    contact_consents: tuple[ContactConsent, ...]
    consents: tuple[ConsentRow, ...]
    disclosures: tuple[Disclosure, ...]
    holds: tuple[LegalHold, ...]
    erasure: Erasure | None
    is_never_contact: bool
    # Records that staff joined with this one as the same person; each is exported, held back and erased on its own page.
    joined: tuple[Person, ...]
    # Whoever stands or stood at this person's side, each with a record of their own.
    supporters: tuple[Person, ...]

    @property
    def standing_hold(self) -> LegalHold | None:
        """The hold that stands on this person, if any."""
        return next((hold for hold in self.holds if hold.lifted_at is None), None)


def records_page(*, staff: Staff, person_id: UUID, now: datetime) -> RecordsPage:
    """The page; raises Person.DoesNotExist for somebody whose file is out of sight."""
    person = files_visible_to(staff).select_related("clinic").get(id=person_id)
    today = today_of(person, now)
    consents = DisclosureConsent.objects.filter(person=person).select_related("recorded_by").order_by("-recorded_at", "-id")
    points = list(ContactPoint.objects.filter(person=person))
    return RecordsPage(
        person=person,
        lead=newest_lead(person),
        beside=_beside(person),
        may_keep=files_kept_by(staff).filter(id=person.id).exists(),
        contact_consents=tuple(ContactConsent.objects.filter(person=person).select_related("recorded_by").order_by("-at", "-id")),
        consents=tuple(ConsentRow(consent, standing_of(consent, today=today)) for consent in consents),
        disclosures=tuple(disclosures_of(person)),
        holds=tuple(LegalHold.objects.filter(person=person).select_related("placed_by", "lifted_by").order_by("-placed_at")),
        erasure=Erasure.objects.filter(person=person).select_related("by").first(),
        is_never_contact=bool(never_contact_ids({point.id: never_contact_hashes(point) for point in points})),
        joined=_joined(staff, person),
        supporters=_supporters(staff, person),
    )


def _supporters(staff: Staff, person: Person) -> tuple[Person, ...]:
    theirs = Supporter.objects.filter(aftercare__person=person).values("person_id")
    return tuple(files_visible_to(staff).filter(id__in=theirs).order_by("created_at", "id"))


def _beside(person: Person) -> Aftercare | None:
    return Aftercare.objects.filter(supporters__person=person).order_by("-supporters__added_at", "-id").first()


def _joined(staff: Staff, person: Person) -> tuple[Person, ...]:
    others = same_people([person.id]) - {person.id}
    return tuple(files_visible_to(staff).filter(id__in=others).order_by("created_at", "id")) if others else ()


def newest_lead(person: Person) -> Lead | None:
    """The lead to go back to."""
    leads = Lead.objects.filter(Q(contact_person=person) | Q(care_person=person))
    return leads.order_by("-arrived_at", "-id").first()


def visible_person(*, staff: Staff, person_id: UUID) -> Person:
    """Somebody whose file this person may open; raises Person.DoesNotExist."""
    return files_visible_to(staff).select_related("clinic").get(id=person_id)


def kept_person(*, staff: Staff, person_id: UUID) -> Person:
    """Somebody whose file this person keeps; raises Person.DoesNotExist."""
    return files_kept_by(staff).select_related("clinic").get(id=person_id)


def visible_consent(*, staff: Staff, consent_id: UUID) -> DisclosureConsent:
    """A consent of somebody whose file this person may open; raises DisclosureConsent.DoesNotExist."""
    return DisclosureConsent.objects.get(id=consent_id, person__in=files_visible_to(staff).values("id"))
