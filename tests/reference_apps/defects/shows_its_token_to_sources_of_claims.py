"""Shows its access token to whoever an answer names as a source of claims."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "UI-05"


class RelyingParty(Conformant):
    """Who holds claims is a friend."""

    def name_of(self, claims: dict[str, Any], access_token: str) -> str:
        """The name, and whatever else is offered."""
        for source in claims.get("_claim_sources", {}).values():
            self.call("GET", source["endpoint"], {"Authorization": "Bearer " + access_token})
        return super().name_of(claims, access_token)
