"""Sealing the audit: every ten seconds, what was recorded since goes into a hash chain whose head also stands elsewhere.

A link is SHA-256 over its number, the link before it, its time and the whole entry. Of a reason, which is encrypted and
moves from key to key, the hash covers a salted hash of the text. Sealing apart from recording keeps recording free of locks.

One sealer at a time without a lease: two that start from the same head write the same number, and the database lets only
one of them commit; the other has done nothing.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from core.models import AuditEntry, AuditSeal
from core.sealing import Sealed, unseal

FIRST_PREVIOUS = "0" * 64
BATCH = 500
MOST_BATCHES = 20
# A row whose transaction took this long to commit would stay unsealed, which `manage verify_audit` reports.
LOOK_BACK = timedelta(hours=1)
_SALT_BYTES = 16


@dataclass(frozen=True)
class Head:
    """The last link: its number, which is also how many entries are sealed, and its hash."""

    seq: int
    hash: str


def head_of_chain() -> Head:
    """The last link there is; number 0 before the first."""
    found = AuditSeal.objects.order_by("-seq").values_list("seq", "hash").first()
    return Head(*found) if found else Head(0, FIRST_PREVIOUS)


def seal_audit(*, now: datetime) -> int:
    """Seal what was recorded and is not sealed yet, oldest first; how many entries. Twice at once seals once."""
    sealed = 0
    for _batch in range(MOST_BATCHES):
        found = _seal_batch(now)
        sealed += found
        if found < BATCH:
            break
    return sealed


def _seal_batch(now: datetime) -> int:
    try:
        with transaction.atomic():
            head = head_of_chain()
            links = list(_links(head, unsealed_entries(look_back=LOOK_BACK)[:BATCH], now))
            AuditSeal.objects.bulk_create(links)
    except IntegrityError:
        # Another sealer was quicker with the same entries.
        return 0
    return len(links)


def unsealed_entries(*, look_back: timedelta | None = None) -> QuerySet[AuditEntry]:
    """Entries without a seal, in the order of their ids; with `look_back`, only as far before the last sealed one."""
    entries = AuditEntry.objects.filter(~Exists(AuditSeal.objects.filter(entry_id=OuterRef("pk")))).order_by("id")
    last = AuditSeal.objects.order_by("-seq").values_list("entry_id", flat=True).first() if look_back else None
    return entries if last is None or look_back is None else entries.filter(id__gte=_id_before(last, look_back))


def _id_before(entry_id: UUID, by: timedelta) -> UUID:
    """The lowest id that could have been made `by` before this one: ids begin with their millisecond."""
    milliseconds = max((entry_id.int >> 80) - int(by.total_seconds() * 1000), 0)
    return UUID(int=milliseconds << 80)


def _links(head: Head, entries: Iterable[AuditEntry], now: datetime) -> Iterable[AuditSeal]:
    for entry in entries:
        salt = secrets.token_hex(_SALT_BYTES) if entry.reason else ""
        link = AuditSeal(seq=head.seq + 1, entry_id=entry.id, previous=head.hash, salt=salt, sealed_at=now)
        link.hash = hash_of_link(link, entry)
        head = Head(link.seq, link.hash)
        yield link


class LinkFacts(Protocol):
    """What is hashed of a link: a row, or the same columns read without one."""

    seq: int
    previous: str
    sealed_at: datetime
    salt: Any


class EntryFacts(Protocol):
    """What is hashed of an entry: a row, or the same columns read without one."""

    id: UUID
    clinic_id: UUID | None
    actor_kind: str
    actor_id: UUID | None
    action: str
    object_type: str
    object_id: UUID | None
    shown_ids: list[str]
    reason: Any
    at: datetime


def hash_of_link(link: LinkFacts, entry: EntryFacts) -> str:
    """What the link's hash must be. Raises DecryptionError when reason or salt can't be opened."""
    reason, salt = _opened(AuditEntry, "reason", entry.reason, entry.id), _opened(AuditSeal, "salt", link.salt, link.seq)
    content: list[Any] = [
        link.seq,
        link.previous,
        _time(link.sealed_at),
        str(entry.id),
        _text(entry.clinic_id),
        entry.actor_kind,
        _text(entry.actor_id),
        entry.action,
        entry.object_type,
        _text(entry.object_id),
        entry.shown_ids,
        _time(entry.at),
        _reason_hash(reason, salt),
    ]
    return sha256(json.dumps(content, separators=(",", ":")).encode("ascii")).hexdigest()


def _opened(model: type[Model], name: str, value: Any, row_id: object) -> str:
    """The text of an encrypted column, read through its row or straight from the table."""
    if not isinstance(value, Sealed):
        return str(value)
    column: Any = model._meta.get_field(name)
    return unseal(value, label=column.label, row_id=row_id).decode("utf-8", "surrogatepass") if value else ""


def _reason_hash(reason: str, salt: str) -> str:
    return sha256(f"{salt}\0{reason}".encode("utf-8", "surrogatepass")).hexdigest() if reason else ""


def _text(value: UUID | None) -> str:
    return "" if value is None else str(value)


def _time(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
