"""Makes assertions of its service that are good for an hour."""

from typing import Any

from service import RelyingParty as Conformant

KILLED_BY = "BSA-01"


class RelyingParty(Conformant):
    """Whoever comes by one may ask for tokens for as long."""

    def assertion_claims(self) -> dict[str, Any]:
        """They end an hour later."""
        claims = super().assertion_claims()
        return claims | {"exp": claims["exp"] + 3300}
