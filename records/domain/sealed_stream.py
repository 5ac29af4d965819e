"""A sealed stream: bytes in chunks, each encrypted and numbered, the last one marked.

AES-256-GCM per chunk with the nonce of the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: "Online
Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015): 7 random bytes, 4 of a counter, 1 that is set on the
last chunk. So a chunk that is changed, missing, moved, repeated or added is found, and so is an end cut off. The key comes
from a secret of the operator's by scrypt with a salt of each file. Memory stays constant.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"THRESHOLD-BACKUP-1\n"
CHUNK = 256 * 1024
TAG = 16
SALT = 16
PREFIX = 7
LEAST_SECRET = 20
_HEAD = len(MAGIC) + SALT + PREFIX
_MOST_CHUNKS = 2**32 - 1


class DamagedError(Exception):
    """The file is no backup, was changed or cut short, or was made with another secret. Nothing in it can be trusted."""


class WeakSecretError(ValueError):
    """The secret is too short to keep anybody out."""


def seal_stream(parts: Iterable[bytes], to: BinaryIO, *, secret: bytes) -> None:
    """Write the parts, joined, as one sealed stream; raises WeakSecretError."""
    salt, prefix = os.urandom(SALT), os.urandom(PREFIX)
    head = MAGIC + salt + prefix
    cipher = AESGCM(_key(secret, salt))
    to.write(head)
    held: bytes | None = None
    number = 0
    for chunk in _chunks(parts):
        if held is not None:
            to.write(cipher.encrypt(_nonce(prefix, number, is_last=False), held, head))
            number += 1
        held = chunk
    to.write(cipher.encrypt(_nonce(prefix, number, is_last=True), held or b"", head))


def open_stream(source: BinaryIO, *, secret: bytes) -> Iterator[bytes]:
    """The chunks of a sealed stream, each proven before it is given; raises DamagedError where it goes wrong.

    What was given before an error is genuine, but the stream is whole only when the iterator ends by itself.
    """
    head = source.read(_HEAD)
    if len(head) != _HEAD or not head.startswith(MAGIC):
        raise DamagedError("This is not a backup of Threshold, or its beginning is damaged.")
    prefix = head[-PREFIX:]
    cipher = AESGCM(_key(secret, head[len(MAGIC) : -PREFIX]))
    number, sealed = 0, source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(prefix, number, is_last=not following), sealed, head)
        except InvalidTag:
            raise DamagedError("The backup is damaged or cut short, or this is not its secret.") from None
        if not following:
            return
        number, sealed = number + 1, following


def _chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The joined parts in pieces of CHUNK bytes, the last one shorter."""
    waiting = bytearray()
    for part in parts:
        waiting += part
        while len(waiting) > CHUNK:
            yield bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
    yield bytes(waiting)


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    if number > _MOST_CHUNKS:
        raise DamagedError("A backup can't be longer than a thousand terabytes.")
    return prefix + struct.pack(">IB", number, is_last)


def _key(secret: bytes, salt: bytes) -> bytes:
    if len(secret) < LEAST_SECRET:
        raise WeakSecretError(f"The secret of a backup needs at least {LEAST_SECRET} characters.")
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(secret)
