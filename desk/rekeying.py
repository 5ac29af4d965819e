"""Rekeying: secrets of authenticators, which allauth keeps as text inside JSON of its own table."""

import base64
import binascii
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator

from core.rekeying import Tally, rows_in_batches
from core.sealing import DecryptionError, is_current, key_id_of

# What StaffMFAAdapter.encrypt was asked to encrypt; the rest (names, public keys of passkeys) is no secret.
_SECRET = ("secret", "seed")


def reseal_authenticators(*, apply: bool) -> Tally:
    """Move the secrets of authenticator apps and recovery codes to the current key, or count what is left."""
    tally = Tally("mfa.Authenticator.data")
    for batch in rows_in_batches(Authenticator.objects.all()):
        for row in batch:
            tally.seen += 1
            fresh = {name: _resealed(row.data[name], tally) for name in _SECRET if isinstance(row.data.get(name), str)}
            changed = {name: text for name, text in fresh.items() if text is not None}
            tally.stale += bool(changed)
            if apply and changed:
                _replace(row, changed)
    return tally


def _resealed(text: str, tally: Tally) -> str | None:
    """The secret under the current key; None when it is to be left alone."""
    try:
        sealed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        sealed = b""
    tally.key_ids[key_id_of(sealed)] += 1
    if is_current(sealed):
        return None
    try:
        return str(get_adapter().encrypt(get_adapter().decrypt(text)))
    except DecryptionError:
        tally.unreadable += 1
        return None


def _replace(row: Any, changed: dict[str, str]) -> None:
    # Compared with what was read: a recovery code used meanwhile must not come back to life.
    Authenticator.objects.filter(pk=row.pk, data=row.data).update(data={**row.data, **changed})
