"""Safe contact: what may be done with a number or an address, at the moment of the act.

Not answered means no. The strictest of all rules on file for a value in the clinic counts, whoever gave them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.compiled import compiled
from core.fields import open_value
from core.hashing import is_rotating
from core.keys import keyring
from intake.domain.never_contact import never_contact_hashes, never_contact_hashes_of, never_contact_ids
from intake.domain.same_value import hashes_of_point
from intake.models import ContactPoint, Lead
from intake.states import Voicemail

Action = Literal["call", "text", "email", "voicemail"]
_STRICTEST_FIRST = [Voicemail.NONE, Voicemail.FIRST_NAME, Voicemail.CLINIC_NAME]


@dataclass(frozen=True)
class SafeContact:
    """The rules of one number or address."""

    may_call: bool
    may_text: bool
    may_email: bool
    voicemail: Voicemail
    is_private: bool
    is_usable: bool
    # On the organisation's do-not-contact list, which is stronger than every rule.
    is_never: bool = False


NEVER = SafeContact(
    may_call=False, may_text=False, may_email=False, voicemail=Voicemail.NONE, is_private=True, is_usable=False, is_never=True
)


@dataclass(frozen=True)
class ReachableAt:
    """A way to reach somebody with the rules that count for it."""

    contact_point: ContactPoint
    rules: SafeContact

    @property
    def kind(self) -> str:
        """Phone or e-mail."""
        return self.contact_point.kind


class HasRules(Protocol):
    """A row of rules, whole or only its columns."""

    @property
    def may_call(self) -> bool: ...
    @property
    def may_text(self) -> bool: ...
    @property
    def may_email(self) -> bool: ...
    @property
    def voicemail(self) -> str: ...
    @property
    def is_private(self) -> bool: ...
    @property
    def is_usable(self) -> bool: ...


class KnownWay(NamedTuple):
    """A way to reach somebody as a list shows it: its kind and the rules that count, without the number or address."""

    kind: str
    rules: SafeContact


def strictest(rows: Iterable[HasRules]) -> SafeContact:
    """The rules that hold when all of `rows` must be kept; no rows means nothing is allowed."""
    rows = list(rows)
    return SafeContact(
        may_call=bool(rows) and all(row.may_call for row in rows),
        may_text=bool(rows) and all(row.may_text for row in rows),
        may_email=bool(rows) and all(row.may_email for row in rows),
        voicemail=min((Voicemail(row.voicemail) for row in rows), key=_STRICTEST_FIRST.index, default=Voicemail.NONE),
        is_private=not rows or any(row.is_private for row in rows),
        is_usable=bool(rows) and all(row.is_usable for row in rows),
    )


def rules_for_points(points: Collection[ContactPoint]) -> dict[UUID, SafeContact]:
    """Point id → the strictest rules on file for its number or address in its clinic, in one query a clinic."""
    hashes = {point.id: hashes_of_point(point) for point in points}
    rows: dict[tuple[UUID, str], list[ContactPoint]] = {}
    for clinic_id in {point.clinic_id for point in points}:
        wanted = {value_hash for point in points if point.clinic_id == clinic_id for value_hash in hashes[point.id]}
        for row in ContactPoint.objects.filter(clinic_id=clinic_id, value_hash__in=wanted, replaced_by=None):
            rows.setdefault((clinic_id, row.value_hash), []).append(row)
    never = never_contact_ids({point.id: never_contact_hashes(point) for point in points})
    found = {
        point.id: strictest(row for value_hash in hashes[point.id] for row in rows.get((point.clinic_id, value_hash), ()))
        for point in points
    }
    return found | dict.fromkeys(never, NEVER)


def rules_for_lead(lead: Lead) -> list[ReachableAt]:
    """Every way to reach the lead's contact person, newest first, each with the rules that count."""
    points = list(ContactPoint.objects.filter(person_id=lead.contact_person_id, replaced_by=None).order_by("-created_at", "-id"))
    rules = rules_for_points(points)
    return [ReachableAt(point, rules[point.id]) for point in points]


class _Point(NamedTuple):
    """The columns of a contact point that its rules need."""

    id: UUID
    clinic_id: UUID
    person_id: UUID
    kind: str
    sealed: bytes
    value_hash: str
    may_call: bool
    may_text: bool
    may_email: bool
    voicemail: str
    is_private: bool
    is_usable: bool

    @property
    def never_contact_hashes(self) -> list[str]:
        """What its number or address may stand under on the do-not-contact list."""
        return _never_contact_hashes(self.id, self.kind, self.sealed, keyring().current_key("hashes"))


# A list asks for the same people every twenty seconds. Kept are hashes, as they stand in the database, and no number or address.
@lru_cache(maxsize=8192)
def _never_contact_hashes(point_id: UUID, kind: str, sealed: bytes, _key: bytes) -> list[str]:
    value = str(open_value(ContactPoint, "value", sealed, row_id=point_id))
    return never_contact_hashes_of(kind=kind, value=value)


_COLUMNS = tuple("value" if name == "sealed" else name for name in _Point._fields)


def ways_of_people(*, person_ids: Collection[UUID], clinic_ids: Collection[UUID]) -> dict[UUID, tuple[KnownWay, ...]]:
    """Person id → the ways to reach them, newest first, for people of these clinics, in two queries however many they are."""
    found: dict[UUID, list[KnownWay]] = {}
    if is_rotating():
        points = list(ContactPoint.objects.filter(person_id__in=person_ids, replaced_by=None).order_by("-created_at", "-id"))
        rules = rules_for_points(points)
        for point in points:
            found.setdefault(point.person_id, []).append(KnownWay(point.kind, rules[point.id]))
        return {person_id: tuple(ways) for person_id, ways in found.items()}
    wanted = set(person_ids)
    rows = [_Point._make(row) for row in _with_same_value(person_ids=[*wanted], clinic_ids=[*clinic_ids])]
    by_value: dict[tuple[UUID, str], list[_Point]] = {}
    for row in rows:
        by_value.setdefault((row.clinic_id, row.value_hash), []).append(row)
    own = [row for row in rows if row.person_id in wanted]
    never = never_contact_ids({row.id: row.never_contact_hashes for row in own})
    for row in own:
        counted = NEVER if row.id in never else strictest(by_value[row.clinic_id, row.value_hash])
        found.setdefault(row.person_id, []).append(KnownWay(row.kind, counted))
    return {person_id: tuple(ways) for person_id, ways in found.items()}


@compiled()
def _with_same_value(*, person_ids: list[UUID], clinic_ids: list[UUID]) -> Any:
    """The points of these people, newest first, and every other row of the same numbers and addresses in their clinics."""
    standing = ContactPoint.objects.filter(clinic_id__in=clinic_ids, replaced_by=None)
    theirs = standing.filter(person_id__in=person_ids).values("value_hash")
    return standing.filter(value_hash__in=theirs).order_by("-created_at", "-id").sealed_values(*_COLUMNS)


def refusal(rules: SafeContact, action: Action) -> Promise | None:
    """Why an act is not allowed, as a sentence for staff; None when it is allowed."""
    if rules.is_never:
        return _("This person asked the organization never to contact them.")
    if not rules.is_usable:
        return _("This number or address is marked as not usable. Check it first.")
    if action == "call" and not rules.may_call:
        return _("They did not say that calling is OK.")
    if action == "text" and not rules.may_text:
        return _("They did not say that a text is OK.")
    if action == "email" and not rules.may_email:
        return _("They did not say that e-mail is OK.")
    if action == "voicemail" and rules.voicemail == Voicemail.NONE:
        return _("They did not say that a voicemail is OK.")
    return None
