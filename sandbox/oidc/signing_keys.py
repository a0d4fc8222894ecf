"""The keys with which a space signs ID tokens: one for each algorithm, made when first needed."""

import json
import threading
from typing import cast

from joserfc.jwk import ECKey, KeyParameters, RSAKey

from sandbox.json_value import JsonObject
from sandbox.oidc.client_metadata import SigningAlgorithm
from sandbox.spaces import Space

ALGORITHMS: tuple[SigningAlgorithm, ...] = ("RS256", "ES256")
_FILE = "signing-keys.json"
_RSA_BITS = 2048


class SigningKeys:
    """The private keys of one space, kept in its folder when it has one."""

    def __init__(self, space: Space) -> None:
        self._file = space.state_dir / _FILE if space.state_dir else None
        self._lock = threading.Lock()  # of its own: making an RSA key takes a tenth of a second
        self._keys: dict[SigningAlgorithm, RSAKey | ECKey] = {}
        if self._file and self._file.exists():
            kept = json.loads(self._file.read_text("utf-8"))
            self._keys = {"RS256": RSAKey.import_key(kept["RS256"]), "ES256": ECKey.import_key(kept["ES256"])}

    def of(self, algorithm: SigningAlgorithm) -> RSAKey | ECKey:
        """Return the private key of an algorithm; its `kid` is its thumbprint (RFC 7638)."""
        with self._lock:
            if algorithm not in self._keys:
                self._keys[algorithm] = _new_key(algorithm)
                self._keep()
            return self._keys[algorithm]

    def public(self) -> JsonObject:
        """Return the JSON Web Key Set that the space publishes: every key, no private member."""
        return cast("JsonObject", {"keys": [self.of(algorithm).as_dict(private=False) for algorithm in ALGORITHMS]})

    def _keep(self) -> None:
        if self._file is None or len(self._keys) < len(ALGORITHMS):
            return
        self._file.touch(mode=0o600)
        keys = {algorithm: key.as_dict(private=True) for algorithm, key in self._keys.items()}
        self._file.write_text(json.dumps(keys), "utf-8")


def _new_key(algorithm: SigningAlgorithm) -> RSAKey | ECKey:
    parameters: KeyParameters = {"use": "sig", "alg": algorithm}
    if algorithm == "RS256":
        return RSAKey.generate_key(_RSA_BITS, parameters, auto_kid=True)
    return ECKey.generate_key("P-256", parameters, auto_kid=True)
