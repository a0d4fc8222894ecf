"""Has its server fetch the picture of whoever signs in, wherever that is."""

from contextlib import suppress
from typing import Any

from relying_party import Pending, Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "INJ-07"


class RelyingParty(Conformant):
    """The address comes from the ID token, so it must be good."""

    def verify_id_token(self, token: str, pending: Pending) -> dict[str, Any]:
        """Look at the picture too."""
        claims = super().verify_id_token(token, pending)
        if "picture" in claims:
            with suppress(Refused):
                self.call("GET", str(claims["picture"]), {})
        return claims
