"""Signs a person in by UserInfo when there is no ID token."""

from typing import Any

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-16"


class RelyingParty(Conformant):
    """Somebody must be there, since there is an access token."""

    def claims_of(self, tokens: dict[str, Any], pending: Pending) -> dict[str, Any]:
        """Ask UserInfo who it is."""
        if "id_token" in tokens:
            return super().claims_of(tokens, pending)
        headers = {"Authorization": "Bearer " + tokens["access_token"]}
        told = self.call("GET", self.metadata()["userinfo_endpoint"], headers).json()
        return {"idpe": told["sub"], "assign_auth": self.issuer} | told
