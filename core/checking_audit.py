"""Checking the audit by itself: once a day what was sealed since, and a part of all that was sealed before.

`manage verify_audit` walks everything at once. Here the walk goes on from where it stopped, turn by turn, in two places: at the end,
so that what was added since yesterday is checked today, and from the first link again, so that every old row is met once in about
`Portions.days` days. What does not hold stays on file until the whole has been gone through without a fault, by this walk or by the
command.

One row holds both places. Two workers at once begin at the same place, and only one of them moves it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core.anchoring import anchors_between, size_of
from core.due_rows import IsOver, never_over
from core.models import AuditCheck, AuditSeal
from core.proving_audit import FIRST_PLACE, Place, Proof, check_anchors, check_ends, check_stretch
from core.sealing_audit import Head, head_of_chain

EVERY = timedelta(days=1)


@dataclass(frozen=True)
class Portions:
    """In how many days the old is gone through, at least how many links and bytes of anchors a day, and how many at once.

    At once: what is read between two looks at the clock, less than a second's work.
    """

    days: int = 30
    least_links: int = 20_000
    least_bytes: int = 1_000_000
    links_at_once: int = 2_000
    bytes_at_once: int = 1_000_000


USUAL = Portions()


class _OvertakenError(Exception):
    """Another worker moved the row meanwhile, and does what is left."""


@dataclass(frozen=True)
class Checked:
    """What is known: when a day's check ended, up to which entry, since when the whole has held, and the first fault found."""

    checked_at: datetime | None
    seq: int
    whole_at: datetime | None
    fault: str
    fault_seq: int
    fault_at: datetime | None

    @property
    def holds(self) -> bool:
        """Whether nothing was found that does not hold."""
        return not self.fault


def what_is_known() -> Checked:
    """The state of the check, for people to read."""
    row = AuditCheck.objects.filter(id=1).first() or AuditCheck()
    return Checked(row.checked_at, row.new_seq, row.whole_at, row.fault, row.fault_seq, row.fault_at)


def check_audit(*, anchors: Path, now: datetime, is_over: IsOver = never_over, portions: Portions = USUAL) -> bool:
    """Go on with today's check until it ends or `is_over`; whether it ended in this turn. Done for today, it does nothing."""
    row = _row()
    if row.began_at is None and row.checked_at is not None and timedelta() <= now - row.checked_at < EVERY:
        return False
    try:
        if row.began_at is None:
            _begin(row, anchors, portions, now)
        while not is_over():
            step = _next_step(row)
            if step is None:
                _end(row, now)
                return True
            step(row, anchors, portions, now)
            _move(row)
    except _OvertakenError:
        return False
    return False


def note_whole_proof(*, proof: Proof, head: Head, now: datetime) -> None:
    """Somebody had everything walked at once, up to `head`: what it says counts from now on."""
    row = _row()
    row.began_at, row.checked_at = None, now
    _note(row, proof, now)
    if not proof.problem_count:
        row.new_seq, row.new_hash, row.new_recorded_at = head.seq, head.hash, None
        row.new_entry = AuditSeal.objects.filter(seq=head.seq).values_list("entry_id", flat=True).first()
        row.is_clean = True
        _end_whole(row, now)
    try:
        _move(row)
    except _OvertakenError:
        # A worker was quicker by a moment; it goes on from its own place, and the command may be run again.
        return


def _row() -> AuditCheck:
    found = AuditCheck.objects.filter(id=1).first()
    if found is None:
        AuditCheck.objects.bulk_create([AuditCheck(id=1)], ignore_conflicts=True)
        found = AuditCheck.objects.get(id=1)
    return found


