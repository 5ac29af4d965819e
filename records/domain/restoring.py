"""Restoring: a whole backup into an empty database, in one transaction, and then the system holds still.

A backup is older than what happened since: messages that waited then may have gone out. So nothing that waited goes out by
itself, and the system is in practice mode until people have looked and go live again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from clinics.domain.switching import return_to_practice
from clinics.models import AccountLink, Installation
from core import audit
from core.anchoring import RESTORED
from core.audit import COMMAND
from core.fields import EncryptedField
from core.models import Heartbeat
from core.sealing import unseal
from followup.domain.delivering import reap_lapsed
from followup.domain.outbox import move
from followup.domain.restored import hold_after_restore
from followup.models import Message, WebhookDelivery
from followup.states import MessageState, WhyNot
from records.domain.backing_up import Contents, lines_of, verify
from records.domain.portable import Table, migrations_applied, read_head, read_tables, tables
from records.models import Restoration
from records.sql import check_references, insert_rows, reset_sequences

_AT_ONCE = 500
# Rows that a set-up that was never used may have.
_MAY_BE_THERE: tuple[type[Model], ...] = (Installation, Heartbeat)
# Of each encrypted column so many values are opened after loading: wrong keys show at once.
_OPENED = 1000


class NotEmptyError(Exception):
    """The database holds rows; a backup goes into an empty one only."""


class OtherVersionError(Exception):
    """The backup was made by another version of the tables."""


@dataclass(frozen=True)
class Restored:
    """What came of it."""

    contents: Contents
    restoration: Restoration
    values_opened: int


def restore(*, path: Path, secret: bytes, now: datetime) -> Restored:
    """Fill an empty, migrated database; all of it or nothing.

    The file is read to its end before anything is written. Raises DamagedError, NotEmptyError, OtherVersionError, and
    DecryptionError when the key file is not the one that the rows were written with.
    """
    contents = verify(path=path, secret=secret)
    if contents.head.migrations != migrations_applied():
        raise OtherVersionError
    with transaction.atomic():
        _refuse_unless_empty()
        _load(path, secret)
        opened = sum(open_values(model) for model in tables())
        restoration = _hold(contents, now)
    return Restored(contents, restoration, opened)


def _refuse_unless_empty() -> None:
    filled = [model for model in tables() if model not in _MAY_BE_THERE and _plain(model).exists()]
    if filled:
        raise NotEmptyError(", ".join(model._meta.label for model in filled))
    for model in _MAY_BE_THERE:
        _plain(model).delete()


def _load(path: Path, secret: bytes) -> None:
    lines = lines_of(path, secret=secret)
    read_head(lines)
    table: Table | None = None
    waiting: list[list[Any]] = []
    for found in read_tables(lines):
        if isinstance(found, Table) or len(waiting) >= _AT_ONCE:
            _insert(table, waiting)
            waiting = []
        if isinstance(found, Table):
            table = found
        else:
            waiting.append(found)
    _insert(table, waiting)
    reset_sequences(tables())
    check_references()


def _insert(table: Table | None, rows: list[list[Any]]) -> None:
    if table is not None and rows:
        insert_rows(table.model, table.fields, rows)


def open_values(model: type[Model], *, most: int = _OPENED) -> int:
    """Open up to `most` values of each encrypted column; how many were. Raises DecryptionError."""
    columns = [field for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]
    return sum(_open_column(model, field, most) for field in columns)


def _open_column(model: type[Model], field: EncryptedField, most: int) -> int:
    count = 0
    for row_id, sealed in _stored(model, field, most):
        if sealed:
            unseal(bytes(sealed), label=field.label, row_id=row_id)
            count += 1
    return count


def _stored(model: type[Model], field: EncryptedField, most: int) -> Iterator[tuple[Any, Any]]:
    return _plain(model).order_by("-pk").values_list("pk", field.attname)[:most].iterator()


def _plain(model: type[Model]) -> QuerySet[Any]:
    return QuerySet(model=model)


def _hold(contents: Contents, now: datetime) -> Restoration:
    """Practice mode, and nothing that waited goes out: it may have gone out after the backup was made."""
    return_to_practice(reason="Restored from a backup.", actor=COMMAND, now=now)
    # A link that was used since would open an account once more.
    AccountLink.objects.filter(ended_at=None).update(ended_at=now)
    rows = Message.objects.all()
    held = move(rows, of=MessageState.PENDING, to=MessageState.HELD, why_not=WhyNot.RESTORED)
    held += move(rows, of=MessageState.CLAIMED, to=MessageState.HELD, why_not=WhyNot.RESTORED)
    Message.objects.filter(state=MessageState.HELD).exclude(why_not=WhyNot.RESTORED).update(why_not=WhyNot.RESTORED)
    uncertain = rows.filter(state=MessageState.SENDING).count()
    hold_after_restore(now=now)
    # Their leases ended long ago: they become uncertain, with the tasks that go with it.
    reap_lapsed(now=now)
    WebhookDelivery.objects.filter(state__in=["pending", "sending"]).update(state="held", claim_token=None, claimed_until=None)
    audit.record(actor=COMMAND, action=RESTORED, object_type="backup", object_id=None, clinic_id=None, now=now)
    return Restoration.objects.create(
        backup_made_at=contents.head.made_at, restored_at=now, messages_held=held, messages_uncertain=uncertain
    )


def standing_restoration() -> Restoration | None:
    """The last restoration, until people have gone live after it; then it is over."""
    last = Restoration.objects.order_by("-restored_at").first()
    if last is None or Installation.objects.filter(practice_mode=False, went_live_at__gt=last.restored_at).exists():
        return None
    return last
