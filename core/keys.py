"""The key ring: one JSON file with the keys of each purpose. Nothing here needs Django to be set up.

`python -m core.keys PATH` writes a new file; `"current"` names the key that new values are written with, the others
stay to read what they once wrote. `"since"` says from when on the current one was used, `"next"` names a key that every
process already knows and nobody writes with yet: see core.rotation.
"""

import base64
import binascii
import json
import logging
import os
import re
import secrets
import stat
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

logger = logging.getLogger(__name__)

PURPOSES = ("columns", "hashes", "links", "webhooks", "sessions")
KEY_BYTES = 32
# How often a long-running process looks whether the file was changed by a rotation, in seconds.
RELOAD_SECONDS = 2.0
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")


class KeysError(ImproperlyConfigured):
    """The key file is missing or unusable; the message says what to do and never holds a key."""


@dataclass(frozen=True)
class PurposeKeys:
    """The keys of one purpose."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    # Key waiting to become current, and since when the current one is; empty and None before the first rotation.
    next: str = ""
    since: datetime | None = None

    @property
    def older(self) -> tuple[str, ...]:
        """Ids of keys that only read what they once wrote."""
        return tuple(key_id for key_id in self.keys if key_id not in {self.current, self.next})

    @property
    def current_key(self) -> bytes:
        """The key that new values are written with."""
        return self.keys[self.current]


@dataclass(frozen=True)
class KeyRing:
    """All keys, checked: every purpose is there, every key has 32 bytes."""

    purposes: Mapping[str, PurposeKeys] = field(repr=False)
    sample: bool

    def purpose(self, name: str) -> PurposeKeys:
        """The keys of one of PURPOSES."""
        return self.purposes[name]

    def current_id(self, purpose: str) -> str:
        """The id of the key that new values are written with."""
        return self.purposes[purpose].current

    def current_key(self, purpose: str) -> bytes:
        """The key that new values are written with."""
        return self.purposes[purpose].current_key

    def key(self, purpose: str, key_id: str) -> bytes:
        """The key with this id; raises KeysError when the ring no longer (or not yet) has it."""
        try:
            return self.purposes[purpose].keys[key_id]
        except KeyError:
            raise KeysError(f"The key file has no '{purpose}' key with the id that a stored value names.") from None

    def all_keys(self, purpose: str) -> list[bytes]:
        """Every key of the purpose, the current one first: for look-ups of what an older key wrote."""
        keys = self.purposes[purpose]
        return [keys.current_key, *(key for key_id, key in keys.keys.items() if key_id != keys.current)]


def read_keys_file(path: str | os.PathLike[str]) -> KeyRing:
    """Read and check the file; raises KeysError with a sentence a person can act on."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KeysError(f"There is no key file at {path}. Make one with: python -m core.keys {path}") from None
    except OSError as error:
        raise KeysError(f"The key file {path} can't be read ({error.strerror}).") from None
    except ValueError:
        raise KeysError(f"The key file {path} is not valid JSON. Restore it from your backup of the keys.") from None
    if not isinstance(found, dict):
        raise KeysError(f"The key file {path} must hold a JSON object with: {', '.join(PURPOSES)}.")
    purposes = {name: _read_purpose(name, found.get(name)) for name in PURPOSES}
    return KeyRing(purposes=purposes, sample=found.get("sample") is True)


def _read_purpose(name: str, found: object) -> PurposeKeys:
    if not isinstance(found, dict) or not isinstance(found.get("keys"), dict):
        raise KeysError(f"The key file lacks '{name}' with 'current' and 'keys'.")
    keys = {key_id: _read_key(name, key_id, value) for key_id, value in found["keys"].items()}
    current = found.get("current")
    if not isinstance(current, str) or current not in keys:
        raise KeysError(f"In the key file, 'current' of '{name}' names none of its keys.")
    return PurposeKeys(current=current, keys=keys, next=_read_next(name, found, keys), since=_read_since(name, found))


def _read_next(purpose: str, found: dict[str, Any], keys: Mapping[str, bytes]) -> str:
    waiting = found.get("next", "")
    if waiting and (waiting not in keys or waiting == found["current"]):
        raise KeysError(f"In the key file, 'next' of '{purpose}' names none of its waiting keys.")
    return str(waiting)


def _read_since(purpose: str, found: dict[str, Any]) -> datetime | None:
    try:
        since = datetime.fromisoformat(found["since"]) if found.get("since") else None
    except (TypeError, ValueError):
        since = datetime.min  # noqa: DTZ901  refused below like any time without a zone
    if since is not None and since.tzinfo is None:
        raise KeysError(f"In the key file, 'since' of '{purpose}' is no time with a zone.")
    return since


