"""The keys with which a space signs ID tokens: one for each algorithm, made when first needed, replaced when told."""

import threading
from collections.abc import Mapping
from typing import Any, ClassVar, TypeAlias, cast

from joserfc.jwk import ECKey, KeyParameters, RSAKey

from sandbox.json_value import JsonObject
from sandbox.kept_file import keep, kept
from sandbox.oidc.client_metadata import HMAC, SigningAlgorithm
from sandbox.oidc.terms import terms
from sandbox.spaces import Space

_WITHDRAWN = "withdrawn"  # member of the file, beside the algorithms
_RSA_BITS = 2048

SigningKey: TypeAlias = RSAKey | ECKey


class SigningKeys:
    """The private keys of one space, kept in its folder when it has one."""

    file: ClassVar = "signing-keys.json"

    def __init__(self, space: Space) -> None:
        offered = space.part(terms).offer.id_token_algorithms
        self.algorithms: tuple[SigningAlgorithm, ...] = tuple(one for one in offered if one != HMAC)
        self._file = space.state_dir / self.file if space.state_dir else None
        self._lock = threading.Lock()  # of its own: making an RSA key takes a tenth of a second
        written = cast("dict[str, Any]", kept(self._file, {})) if self._file else {}
        self._withdrawn = _read(written.pop(_WITHDRAWN, {}))
        self._keys = _read(written)
        self._retired: dict[SigningAlgorithm, SigningKey] = {}

    def of(self, algorithm: SigningAlgorithm) -> SigningKey:
        """Return the private key of an algorithm; its `kid` is its thumbprint (RFC 7638)."""
        with self._lock:
            if algorithm not in self._keys:
                self._keys[algorithm] = new_signing_key(algorithm)
                self._keep()
            return self._keys[algorithm]

    def public(self) -> JsonObject:
        """Return the JSON Web Key Set to give out: every key that signs, no private member."""
        return cast(
            "JsonObject", {"keys": [self.of(algorithm).as_dict(private=False) for algorithm in self.algorithms]}
        )

    def rotate(self) -> int:
        """Sign with new keys from now on, and publish no other; return how many (OpenID Connect Core, 10.1.1)."""
        fresh = {algorithm: new_signing_key(algorithm) for algorithm in self.algorithms}
        with self._lock:
            self._withdrawn, self._keys = self._keys, fresh
            self._keep()
        return len(fresh)

    def retire(self) -> int:
        """Recognise no longer what the keys signed that were replaced; return how many those are."""
        with self._lock:
            self._retired, self._withdrawn = self._withdrawn, {}
            self._keep()
        return len(self._retired)

    def retired(self, algorithm: SigningAlgorithm) -> SigningKey | None:
        """Return the key that was retired last, which the space itself does not recognise any more."""
        return self._retired.get(algorithm)

    def ever(self) -> list[SigningKey]:
        """Return the keys of which a signature may still be met: those in use and those replaced last."""
        with self._lock:  # one that was never made has signed nothing
            return [*self._keys.values(), *self._withdrawn.values()]

    def _keep(self) -> None:
        if self._file is not None:
            keep(self._file, cast("JsonObject", {**_written(self._keys), _WITHDRAWN: _written(self._withdrawn)}))


def new_signing_key(algorithm: SigningAlgorithm) -> SigningKey:
    """Make a private key for an algorithm; its `kid` is its thumbprint."""
    parameters: KeyParameters = {"use": "sig", "alg": algorithm}
    if algorithm == "RS256":
        return RSAKey.generate_key(_RSA_BITS, parameters, auto_kid=True)
    return ECKey.generate_key("P-256", parameters, auto_kid=True)


def _read(written: Mapping[str, Any]) -> dict[SigningAlgorithm, SigningKey]:
    return {
        cast("SigningAlgorithm", algorithm): (RSAKey if algorithm == "RS256" else ECKey).import_key(key)
        for algorithm, key in written.items()
    }


def _written(keys: Mapping[SigningAlgorithm, SigningKey]) -> dict[str, Any]:
    return {algorithm: key.as_dict(private=True) for algorithm, key in keys.items()}
