"""Refuses a key set with a key in it that it does not know."""

from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "JWK-04"


class RelyingParty(Conformant):
    """All or nothing."""

    def fetch_keys(self) -> dict[str, Any]:
        """The set, if every key of it is familiar."""
        document = super().fetch_keys()
        if any(key.get("kty") not in {"EC", "RSA", "oct"} for key in document["keys"]):
            raise Refused("Les clés de l'espace de santé sont inconnues.")
        return document
