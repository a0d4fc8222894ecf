"""Verifies the ID token with a symmetric key of the key set."""

from typing import Any

from joserfc import jws
from relying_party import RelyingParty as Conformant

KILLED_BY = "JWK-05"


class RelyingParty(Conformant):
    """Every key of the set is good for something."""

    def is_usable(self, key: dict[str, Any]) -> bool:
        """Secrets too."""
        return key.get("kty") == "oct" or super().is_usable(key)

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """By the algorithm of the header, if there is a key for it."""
        if header.get("alg") != "HS256":
            return super().signed_payload(token, header)
        key = self.keys(header.get("kid")).get_by_kid(header["kid"])
        return jws.deserialize_compact(token, key, algorithms=["HS256"]).payload
