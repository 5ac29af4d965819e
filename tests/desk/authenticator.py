"""An authenticator in software, for tests of what the server accepts: WebAuthn level 3, sections 5.8.1, 6.1 and 6.5."""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV, AuthenticatorData.FLAG.AT


@dataclass
class SoftKey:
    """One passkey. What it says of origin, owner and itself can be bent, to see whether the server notices."""

    origin: str
    rp_id: str = "localhost"
    flags: Any = PRESENT | VERIFIED
    counter: int = 0
    user_handle: bytes = b""
    identity: bytes = field(default_factory=lambda: os.urandom(16))
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> str:
        """The answer to a question for a new passkey."""
        self.user_handle = websafe_decode(options["user"]["id"])
        attested = AttestedCredentialData.create(Aaguid(bytes(16)), self.identity, ES256.from_cryptography_key(self.key.public_key()))
        data = AuthenticatorData.create(self._rp_hash, self.flags | ATTESTED, self.counter, attested)
        made = AttestationObject.create("none", data, {})
        return self._sent("webauthn.create", options, attestationObject=websafe_encode(made))

    def answer(self, options: dict[str, Any]) -> str:
        """The answer to a question for this passkey."""
        data = AuthenticatorData.create(self._rp_hash, self.flags, self.counter)
        client_data = self._client_data("webauthn.get", options)
        signature = self.key.sign(bytes(data) + sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"authenticatorData": data, "signature": signature, "userHandle": self.user_handle}
        return self._sent("webauthn.get", options, **{name: websafe_encode(value) for name, value in parts.items()})

    @property
    def _rp_hash(self) -> bytes:
        return sha256(self.rp_id.encode()).digest()

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}).encode()

    def _sent(self, kind: str, options: dict[str, Any], **response: str) -> str:
        response["clientDataJSON"] = websafe_encode(self._client_data(kind, options))
        identity = websafe_encode(self.identity)
        return json.dumps({"id": identity, "rawId": identity, "type": "public-key", "clientExtensionResults": {}, "response": response})
