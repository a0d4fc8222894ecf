"""Takes the token endpoint from the CapabilityStatement, whatever the SMART configuration says."""

from typing import Any

from smart import RelyingParty as Conformant

KILLED_BY = "DISC-15"
OAUTH_URIS = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"


class RelyingParty(Conformant):
    """As SMART's first clients did."""

    def addresses(self, smart: dict[str, Any]) -> dict[str, Any]:
        """With the older address."""
        security = self.described("metadata")["rest"][0]["security"]["extension"]
        uris = next(one for one in security if one["url"] == OAUTH_URIS)["extension"]
        token = next(one["valueUri"] for one in uris if one["url"] == "token")
        return {**super().addresses(smart), "token_endpoint": token}
