"""Inbound: mail that came back to us. A bounce is an event of its message; an answer goes to its inquiry; robots go nowhere.

An answer is one only when it names a message of ours, which nobody but its recipient has seen, and comes from that very
recipient. Everything else is a stranger's mail: kept, and never put beside anybody's name.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from clinics.models import Clinic
from core.audit import PERSON
from followup.domain.tracking import EventReading, keep_event
from followup.models import Message
from intake.domain.receiving import keep_submission, try_to_understand
from intake.states import Channel


class Came(StrEnum):
    """What became of a mail."""

    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    REPLY = "reply"
    STRANGER = "stranger"


class NoClinicError(Exception):
    """There is no clinic that a stranger's mail could go to."""


@dataclass(frozen=True)
class Mail:
    """A mail as a channel read it. `names`: the messages of ours that it says it answers."""

    is_automatic: bool = False
    bounces: tuple[EventReading, ...] = ()
    names: tuple[UUID, ...] = ()
    message_id: str = field(default="", repr=False)
    sender: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    text: str = field(default="", repr=False)


def take_mail(*, mail: Mail, clinic: Clinic | None, now: datetime) -> Came:
    """Keep a mail and let it have its effect; raises NoClinicError. When this returns it is committed."""
    if mail.bounces:
        for reading in mail.bounces:
            keep_event(reading=reading, now=now)
        return Came.BOUNCE
    if mail.is_automatic:
        return Came.AUTOMATIC
    named = _named(mail)
    answered = named if named is not None and _is_from_recipient(mail, named) else None
    home = named.clinic if named is not None else clinic or _only_clinic()
    _keep(mail, answered, home, now)
    return Came.REPLY if answered is not None else Came.STRANGER


def _named(mail: Mail) -> Message | None:
    """The newest message to a person that the mail names."""
    ours = Message.objects.filter(id__in=mail.names, staff=None).exclude(lead=None)
    return ours.select_related("clinic").order_by("-created_at").first()


def _is_from_recipient(mail: Mail, message: Message) -> bool:
    return bool(mail.sender) and mail.sender.casefold() == message.to_address.casefold()


def _only_clinic() -> Clinic:
    """The clinic, or with several the oldest one: somebody has to read it."""
    clinic = Clinic.objects.order_by("created_at", "id").first()
    if clinic is None:
        raise NoClinicError
    return clinic


def _keep(mail: Mail, answered: Message | None, clinic: Clinic, now: datetime) -> None:
    payload: dict[str, Any] = {
        "form": "message",
        "reach": "none",
        "email": mail.sender,
        "subject": mail.subject,
        "own_words": mail.text,
    }
    if answered is not None:
        payload["answers_lead"] = str(answered.lead_id)
    kept = keep_submission(
        clinic=clinic,
        channel=Channel.INBOUND_EMAIL,
        external_key=_key_of(mail),
        payload=payload,
        language=answered.language if answered is not None else _first_language(clinic),
        now=now,
    )
    try_to_understand(submission_id=kept.id, actor=PERSON, now=now)


def _first_language(clinic: Clinic) -> str:
    return str(clinic.languages[0]) if clinic.languages else "en"


def _key_of(mail: Mail) -> str:
    """The same mail, piped twice, is one; a mail without an id is told apart by what it says."""
    said = mail.message_id or f"{mail.sender}\0{mail.subject}\0{mail.text}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
