"""Believes an ID token that says it needs no signature."""

import base64
import json
from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = ("IDT-04", "DISC-09")


class RelyingParty(Conformant):
    """`alg: none` is taken at its word."""

    def check_signature(self, token: str) -> dict[str, Any]:
        """Verify, unless the token says there is nothing to verify."""
        header, claims = token.split(".")[:2]
        if json.loads(base64.urlsafe_b64decode(header + "==")).get("alg") == "none":
            believed: dict[str, Any] = json.loads(base64.urlsafe_b64decode(claims + "=="))
            return believed
        return super().check_signature(token)
