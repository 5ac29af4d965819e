"""How one value becomes ciphertext: AES-256-GCM bound to the field's label and the row's id.

Layout: version byte, length of the key id, key id, 12-byte nonce, ciphertext with its 16-byte tag.
"""

import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.keys import KeysError, find_key, keyring

PURPOSE = "columns"
VERSION = 1
HEAD_BYTES = 2
NONCE_BYTES = 12
TAG_BYTES = 16


class DecryptionError(Exception):
    """A stored value can't be opened: changed, moved from another row or field, or written with a missing key."""


class Sealed(bytes):
    """Ciphertext as stored, not opened yet."""

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


def seal(text: bytes, *, label: str, row_id: object) -> Sealed:
    """Encrypt with the current key; only the same label and row id open it again."""
    keys = keyring().purpose(PURPOSE)
    nonce = os.urandom(NONCE_BYTES)
    key_id = keys.current.encode("ascii")
    secret = _cipher(keys.current_key).encrypt(nonce, text, _binding(label, row_id))
    return Sealed(bytes((VERSION, len(key_id))) + key_id + nonce + secret)


def unseal(sealed: bytes, *, label: str, row_id: object) -> bytes:
    """Decrypt; raises DecryptionError, whose message names the field and never holds content."""
    try:
        key_id, nonce, secret = _parts(sealed)
        key = find_key(PURPOSE, key_id)
        return _cipher(key).decrypt(nonce, secret, _binding(label, row_id))
    except (InvalidTag, KeysError, ValueError) as error:
        reason = "its key is missing" if isinstance(error, KeysError) else "it was changed or belongs elsewhere"
        raise DecryptionError(f"A stored value of '{label}' can't be opened: {reason}.") from None


def key_id_of(sealed: bytes) -> str:
    """The id of the key a value was written with; empty for bytes that are not ours."""
    try:
        return _parts(sealed)[0]
    except ValueError:
        return ""


def is_current(sealed: bytes) -> bool:
    """Whether the value was written with the key that is current now."""
    return key_id_of(sealed) == keyring().current_id(PURPOSE)


def _parts(sealed: bytes) -> tuple[str, bytes, bytes]:
    """Key id, nonce, ciphertext; raises ValueError on anything that is not ours."""
    if len(sealed) < HEAD_BYTES or sealed[0] != VERSION:
        raise ValueError("unknown layout")
    nonce_at = HEAD_BYTES + sealed[1]
    secret_at = nonce_at + NONCE_BYTES
    if len(sealed) < secret_at + TAG_BYTES:
        raise ValueError("cut short")
    return sealed[HEAD_BYTES:nonce_at].decode("ascii"), sealed[nonce_at:secret_at], sealed[secret_at:]


def _binding(label: str, row_id: object) -> bytes:
    return f"threshold\0{label}\0{row_id}".encode()


@lru_cache(maxsize=64)
def _cipher(key: bytes) -> Any:
    return AESGCM(key)
