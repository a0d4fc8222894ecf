"""Accepts every algorithm that the space publishes keys for, instead of the registered one."""

from typing import Any

from joserfc import jws
from relying_party import RelyingParty as Conformant

KILLED_BY = ("IDT-07", "LGO-07")


class RelyingParty(Conformant):
    """The discovery document says what is supported."""

    def is_usable(self, key: dict[str, Any]) -> bool:
        """Any public key for signatures."""
        return key.get("kty") in {"EC", "RSA"} and key.get("use", "sig") == "sig" and self.is_long_enough(key)

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """By the algorithm of the header, if the space has it."""
        if header.get("alg") != "RS256":
            return super().signed_payload(token, header)
        return jws.deserialize_compact(token, self.keys(header.get("kid")), algorithms=["RS256"]).payload
