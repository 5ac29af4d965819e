"""A sealed chain of the audit, and the anchor that names its head."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from core.anchoring import write_anchor
from core.audit import Actor, record
from core.ids import new_id
from core.models import ActorKind, AuditEntry
from core.sealing_audit import head_of_chain, seal_audit
from tests.factories import NOW

ENTRIES = 24


def note(number: int, **columns) -> AuditEntry:
    facts = {"action": "lead.read", "object_type": "lead", "object_id": new_id(), "clinic_id": UUID(int=1 + number % 2)} | columns
    return record(actor=Actor(ActorKind.STAFF, new_id()), now=NOW + timedelta(seconds=number), **facts)


def make_chain() -> list[AuditEntry]:
    """Two dozen entries of every shape, sealed in two runs."""
    made = [note(n, reason="by phone" if n % 3 else "", shown_ids=[new_id()] if n % 4 == 0 else ()) for n in range(ENTRIES)]
    seal_audit(now=NOW + timedelta(minutes=1))
    made.append(note(ENTRIES, object_id=None, clinic_id=None))
    seal_audit(now=NOW + timedelta(minutes=2))
    return made


def make_anchor(folder: Path) -> Path:
    """A file that names the head as it is now."""
    path = folder / "anchor.jsonl"
    write_anchor(head_of_chain(), path=path, now=NOW)
    return path