def _read_key(purpose: str, key_id: str, value: object) -> bytes:
    if not _KEY_ID.fullmatch(key_id):
        raise KeysError(f"In the key file, a key id of '{purpose}' is not 1 to 16 letters, digits, '_' or '-'.")
    try:
        key = base64.b64decode(str(value) + "=" * (-len(str(value)) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeysError(f"In the key file, the key '{key_id}' of '{purpose}' is not {KEY_BYTES} bytes in base64url.")
    return key


def read_secret_key(path: str | os.PathLike[str]) -> str:
    """Django's SECRET_KEY: the current `sessions` key as text; raises KeysError like `read_keys_file`."""
    return base64.urlsafe_b64encode(read_keys_file(path).current_key("sessions")).decode("ascii")


def read_secret_key_fallbacks(path: str | os.PathLike[str]) -> list[str]:
    """Django's SECRET_KEY_FALLBACKS: the older `sessions` keys, so that a rotation signs nobody out."""
    older = read_keys_file(path).all_keys("sessions")[1:]
    return [base64.urlsafe_b64encode(key).decode("ascii") for key in older]


def make_keys_file(path: str | os.PathLike[str], *, sample: bool = False) -> None:
    """Write a new file that only its owner may read; raises KeysError when there is one already.

    `sample` marks keys of a trial set-up, which production refuses.
    """
    content: dict[str, Any] = {"sample": True} if sample else {}
    content |= {name: {"current": "k1", "keys": {"k1": new_key()}} for name in PURPOSES}
    temporary = Path(f"{path}.{secrets.token_hex(8)}.new")
    try:
        write_private(temporary, json.dumps(content, indent=2) + "\n")
        # A hard link fails when the name is taken: two set-ups started at once can't overwrite each other's keys.
        os.link(temporary, path)
    except FileExistsError:
        raise KeysError(f"There is a key file at {path} already; it was left as it is.") from None
    except OSError as error:
        raise KeysError(f"The key file {path} can't be written ({error.strerror}).") from None
    finally:
        temporary.unlink(missing_ok=True)


def new_key() -> str:
    """A fresh random key as the file holds it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii").rstrip("=")


def write_private(path: Path, text: str) -> None:
    """Write a file that must not exist yet, readable by its owner alone, and see it safely on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def is_readable_by_others(path: str | os.PathLike[str]) -> bool:
    """True when the file's group or everyone may read or change it: a finding for `doctor`, not a refusal."""
    return bool(stat.S_IMODE(Path(path).stat().st_mode) & 0o077)


class _Cache:
    """The ring of this process, and when its file was last looked at."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self.ring: KeyRing | None = None
        self.version: tuple[object, ...] = ()
        self.look_again_at = 0.0

    def current(self, path: str) -> KeyRing:
        with self.lock:
            self._refresh(path)
            if self.ring is None:
                raise KeysError(f"The key file {path} could not be loaded.")
            return self.ring

    def _refresh(self, path: str) -> None:
        self.look_again_at = time.monotonic() + RELOAD_SECONDS
        version = _version_of(path)
        if self.ring is not None and version == self.version:
            return
        try:
            self.ring, self.version = read_keys_file(path), version
        except KeysError:
            if self.ring is None or self.version[:1] != version[:1]:
                raise
            logger.exception("The changed key file can't be used; this process keeps the keys it has.")
            self.version = version


def _version_of(path: str) -> tuple[object, ...]:
    try:
        found = Path(path).stat()
    except OSError:
        return (path, None)
    return (path, found.st_mtime_ns, found.st_ino)


_cache = _Cache()


def keyring() -> KeyRing:
    """The ring of `settings.KEYS_FILE`, read once per process and again within seconds after the file changed."""
    path = str(settings.KEYS_FILE)
    ring = _cache.ring
    if ring is not None and time.monotonic() < _cache.look_again_at and _cache.version[:1] == (path,):
        return ring
    return _cache.current(path)


def find_key(purpose: str, key_id: str) -> bytes:
    """The key with this id, looking into the file again when this process does not know it yet; raises KeysError.

    Another process may have learnt of a new key, and written with it, within the seconds this one has not looked.
    """
    try:
        return keyring().key(purpose, key_id)
    except KeysError:
        return _cache.current(str(settings.KEYS_FILE)).key(purpose, key_id)


def forget_keyring() -> None:
    """Drop the cached ring, so the next use reads the file."""
    _cache.clear()


def main(arguments: list[str]) -> int:
    """`python -m core.keys PATH`: make a key file; returns the exit code."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write("Usage: python -m core.keys PATH\n")
        return 2
    try:
        make_keys_file(arguments[0])
    except KeysError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"Wrote {arguments[0]}. Keep a copy in a safe place: without it nobody can read the data.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
