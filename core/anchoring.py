"""Anchors: the head of the audit chain, also written where the database's owner does not reach.

One JSON line each time entries were sealed (about 150 bytes), only ever appended: number, hash and time of the last link.
Whoever cuts the end off the chain, or rewrites it from somewhere on, contradicts a line. The file is worth as much as its
distance from the database: copy it to another machine.

A restored backup is shorter than what was anchored since. `manage restore` says so in a line of its own, a cut: it takes
back the anchors beyond it, the chain goes on from there, and verify_audit names how many entries went with the database.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from django.conf import settings

from core.sealing_audit import Head

logger = logging.getLogger(__name__)

# What `manage restore` records in the audit; a cut without it is a lie.
RESTORED = "backup.restored"
_TAIL_BYTES = 4096


@dataclass(frozen=True)
class Anchor:
    """One line of the file; `is_readable` is False for a line that is none of ours.

    `is_cut` for the head of a restored backup; `taken_back` is then how many anchored entries came after it.
    """

    head: Head
    is_readable: bool = True
    is_cut: bool = False
    taken_back: int = 0


def anchor_file() -> Path:
    """Where this installation keeps its anchors."""
    return Path(settings.VAR_DIR) / "audit-anchor.jsonl"


def write_anchor(head: Head, *, path: Path, now: datetime) -> bool:
    """Append the head if it is further than the last line; whether a line was written."""
    last = _last_anchor(path)
    if head.seq <= last.seq:
        if head.seq < last.seq:
            logger.error("The audit chain is shorter than its anchor says: run manage verify_audit.")
        return False
    try:
        _append(path, {"seq": head.seq, "hash": head.hash, "at": now.isoformat()})
    except OSError:
        # The chain itself goes on; the next run anchors all of it.
        logger.exception("The anchor of the audit can't be written; set THRESHOLD_VAR to a folder that can be.")
        return False
    return True


def write_cut(head: Head, *, path: Path, now: datetime) -> None:
    """Append the head of a restored backup; the chain goes on from it. Raises OSError: without this line it looks cut off."""
    _append(path, {"seq": head.seq, "hash": head.hash, "at": now.isoformat(), "cut": "restored"})


def _append(path: Path, facts: dict[str, Any]) -> None:
    line = json.dumps(facts) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # One write: two sealers of one machine never mix their lines.
        os.write(descriptor, line.encode("ascii"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_anchors(path: Path) -> Iterator[Anchor]:
    """Every line of the file that still counts, first to last; nothing when there is no file."""
    if not path.exists():
        return
    standing: list[Anchor] = []
    with path.open(encoding="utf-8", errors="replace") as lines:
        for anchor in map(_read_line, lines):
            if anchor.is_cut:
                standing = _taken_back_to(anchor, standing)
            else:
                standing.append(anchor)
    yield from standing


def size_of(path: Path) -> int:
    """How many bytes of anchors there are; 0 without a file."""
    return path.stat().st_size if path.exists() else 0


def anchors_between(path: Path, *, start: int, stop: int) -> tuple[list[Anchor], int]:
    """The lines from offset `start` to about `stop` that still count, and the offset behind them.

    What a later cut took back does not count, wherever in the file that cut stands.
    """
    if start >= size_of(path):
        return [], start
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as held:
        cuts = list(_cuts_in(held))
        file.seek(start)
        found = []
        while file.tell() < stop and (line := file.readline()):
            anchor, at = _read_line(line.decode("utf-8", "replace")), file.tell()
            if not any(offset >= at and cut.head.seq < anchor.head.seq for offset, cut in cuts):
                found.append(anchor)
        return found, file.tell()


def _cuts_in(held: mmap) -> Iterator[tuple[int, Anchor]]:
    """Every cut with the offset of its line; there is one for each restored backup, so few."""
    at = held.find(b'"cut"')
    while at >= 0:
        begins, ends = held.rfind(b"\n", 0, at) + 1, held.find(b"\n", at)
        anchor = _read_line(held[begins : ends if ends >= 0 else len(held)].decode("utf-8", "replace"))
        if anchor.is_cut:
            yield begins, anchor
        at = held.find(b'"cut"', ends) if ends >= 0 else -1


def _taken_back_to(cut: Anchor, anchors: list[Anchor]) -> list[Anchor]:
    """What still counts once the database went back to the head of `cut`, which comes last."""
    furthest = max((anchor.head.seq for anchor in anchors), default=0)
    kept = [anchor for anchor in anchors if anchor.head.seq <= cut.head.seq]
    return [*kept, replace(cut, taken_back=max(furthest - cut.head.seq, 0))]


def _last_anchor(path: Path) -> Head:
    """The last whole line; a line that a crash cut short is passed over."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return Head(0, "")
    return next((found.head for found in map(_read_line, reversed(lines)) if found.is_readable), Head(0, ""))


def _read_line(line: str) -> Anchor:
    try:
        found = json.loads(line)
        return Anchor(Head(int(found["seq"]), str(found["hash"])), is_cut=found.get("cut") == "restored")
    except (ValueError, TypeError, KeyError, AttributeError):
        return Anchor(Head(0, ""), is_readable=False)
