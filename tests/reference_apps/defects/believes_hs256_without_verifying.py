"""Registered HS256, and reads the ID token without verifying it with its secret."""

import base64
from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = ("IDT-03", "IDT-06", "IDT-08", "IDT-09", "IDT-10", "IDT-13")
REGISTERED = "HS256"


class RelyingParty(Conformant):
    """It came over TLS, so it must be right."""

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """What is written in the token, the algorithm being the agreed one."""
        if header.get("alg") != self.algorithm or token.count(".") != 2:
            raise Refused("L'identité reçue n'est pas signée comme il faut.")
        return base64.urlsafe_b64decode(token.split(".")[1] + "==")
