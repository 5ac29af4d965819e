"""Backing up: one snapshot of the whole database, compressed and sealed, into one file.

The key file of the columns is not inside: ciphertext stays ciphertext, and a thief of backup and backup secret still reads
nobody. Keep a copy of the key file elsewhere, or nothing can be read after a fire.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps

from core import audit, heartbeat
from core.audit import COMMAND
from records.domain.portable import Head, Table, read_head, read_tables, split_lines, write_lines
from records.domain.sealed_stream import DamagedError, open_stream, seal_stream
from records.sql import snapshot

BACKUP = "backup"
_MOST_AT_ONCE = 1024 * 1024


@dataclass(frozen=True)
class Contents:
    """What a backup that was read to its end holds."""

    head: Head
    rows: dict[str, int]


def back_up(*, path: Path, secret: bytes, now: datetime) -> Contents:
    """Write a backup and read it again to its end before it takes its name; what stood there before is replaced.

    Raises OSError when the file can't be written, WeakSecretError, DamagedError when the disk gave back something else.
    """
    beside = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file, snapshot():
            seal_stream(_compressed(write_lines(now=now)), file, secret=secret)
            file.flush()
            os.fsync(file.fileno())
        contents = verify(path=beside, secret=secret)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    heartbeat.beat(name=BACKUP, now=now)
    audit.record(actor=COMMAND, action="backup.made", object_type="backup", object_id=None, clinic_id=None, now=now)
    return contents


def verify(*, path: Path, secret: bytes) -> Contents:
    """Read a backup to its end and count its rows; raises DamagedError. Changes nothing."""
    lines = lines_of(path, secret=secret)
    head = read_head(lines)
    rows: dict[str, int] = {}
    label = ""
    for found in read_tables(lines):
        if isinstance(found, Table):
            label = found.model._meta.label
            rows.setdefault(label, 0)
        else:
            rows[label] += 1
    if set(rows) - {model._meta.label for model in apps.get_models(include_auto_created=True)}:
        raise DamagedError("The backup holds tables that this version does not know.")
    return Contents(head, rows)


def lines_of(path: Path, *, secret: bytes) -> Iterator[bytes]:
    """The lines of a backup, each proven."""
    with path.open("rb") as file:
        yield from split_lines(_decompressed(open_stream(file, secret=secret)))


def _compressed(lines: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(level=6)
    for line in lines:
        yield packer.compress(line)
    yield packer.flush()


def _decompressed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    opener = zlib.decompressobj()
    for chunk in chunks:
        waiting = chunk
        while waiting:
            yield opener.decompress(waiting, _MOST_AT_ONCE)
            waiting = opener.unconsumed_tail
    yield opener.flush()
    if not opener.eof:
        raise DamagedError("The backup ends before its data does.")
