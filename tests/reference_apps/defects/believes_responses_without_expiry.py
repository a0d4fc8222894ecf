"""Takes a signed authorization response that never expires."""

from typing import Any

from signed_response import RelyingParty as Conformant

KILLED_BY = "JARM-06"


class RelyingParty(Conformant):
    """An expiry is compared when there is one."""

    def check_response_expiry(self, claims: dict[str, Any], now: float) -> None:
        """What does not expire is good."""
        if "exp" in claims:
            super().check_response_expiry(claims, now)
