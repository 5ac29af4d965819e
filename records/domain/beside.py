"""Beside: somebody at a person's side has a file of their own, and what of it belongs to the one they support is not told to them.

That somebody is in care, under which consent a supporter may know of it, until when and why it ended is the other's record
(42 CFR 2.12). A supporter is told what they gave us, what we sent them and what they wrote back;
the other is told that and when, without their address and words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from followup.models import DeliveryEvent, Message, Supporter
from intake.models import ContactConsent, ContactPoint, Lead, Person, Submission, Task, TriageFlag
from intake.states import Channel, ContactKind, TaskState
from records.models import LegalHold


@dataclass(frozen=True)
class Beside:
    """Which rows of a table somebody has as a supporter, rather than by an inquiry of their own, and the columns they are told."""

    rows_of: Callable[[UUID], Q]
    columns: tuple[str, ...]


def _beside(person_id: UUID) -> Q:
    return Q(person=person_id, person__supports__isnull=False)


def _in_anothers_inquiry(way: str, person_id: UUID) -> Q:
    return Q(**{f"{way}person": person_id}) & ~Q(**{f"{way}lead__contact_person": person_id})


TOLD: Mapping[type[Model], Beside] = {
    Supporter: Beside(lambda found: Q(person=found), ("id", "contact_point", "every_days", "added_by", "added_at")),
    Message: Beside(
        lambda found: _in_anothers_inquiry("", found),
        ("id", "language", "to_address", "from_name", "subject", "body", "created_at", "sent_at", "delivery", "delivery_at"),
    ),
    DeliveryEvent: Beside(
        lambda found: _in_anothers_inquiry("message__", found), ("id", "message", "kind", "recipient", "happened_at", "received_at")
    ),
    ContactConsent: Beside(
        lambda found: _beside(found) & Q(evidence_id__in=Supporter.objects.filter(person=found).values("aftercare_id")),
        ("id", "contact_point", "channel", "granted", "wording", "language", "recorded_by", "at"),
    ),
    # Why a hold stands may be told in words about the one they support.
    LegalHold: Beside(_beside, ("id", "placed_by", "placed_at", "lifted_by", "lifted_at")),
}
# What of a supporter stays out of the file of the one they support: it is theirs. Columns by table.
WITHHELD: Mapping[type[Model], tuple[str, ...]] = {
    Supporter: ("contact_point",),
    Message: ("contact_point", "to_address", "subject", "body"),
    DeliveryEvent: ("recipient", "raw"),
    Submission: ("payload",),
    Task: ("reason",),
    TriageFlag: ("words",),
}


def rows_of_supporters(person: Person) -> dict[type[Model], set[UUID]]:
    """Table → keys of the rows in this person's file that hold the address or the words of somebody at their side."""
    beside = Supporter.objects.filter(aftercare__person=person).exclude(person=person)
    people = list(Person.objects.filter(id__in=beside.values("person_id")))
    replies = [reply.id for one in people for reply in replies_of(one)]
    messages = Message.objects.filter(person__in=people)
    found: dict[type[Model], QuerySet[Any]] = {
        Supporter: beside,
        Message: messages,
        DeliveryEvent: DeliveryEvent.objects.filter(message__in=messages),
        Submission: Submission.objects.filter(id__in=replies),
        Task: Task.objects.filter(submission__in=replies),
        TriageFlag: TriageFlag.objects.filter(source_kind="submission", source_id__in=replies),
    }
    return {model: set(rows.values_list("id", flat=True)) for model, rows in found.items()} if people else {}


def told_as_supporter(model: type[Model], person_id: UUID) -> set[Any]:
    """Keys of the rows of a table that somebody has as a supporter."""
    rows: QuerySet[Any] = QuerySet(model)
    return set(rows.filter(TOLD[model].rows_of(person_id)).values_list("pk", flat=True)) if model in TOLD else set()


# What of a form that came by e-mail its writer wrote; the rest names the inquiry it was put to.
_WRITTEN = ("email", "subject", "own_words")


def is_beside(person: Person) -> bool:
    """Whether they stand, or stood, at somebody's side."""
    return Supporter.objects.filter(person=person).exists()


def replies_of(person: Person) -> list[Submission]:
    """The e-mails that a supporter sent in answer to ours, in the inquiries of those they support; oldest first.

    Told by the address, which only the form as it arrived holds: those whose form has ended by retention are not found.
    """
    points = ContactPoint.objects.filter(person=person, kind=ContactKind.EMAIL)
    addresses = {point.value.casefold() for point in points} - {""}
    leads = Lead.objects.filter(aftercares__supporters__person=person).exclude(contact_person=person)
    came = Submission.objects.filter(channel=Channel.INBOUND_EMAIL, lead__in=leads).order_by("id")
    return [one for one in came if str(_payload(one).get("email") or "").casefold() in addresses]


def words_of_reply(submission: Submission) -> dict[str, Any]:
    """What they wrote, and when it came."""
    return {name: _payload(submission).get(name, "") for name in _WRITTEN} | {"received_at": submission.received_at}


def has_unread_reply(person: Person) -> bool:
    """Whether an answer of theirs still waits for somebody of ours."""
    return Task.objects.filter(submission__in=replies_of(person), state=TaskState.OPEN).exists()


def _payload(submission: Submission) -> dict[str, Any]:
    return submission.payload if isinstance(submission.payload, dict) else {}
