"""The keys with which a space signs ID tokens: one for each algorithm, made when first needed."""

import threading
from typing import Any, cast

from joserfc.jwk import ECKey, KeyParameters, RSAKey

from sandbox.json_value import JsonObject
from sandbox.kept_file import keep, kept
from sandbox.oidc.client_metadata import SigningAlgorithm
from sandbox.oidc.terms import terms
from sandbox.spaces import Space

_FILE = "signing-keys.json"
_RSA_BITS = 2048


class SigningKeys:
    """The private keys of one space, kept in its folder when it has one."""

    def __init__(self, space: Space) -> None:
        self.algorithms = space.part(terms).offer.id_token_algorithms
        self._file = space.state_dir / _FILE if space.state_dir else None
        self._lock = threading.Lock()  # of its own: making an RSA key takes a tenth of a second
        self._keys: dict[SigningAlgorithm, RSAKey | ECKey] = {}
        for algorithm, key in (cast("dict[SigningAlgorithm, Any]", kept(self._file, {})) if self._file else {}).items():
            self._keys[algorithm] = RSAKey.import_key(key) if algorithm == "RS256" else ECKey.import_key(key)

    def of(self, algorithm: SigningAlgorithm) -> RSAKey | ECKey:
        """Return the private key of an algorithm; its `kid` is its thumbprint (RFC 7638)."""
        with self._lock:
            if algorithm not in self._keys:
                self._keys[algorithm] = _new_key(algorithm)
                self._keep()
            return self._keys[algorithm]

    def public(self) -> JsonObject:
        """Return the JSON Web Key Set that the space publishes: every key, no private member."""
        return cast(
            "JsonObject", {"keys": [self.of(algorithm).as_dict(private=False) for algorithm in self.algorithms]}
        )

    def _keep(self) -> None:
        if self._file is not None:
            keys = {algorithm: key.as_dict(private=True) for algorithm, key in self._keys.items()}
            keep(self._file, cast("JsonObject", keys))


def _new_key(algorithm: SigningAlgorithm) -> RSAKey | ECKey:
    parameters: KeyParameters = {"use": "sig", "alg": algorithm}
    if algorithm == "RS256":
        return RSAKey.generate_key(_RSA_BITS, parameters, auto_kid=True)
    return ECKey.generate_key("P-256", parameters, auto_kid=True)
