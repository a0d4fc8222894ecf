"""Verifies the ID token by the algorithm that its header names, with whatever key there is."""

import base64
import hashlib
import hmac
from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-06"


class RelyingParty(Conformant):
    """The key is a text in PEM, and HMAC takes any text."""

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """HS256 with the public key as secret, if the header says so."""
        if header.get("alg") != "HS256" or header.get("kid") == "symmetric":
            return super().signed_payload(token, header)
        signed, _, signature = token.rpartition(".")
        secret = self.keys(header.get("kid")).get_by_kid(header["kid"]).as_pem(private=False)
        if not hmac.compare_digest(hmac.digest(secret, signed.encode(), hashlib.sha256), _bytes(signature)):
            raise Refused("L'identité reçue n'est pas signée comme il faut.")
        return _bytes(signed.split(".")[1])


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "==")
