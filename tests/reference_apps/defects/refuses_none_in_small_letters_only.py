"""Refuses `alg: none`, and takes `nOnE` for an algorithm without signature."""

import base64
from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-05"


class RelyingParty(Conformant):
    """A list of forbidden words."""

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """`none` is forbidden; the library behind reads names in any letters."""
        algorithm = str(header.get("alg"))
        if algorithm != "none" and algorithm.lower() == "none":
            return base64.urlsafe_b64decode(token.split(".")[1] + "==")
        return super().signed_payload(token, header)
