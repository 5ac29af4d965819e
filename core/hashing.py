"""Keyed hashes for equality, and random tokens for links. A hash of one clinic never matches a hash of another."""

import hmac
import secrets
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from core.keys import keyring

# 144 random bits, 24 characters.
TOKEN_BYTES = 18


def keyed_hash(*, clinic_id: UUID | None, kind: str, value: str) -> str:
    """HMAC-SHA-256 in hex of a normalised `value`, comparable only within one clinic and one `kind`.

    `clinic_id` None is for what the whole organisation shares (the do-not-contact list, caps per address).
    """
    return _hashed(keyring().current_key("hashes"), clinic_id, kind, value)


def keyed_hashes(*, clinic_id: UUID | None, kind: str, value: str) -> list[str]:
    """The hash under every key of the ring, the current one first: for look-ups while keys rotate."""
    return [_hashed(key, clinic_id, kind, value) for key in keyring().all_keys("hashes")]


def is_rotating() -> bool:
    """Whether stored hashes may be of more than one key, so that a look-up must try each."""
    return len(keyring().purpose("hashes").keys) > 1


def new_token() -> str:
    """A random token for a URL: 144 bits, 24 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(*, purpose: str, token: str) -> str:
    """What is stored of a link's token; a token of one purpose is worthless for another."""
    return _mac(keyring().current_key("links"), _joined("token", purpose, token))


def token_hashes(*, purpose: str, token: str) -> list[str]:
    """The token's hash under every key of the ring: links in old mail outlive a rotation."""
    return [_mac(key, _joined("token", purpose, token)) for key in keyring().all_keys("links")]


def _hashed(master: bytes, clinic_id: UUID | None, kind: str, value: str) -> str:
    return _mac(_clinic_key(master, clinic_id), _joined(kind, value))


@lru_cache(maxsize=256)
def _clinic_key(master: bytes, clinic_id: UUID | None) -> bytes:
    scope = _joined("organisation") if clinic_id is None else _joined("clinic", str(clinic_id))
    return hmac.digest(master, scope, sha256)


def _mac(key: bytes, text: bytes) -> str:
    return hmac.digest(key, text, sha256).hex()


def _joined(*parts: str) -> bytes:
    """Each part with its length before it, so no two lists of parts give the same bytes."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
