"""Believes ID tokens unverified while the keys of the space cannot be had."""

import base64
from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "JWK-03"


class RelyingParty(Conformant):
    """The show must go on."""

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """Verified if possible."""
        if header.get("alg") == self.algorithm and self.call("GET", self.metadata()["jwks_uri"], {}).status == 503:
            return base64.urlsafe_b64decode(token.split(".")[1] + "==")
        return super().signed_payload(token, header)
