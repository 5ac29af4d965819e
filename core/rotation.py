"""Turning the key ring while everything runs: add a key, let every process learn of it, write with it, retire the old.

A new key is first only added (`"next"`): processes look at the file every `core.keys.RELOAD_SECONDS`, and one that met a
hash of a key it does not know would find nobody. Then it becomes current. Each step replaces the file in one rename, so a
process killed at any point leaves the old file or the new one, never half of either.

`python -m core.rotation PATH add|use [PURPOSE…]` does one of the two steps where no settings are, as beside containers
that may only read the file; `manage rotate_keys` does both.
"""

import fcntl
import json
import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.keys import PURPOSES, KeysError, forget_keyring, new_key, read_keys_file, write_private

Content = dict[str, Any]


def add_keys(path: Path, *, purposes: Iterable[str]) -> dict[str, str]:
    """Add a waiting key to each purpose that has none; purpose → id of its waiting key."""
    with _changing(path) as content:
        for purpose in purposes:
            part = content[purpose]
            if not part.get("next"):
                part["next"] = _free_id(part["keys"])
                part["keys"][part["next"]] = new_key()
        return {purpose: content[purpose]["next"] for purpose in purposes}


def use_added_keys(path: Path, *, purposes: Iterable[str], now: datetime) -> dict[str, str]:
    """Write with the waiting keys from now on; purpose → id. A purpose without a waiting key stays as it is."""
    used = {}
    with _changing(path) as content:
        for purpose in purposes:
            part = content[purpose]
            if part.get("next"):
                part["current"] = used[purpose] = part.pop("next")
                part["since"] = now.isoformat()
    return used


def drop_keys(path: Path, *, purpose: str, key_ids: Iterable[str]) -> dict[str, str]:
    """Take older keys out of the file; returns them, for `put_back`. Raises KeysError for the current or waiting one."""
    with _changing(path) as content:
        part = content[purpose]
        if {part["current"], part.get("next")} & set(key_ids):
            raise KeysError("A key that is in use can't be retired.")
        return {key_id: part["keys"].pop(key_id) for key_id in key_ids}


def put_back(path: Path, *, purpose: str, keys: dict[str, str]) -> None:
    """Undo `drop_keys`."""
    with _changing(path) as content:
        content[purpose]["keys"] |= keys


def _free_id(keys: Iterable[str]) -> str:
    """The next number after every "k1", "k2" there is."""
    numbers = [int(key_id[1:]) for key_id in keys if key_id[:1] == "k" and key_id[1:].isdecimal()]
    return f"k{max(numbers, default=0) + 1}"


@contextmanager
def _changing(path: Path) -> Iterator[Content]:
    """The parsed file, one change at a time; what the block leaves in it replaces the file in one step."""
    try:
        with _alone(path):
            read_keys_file(path)
            content: Content = json.loads(path.read_text(encoding="utf-8"))
            yield content
            _replace(path, content)
    except OSError as error:
        raise KeysError(f"The key file {path} can't be changed ({error.strerror}).") from None
    forget_keyring()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _replace(path: Path, content: Content) -> None:
    """Write beside the file, prove that it reads, keep the owner, rename over it."""
    temporary = Path(f"{path}.{secrets.token_hex(8)}.new")
    try:
        write_private(temporary, json.dumps(content, indent=2) + "\n")
        read_keys_file(temporary)
        owner = path.stat()
        if (owner.st_uid, owner.st_gid) != (os.getuid(), os.getgid()):
            os.chown(temporary, owner.st_uid, owner.st_gid)
        temporary.replace(path)
        _see_folder_on_disk(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _see_folder_on_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def main(arguments: list[str]) -> int:
    """`python -m core.rotation PATH add|use [PURPOSE…]`; returns the exit code."""
    path, step, *purposes = [*arguments, "", ""][: max(2, len(arguments))]
    if step not in {"add", "use"} or not set(purposes) <= set(PURPOSES):
        sys.stderr.write(f"Usage: python -m core.rotation PATH add|use [{'|'.join(PURPOSES)} …]\n")
        return 2
    try:
        chosen = purposes or PURPOSES
        now = datetime.now(UTC)  # noqa: TID251  core.clock needs settings, and there are none here
        keys = add_keys(Path(path), purposes=chosen) if step == "add" else use_added_keys(Path(path), purposes=chosen, now=now)
    except KeysError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.writelines(f"{purpose}: {key_id} {'added' if step == 'add' else 'current'}\n" for purpose, key_id in keys.items())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
