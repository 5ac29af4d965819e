"""Safe contact: what may be done with a number or an address, at the moment of the act.

Not answered means no. The strictest of all rules on file for a value in the clinic counts, whoever gave them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.domain.never_contact import never_contact_ids
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


def strictest(rows: Iterable[ContactPoint]) -> SafeContact:
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
    never = never_contact_ids(points)
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
