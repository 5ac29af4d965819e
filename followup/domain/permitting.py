"""Permitting: whether one message may go now. Asked when it is written and again at the moment it goes out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from clinics.domain.switching import is_practice_mode
from clinics.models import Staff
from core.compiled import compiled
from followup.domain.account_keys import is_account_mail, still_counts
from followup.domain.suppressing import suppressions_of_hashes
from followup.models import Message
from followup.states import MessageState, WhyNot
from intake.domain.safe_contact import SafeContact, rules_for_points
from intake.domain.same_value import hashes_of_point
from intake.models import ContactConsent, ContactPoint, Lead, Task
from intake.states import ContactKind, TaskState

# Texts for a mailbox that somebody else may see have a code that ends like this.
PRIVATE_SUFFIX = "-private"


@dataclass(frozen=True)
class Standing:
    """What is on file about writing to one address for one purpose. `agreed_at` None: no, or never asked."""

    rules: SafeContact
    is_replaced: bool
    agreed_at: datetime | None
    unsubscribed_at: datetime | None
    is_blocked: bool
    is_paused: bool


@dataclass(frozen=True)
class Refusal:
    """The state a message goes to instead of going out, with the reason; `due_at` when it waits for another hour."""

    state: MessageState
    why_not: WhyNot
    due_at: datetime | None = None


def refusal_by_standing(standing: Standing, *, is_automatic: bool, is_neutral: bool) -> WhyNot | None:
    """Why nothing may be written to this address; None when it may.

    A person who left messages and asked for an answer afterwards has agreed anew: what staff write to them goes out,
    automatic messages stay stopped. Pausing stops automatic messages only.
    """
    if standing.is_replaced or not standing.rules.is_usable or standing.is_blocked:
        return WhyNot.SUPPRESSED
    if not standing.rules.may_email or (standing.rules.is_private and not is_neutral):
        return WhyNot.EMAIL_NOT_SAFE
    if standing.unsubscribed_at is not None and (is_automatic or not _agreed_since(standing)):
        return WhyNot.SUPPRESSED
    if standing.agreed_at is None:
        return WhyNot.NOT_AGREED
    return WhyNot.PAUSED if is_automatic and standing.is_paused else None


def _agreed_since(standing: Standing) -> bool:
    left, agreed = standing.unsubscribed_at, standing.agreed_at
    return left is not None and agreed is not None and agreed > left


def standing_of(*, point: ContactPoint, purpose: str, lead: Lead | None, rules: SafeContact | None = None) -> Standing:
    """Read what is on file now, in four queries; two where `rules` were read a moment ago. `point` and `lead` are trusted to be fresh."""
    rules = rules or rules_for_points([point])[point.id]
    left = dict(_suppressions(clinic_id=point.clinic_id, hashes=hashes_of_point(point), purpose=purpose))
    return Standing(
        rules=rules,
        is_replaced=point.replaced_by_id is not None,
        agreed_at=_agreed_at(point.person_id, purpose),
        unsubscribed_at=left.get("unsubscribed"),
        is_blocked=bool(left.keys() - {"unsubscribed"}),
        is_paused=lead is not None and lead.messages_paused_at is not None,
    )


@compiled()
def _suppressions(*, clinic_id: UUID, hashes: list[str], purpose: str) -> Any:
    rows = suppressions_of_hashes(clinic_id=clinic_id, hashes=hashes).filter(purpose__in=["", purpose])
    return rows.order_by("created_at").values_list("reason", "created_at")


def _agreed_at(person_id: UUID, purpose: str) -> datetime | None:
    newest = _newest_answer(person_id=person_id, purpose=purpose)
    return newest[0][1] if newest and newest[0][0] else None


@compiled()
def _newest_answer(*, person_id: UUID, purpose: str) -> Any:
    answers = ContactConsent.objects.filter(person_id=person_id, purpose=purpose, channel="email")
    return answers.order_by("-at", "-id").values_list("granted", "at")[:1]


def refusal_now(*, message: Message, now: datetime) -> Refusal | None:
    """Why this message must not go out at this moment; None when it may. Everything is read afresh."""
    if message.expires_at <= now:
        return Refusal(MessageState.EXPIRED, WhyNot.TOO_LATE)
    if is_account_mail(message):
        return None if still_counts(message, now=now) else Refusal(MessageState.SKIPPED, WhyNot.SUPERSEDED)
    why_not = _alert_refusal(message) if message.staff_id else _person_refusal(message)
    if why_not is not None:
        return Refusal(MessageState.SKIPPED, why_not)
    if message.missing:
        return Refusal(MessageState.HELD, WhyNot.VALUE_MISSING)
    if is_practice_mode():
        return Refusal(MessageState.HELD, WhyNot.PRACTICE_MODE)
    return None


def _person_refusal(message: Message) -> WhyNot | None:
    point = _fresh_point(message)
    # The address frozen in the message must still be the one the row stands for.
    if point is None or message.to_hash not in hashes_of_point(point):
        return WhyNot.EMAIL_NOT_SAFE
    lead = Lead.objects.filter(id=message.lead_id).only("id", "messages_paused_at").first() if message.lead_id else None
    standing = standing_of(point=point, purpose=message.purpose, lead=lead)
    is_automatic = message.written_by_id is None
    return refusal_by_standing(standing, is_automatic=is_automatic, is_neutral=not is_automatic or is_neutral(message))


def _fresh_point(message: Message) -> ContactPoint | None:
    if message.contact_point_id is None:
        return None
    return ContactPoint.objects.filter(id=message.contact_point_id, kind=ContactKind.EMAIL).first()


def is_neutral(message: Message) -> bool:
    """Whether the text was made for a mailbox that somebody else may see."""
    version = message.template_version
    return version is not None and version.code.endswith(PRIVATE_SUFFIX)


def _alert_refusal(message: Message) -> WhyNot | None:
    """An alert is over as soon as somebody took the task by name after it was written, or the task ended.

    A test of a text belongs to no task: it goes to whoever asked for it, while they work here.
    """
    if message.task_id is None:
        return None if Staff.objects.filter(alert_messages=message, is_active=True).exists() else WhyNot.SUPERSEDED
    waiting = Task.objects.filter(Q(acknowledged_at=None) | Q(acknowledged_at__lt=message.created_at), state=TaskState.OPEN)
    return None if message.task_id and waiting.filter(id=message.task_id).exists() else WhyNot.SUPERSEDED
