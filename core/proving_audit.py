"""Proving the audit: walk the whole chain and say where it does not hold, against itself and against anchors outside."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.anchoring import RESTORED, Anchor
from core.fields import DecryptionError
from core.models import AuditEntry, AuditSeal
from core.sealing_audit import FIRST_PREVIOUS, LOOK_BACK, Head, hash_of_link, head_of_chain, unsealed_entries

BATCH = 2000
MOST_SHOWN = 100
_LINK = ("seq", "entry_id", "previous", "hash", "salt", "sealed_at")
_ENTRY = ("id", "clinic_id", "actor_kind", "actor_id", "action", "object_type", "object_id", "shown_ids", "reason", "at")
# Entries are sealed in the order they were made, and their times run almost in that order: a request may take a while.
LATE = timedelta(hours=1)


class Fault(StrEnum):
    """What is wrong at one place."""

    LINK_MISSING = "link missing"
    LINK_CHANGED = "link does not follow the one before"
    ENTRY_MISSING = "entry deleted"
    ENTRY_CHANGED = "entry or link changed"
    ENTRY_UNREADABLE = "reason can't be opened"
    ENTRY_LATE = "entry bears a time long before the one sealed before it"
    NEVER_SEALED = "entry was slipped in unsealed"
    TAIL_CUT = "chain ends before its anchor"
    ANCHOR_DIFFERS = "anchor names another hash"
    ANCHOR_UNREADABLE = "line of the anchor file is none of ours"
    CUT_UNEXPLAINED = "anchor file names a restoration that the audit does not"


@dataclass(frozen=True)
class Problem:
    """One place where the audit does not hold: the number of the link, and the entry where one is known."""

    fault: Fault
    seq: int
    entry_id: UUID | None = None


@dataclass
class Proof:
    """What a walk found. `problems` holds the first hundred, `problem_count` all of them."""

    links: int = 0
    unsealed: int = 0
    anchors: int = 0
    # The heads of restored backups: number → how many anchored entries after it went with the lost database.
    cuts: dict[int, int] = field(default_factory=dict)
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)

    def add(self, fault: Fault, seq: int, entry_id: UUID | None = None) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_SHOWN:
            self.problems.append(Problem(fault, seq, entry_id))


@dataclass(frozen=True)
class Place:
    """Where a walk is: the last link met, the highest id among the entries up to it, and the time of the last of them."""

    head: Head
    entry_id: UUID | None = None
    recorded_at: datetime | None = None


FIRST_PLACE = Place(Head(0, FIRST_PREVIOUS))


def prove_audit(*, anchors: Iterable[Anchor] = ()) -> Proof:
    """Walk every link from the first to the last, then the entries without one, then the anchors."""
    proof = Proof()
    wanted = _wanted_by_seq(proof, anchors)
    place, restored_at = FIRST_PLACE, 0
    for link, entry in _linked():
        place = _check_link(proof, place, link, entry)
        restored_at = link.seq if entry and entry.action == RESTORED else restored_at
        if wanted.pop(link.seq, {link.hash}) != {link.hash}:
            proof.add(Fault.ANCHOR_DIFFERS, link.seq)
        proof.links += 1
    seq, recorded_at = place.head.seq, place.recorded_at
    for beyond in sorted(wanted):
        proof.add(Fault.TAIL_CUT if beyond > seq else Fault.ANCHOR_DIFFERS, beyond)
    _check_unsealed(proof, seq, recorded_at)
    _check_cuts(proof, restored_at)
    return proof


def _wanted_by_seq(proof: Proof, anchors: Iterable[Anchor]) -> dict[int, set[str]]:
    wanted: dict[int, set[str]] = {}
    for anchor in anchors:
        proof.anchors += 1
        if anchor.is_cut:
            proof.cuts[anchor.head.seq] = anchor.taken_back
        if not anchor.is_readable:
            proof.add(Fault.ANCHOR_UNREADABLE, 0)
        elif anchor.head.seq > 0:
            wanted.setdefault(anchor.head.seq, set()).add(anchor.head.hash)
    return wanted


def _linked() -> Iterator[tuple[Any, Any]]:
    """Each link with its entry or None, in the order of their numbers, a batch at a time."""
    last = -(2**63)
    while found := _links_after(last, most=BATCH):
        yield from found
        last = found[-1][0].seq


def _links_after(seq: int, *, most: int, until: int = 2**63 - 1) -> list[tuple[Any, Any]]:
    """Plain query sets and bare columns: a million rows are walked in a minute, and only reasons are opened."""
    links_from: QuerySet[AuditSeal] = QuerySet(AuditSeal)
    entries_from: QuerySet[AuditEntry] = QuerySet(AuditEntry)
    links = list(links_from.filter(seq__gt=seq, seq__lte=until).order_by("seq").values_list(*_LINK, named=True)[:most])
    found = entries_from.filter(id__in=[link.entry_id for link in links]).values_list(*_ENTRY, named=True)
    entries = {entry.id: entry for entry in found}
    return [(link, entries.get(link.entry_id)) for link in links]


def _check_link(proof: Proof, place: Place, link: Any, entry: Any) -> Place:
    """Whether a link follows the place before it and fits its entry; the place it makes."""
    if link.seq != place.head.seq + 1:
        proof.add(Fault.LINK_MISSING, place.head.seq + 1)
    elif link.previous != place.head.hash:
        proof.add(Fault.LINK_CHANGED, link.seq, link.entry_id)
    _check_entry(proof, link, entry, place.recorded_at)
    head = Head(link.seq, link.hash)
    return Place(head, max(place.entry_id or entry.id, entry.id), entry.at) if entry else replace(place, head=head)


def check_stretch(proof: Proof, start: Place, *, until: int, most: int) -> Place:
    """Walk at most so many links after a place, and the entries made meanwhile that have none; where it came to, `until` at last."""
    found, place = _links_after(start.head.seq, most=most, until=until), start
    for link, entry in found:
        place = _check_link(proof, place, link, entry)
        proof.links += 1
    if len(found) < most and place.head.seq < until:
        proof.add(Fault.LINK_MISSING, place.head.seq + 1)
        place = replace(place, head=Head(until, place.head.hash))
    _check_never_sealed(proof, start, place)
    return place


def _check_never_sealed(proof: Proof, start: Place, place: Place) -> None:
    """An entry is sealed within seconds; what lies unsealed more than an hour before the last sealed one never was ours."""
    if place.entry_id is None:
        return
    unsealed = unsealed_entries().filter(id__lte=place.entry_id)
    if start.entry_id is not None:
        unsealed = unsealed.filter(id__gt=start.entry_id)
    fresh = unsealed_entries(look_back=LOOK_BACK).values("id")
    for entry_id in unsealed.exclude(id__in=fresh).values_list("id", flat=True):
        proof.add(Fault.NEVER_SEALED, place.head.seq, entry_id)


def check_ends(proof: Proof, verified: Head) -> None:
    """No link hides before the first, and the last one that was met is still there as it was."""
    if AuditSeal.objects.filter(seq__lte=0).exists():
        proof.add(Fault.LINK_MISSING, 0)
    standing = AuditSeal.objects.filter(seq=verified.seq).values_list("hash", flat=True).first() if verified.seq else verified.hash
    if standing is None:
        proof.add(Fault.TAIL_CUT if head_of_chain().seq < verified.seq else Fault.LINK_MISSING, verified.seq)
    elif standing != verified.hash:
        proof.add(Fault.LINK_CHANGED, verified.seq)


def check_anchors(proof: Proof, anchors: Sequence[Anchor]) -> None:
    """Whether each of these anchors names a link that is there."""
    seqs = sorted({anchor.head.seq for anchor in anchors if anchor.is_readable})
    hashes: dict[int, str] = {}
    for start in range(0, len(seqs), BATCH):
        hashes |= dict(AuditSeal.objects.filter(seq__in=seqs[start : start + BATCH]).values_list("seq", "hash"))
    # Read after the anchors: what they name was sealed before it was written down.
    last = head_of_chain().seq
    for anchor in anchors:
        proof.anchors += 1
        seq = anchor.head.seq
        if not anchor.is_readable:
            proof.add(Fault.ANCHOR_UNREADABLE, 0)
        elif seq > last:
            proof.add(Fault.TAIL_CUT, seq)
        elif seq > 0 and hashes.get(seq) != anchor.head.hash:
            proof.add(Fault.ANCHOR_DIFFERS, seq)
        if anchor.is_cut and not _is_explained(seq):
            proof.add(Fault.CUT_UNEXPLAINED, seq)


def _is_explained(seq: int) -> bool:
    """Whoever restores is recorded right after the head of the backup, sealed or waiting for its seal."""
    after = AuditSeal.objects.filter(seq__gt=seq, seq__lte=seq + BATCH).values("entry_id")
    told = AuditEntry.objects.filter(action=RESTORED)
    return told.filter(id__in=after).exists() or unsealed_entries(look_back=LOOK_BACK).filter(action=RESTORED).exists()


def _check_entry(proof: Proof, link: Any, entry: Any, before: datetime | None) -> None:
    if entry is None:
        proof.add(Fault.ENTRY_MISSING, link.seq, link.entry_id)
        return
    try:
        if hash_of_link(link, entry) != link.hash:
            proof.add(Fault.ENTRY_CHANGED, link.seq, link.entry_id)
    except DecryptionError:
        proof.add(Fault.ENTRY_UNREADABLE, link.seq, link.entry_id)
    if before is not None and entry.at < before - LATE:
        proof.add(Fault.ENTRY_LATE, link.seq, link.entry_id)


def _check_unsealed(proof: Proof, seq: int, before: datetime | None) -> None:
    """New entries wait for the sealer; old ones were never recorded by us."""
    fresh = set(unsealed_entries(look_back=LOOK_BACK).values_list("id", flat=True))
    for entry_id, at in unsealed_entries().values_list("id", "at").iterator():
        proof.unsealed += 1
        if entry_id not in fresh or (before is not None and at < before - LATE):
            proof.add(Fault.NEVER_SEALED, seq, entry_id)


def _check_cuts(proof: Proof, restored_at: int) -> None:
    """Whoever restores is recorded right after the head of the backup, sealed or waiting for its seal."""
    is_waiting = unsealed_entries().filter(action=RESTORED).exists() if proof.cuts else False
    for seq in sorted(proof.cuts):
        if seq >= restored_at and not is_waiting:
            proof.add(Fault.CUT_UNEXPLAINED, seq)
