"""Believes an authorization response that says it needs no signature."""

from typing import Any

from relying_party import decoded
from signed_response import RelyingParty as Conformant

KILLED_BY = "JARM-01"


class RelyingParty(Conformant):
    """`alg: none` is taken at its word."""

    def signed_response(self, response: str, header: dict[str, Any]) -> bytes:
        """Verify, unless the response says there is nothing to verify."""
        if header.get("alg") == "none":
            return decoded(response.split(".")[1])
        return super().signed_response(response, header)
