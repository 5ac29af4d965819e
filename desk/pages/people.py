"""What the pages about a clinic's people read. Each function is given a clinic that its caller may run."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from clinics.models import AccountLink, Clinic, Membership, Staff
from clinics.states import CARE_ROLES, LinkKind, Role
from intake.domain.handing_over import OpenWork, open_work_of
from intake.models import Queue


@dataclass(frozen=True)
class PersonRow:
    """One line of the list."""

    id: UUID
    name: str
    email: str
    roles: str
    state: str
    state_word: str
    is_protected: bool


@dataclass(frozen=True)
class PersonPage:
    """One person in one clinic. `may_run_all`: the reader is an admin wherever this person works."""

    person: Staff
    row: PersonRow
    roles: list[str]
    queue_ids: list[UUID]
    work: OpenWork
    may_run_all: bool
    is_self: bool


def people_page(clinic: Clinic, *, now: datetime) -> list[PersonRow]:
    """Everybody with a role in the clinic, those who are in first, in two queries."""
    roles: dict[UUID, list[str]] = {}
    for staff_id, role in Membership.objects.filter(clinic=clinic).values_list("staff_id", "role"):
        roles.setdefault(staff_id, []).append(role)
    people = _with_state(Staff.objects.filter(id__in=roles), now).order_by("-is_active", "name", "id")
    return [_row(person, roles[person.id]) for person in people]


def person_page(clinic: Clinic, staff_id: UUID, *, reader: Staff, now: datetime) -> PersonPage | None:
    """One person of the clinic; None for anybody else."""
    person = _with_state(Staff.objects.filter(id=staff_id, memberships__clinic=clinic), now).distinct().first()
    if person is None:
        return None
    held = sorted(person.roles_by_clinic[clinic.id])
    queues = person.queue_memberships.filter(queue__clinic=clinic).values_list("queue_id", flat=True)
    return PersonPage(
        person=person,
        row=_row(person, held),
        roles=held,
        queue_ids=list(queues),
        work=open_work_of(person, [clinic.id], now=now),
        may_run_all=set(person.roles_by_clinic) <= set(reader.clinics_with_role(Role.ADMIN)),
        is_self=person.pk == reader.pk,
    )


def added_words(person: Staff) -> str:
    """What to say of somebody who had an account and now has a place here, too."""
    if person.is_active:
        return _("Added. They sign in as before, and their new roles count from their next click.")
    if person.has_usable_password():
        return _("Added. Their account is disabled: nobody can sign in with it until it is enabled.")
    return _("Added. They have not come yet; the link in the mail works once, for 72 hours.")


def standing_place(clinic: Clinic, staff_id: UUID) -> dict[str, object]:
    """Roles, languages and queues of one person here, for the form over them; read afresh each time."""
    person = Staff.objects.get(pk=staff_id)
    roles = Membership.objects.filter(clinic=clinic, staff=person).values_list("role", flat=True)
    queues = person.queue_memberships.filter(queue__clinic=clinic).values_list("queue_id", flat=True)
    return {"roles": sorted(roles), "languages": person.languages, "queues": list(queues)}


def colleagues_for(clinic: Clinic, person: Staff) -> QuerySet[Staff]:
    """Who can take over from somebody: active people of the clinic who may see its people."""
    able = Staff.objects.filter(is_active=True, memberships__clinic=clinic, memberships__role__in=CARE_ROLES)
    return able.exclude(pk=person.pk).distinct().order_by("name")


def queues_of(clinic: Clinic) -> QuerySet[Queue]:
    """The open queues of a clinic."""
    return Queue.objects.filter(clinic=clinic, is_active=True).order_by("position")


def _with_state(people: QuerySet[Staff], now: datetime) -> QuerySet[Staff]:
    links = AccountLink.objects.filter(staff=OuterRef("pk"), kind=LinkKind.INVITE, ended_at=None, expires_at__gt=now)
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return people.annotate(has_invitation=Exists(links), has_factor=Exists(factors))


def _row(person: Staff, roles: list[str]) -> PersonRow:
    state = _state(person)
    words = {
        "in": _("May sign in"),
        "invited": _("Invited"),
        "not_taken": _("Invitation ended"),
        "disabled": _("Disabled"),
    }
    named = ", ".join(str(Role(role).label) for role in Role.values if role in roles)
    return PersonRow(person.id, person.name, person.email, named, state, words[state], bool(getattr(person, "has_factor", False)))


def _state(person: Staff) -> str:
    if person.is_active:
        return "in"
    if person.has_usable_password():
        return "disabled"
    return "invited" if getattr(person, "has_invitation", False) else "not_taken"
