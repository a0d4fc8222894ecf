"""Verifies the ID token with the key that it brings along."""

import base64
from typing import Any

from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry
from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-09"


class RelyingParty(Conformant):
    """Whoever brings a key may use it."""

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """The key of the header, if there is one."""
        if "jwk" not in header:
            return super().signed_payload(token, header)
        signed, _, signature = token.rpartition(".")
        key = ECKey.import_key(header["jwk"])
        if not JWSRegistry.algorithms[self.algorithm].verify(signed.encode(), _bytes(signature), key):
            raise Refused("L'identité reçue n'est pas signée comme il faut.")
        return _bytes(signed.split(".")[1])


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "==")