def _begin(row: AuditCheck, anchors: Path, portions: Portions, now: datetime) -> None:
    """How far to go today: to the end, and a part of what was checked before."""
    row.began_at, row.goal_seq, row.goal_offset = now, head_of_chain().seq, size_of(anchors)
    if row.goal_offset < row.new_offset:
        # A shorter file is another one: a worker on another machine, or a new folder.
        row.new_offset = row.old_offset = 0
    row.old_goal_seq = min(row.old_seq + max(row.new_seq // portions.days + 1, portions.least_links), row.new_seq)
    row.old_goal_offset = min(row.old_offset + max(row.new_offset // portions.days + 1, portions.least_bytes), row.new_offset)
    row.ends_whole = (row.old_goal_seq, row.old_goal_offset) == (row.new_seq, row.new_offset)
    proof = Proof()
    check_ends(proof, Head(row.new_seq, row.new_hash))
    _note(row, proof, now)
    _move(row)


_Step = Callable[[AuditCheck, Path, Portions, datetime], None]


def _next_step(row: AuditCheck) -> _Step | None:
    if row.new_seq < row.goal_seq:
        return _walk_new
    if row.old_seq < row.old_goal_seq:
        return _walk_old
    if row.new_offset < row.goal_offset:
        return _compare_new
    return _compare_old if row.old_offset < row.old_goal_offset else None


def _walk_new(row: AuditCheck, anchors: Path, portions: Portions, now: datetime) -> None:
    start = Place(Head(row.new_seq, row.new_hash), row.new_entry, row.new_recorded_at)
    place = _walk(row, start, row.goal_seq, portions, now)
    row.new_seq, row.new_hash, row.new_entry, row.new_recorded_at = place.head.seq, place.head.hash, place.entry_id, place.recorded_at


def _walk_old(row: AuditCheck, anchors: Path, portions: Portions, now: datetime) -> None:
    start = Place(Head(row.old_seq, row.old_hash), row.old_entry, row.old_recorded_at)
    place = _walk(row, start, row.old_goal_seq, portions, now)
    row.old_seq, row.old_hash, row.old_entry, row.old_recorded_at = place.head.seq, place.head.hash, place.entry_id, place.recorded_at


def _walk(row: AuditCheck, start: Place, goal: int, portions: Portions, now: datetime) -> Place:
    proof = Proof()
    place = check_stretch(proof, start if start.head.seq else FIRST_PLACE, until=goal, most=portions.links_at_once)
    _note(row, proof, now)
    return place


def _compare_new(row: AuditCheck, anchors: Path, portions: Portions, now: datetime) -> None:
    row.new_offset = _compare(row, anchors, (row.new_offset, row.goal_offset), portions, now)


def _compare_old(row: AuditCheck, anchors: Path, portions: Portions, now: datetime) -> None:
    row.old_offset = _compare(row, anchors, (row.old_offset, row.old_goal_offset), portions, now)


def _compare(row: AuditCheck, anchors: Path, part: tuple[int, int], portions: Portions, now: datetime) -> int:
    start, goal = part
    found, stop = anchors_between(anchors, start=start, stop=min(start + portions.bytes_at_once, goal))
    proof = Proof()
    check_anchors(proof, found)
    _note(row, proof, now)
    return stop if stop > start else goal


def _end(row: AuditCheck, now: datetime) -> None:
    row.began_at, row.checked_at = None, now
    if row.ends_whole:
        _end_whole(row, now)
    _move(row)


def _end_whole(row: AuditCheck, now: datetime) -> None:
    """All of it has been met. Without a fault on the way it holds again, and the next walk begins at the first link."""
    if row.is_clean:
        row.whole_at, row.fault, row.fault_seq, row.fault_at = now, "", 0, None
    row.is_clean = True
    row.old_seq, row.old_hash, row.old_entry, row.old_recorded_at, row.old_offset = 0, "", None, None, 0


def _note(row: AuditCheck, proof: Proof, now: datetime) -> None:
    if not proof.problem_count:
        return
    row.is_clean = False
    if not row.fault:
        row.fault, row.fault_seq, row.fault_at = proof.problems[0].fault.value, max(proof.problems[0].seq, 0), now


def _move(row: AuditCheck) -> None:
    """Write the row if nobody else has; raises _OvertakenError."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in {"id", "version"}}
    if not AuditCheck.objects.filter(id=1, version=row.version).update(**columns, version=row.version + 1):
        raise _OvertakenError
    row.version += 1
