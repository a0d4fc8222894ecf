"""Passes over an extension that must be understood."""

import base64
from typing import Any

from joserfc.jws import JWSRegistry
from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-08"


class RelyingParty(Conformant):
    """What is not known does not matter."""

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """The signature holds: that is enough."""
        if "crit" not in header:
            return super().signed_payload(token, header)
        signed, _, signature = token.rpartition(".")
        key = self.keys(header.get("kid")).get_by_kid(header["kid"])
        if not JWSRegistry.algorithms[self.algorithm].verify(signed.encode(), _bytes(signature), key):
            raise Refused("L'identité reçue n'est pas signée comme il faut.")
        return _bytes(signed.split(".")[1])


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "==")
