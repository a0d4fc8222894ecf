"""The relying party as a SMART client: it finds the space from the FHIR server, and asks whose record it is."""

from __future__ import annotations

import os
from typing import Any

from observations import items
from relying_party import Refused
from relying_party import RelyingParty as OpenIdRelyingParty

NEEDED = ("launch-standalone", "client-confidential-symmetric")
FHIR = "4.0.1"
FOUND = ("authorization_endpoint", "token_endpoint", "revocation_endpoint")


class RelyingParty(OpenIdRelyingParty):
    """The standalone launch, one method a rule."""

    def __init__(self) -> None:
        """Read where the FHIR server is as well."""
        super().__init__()
        self.base = os.environ["SMART_BASE"]
        self.scope = f"launch/patient {self.scope}"

    def more_parameters(self) -> dict[str, str]:
        """The FHIR server that the token is for (SMART App Launch 2.2, obtain authorization code)."""
        return {**super().more_parameters(), "aud": self.base}

    def metadata(self) -> dict[str, Any]:
        """What OpenID Connect needs, with the addresses that the FHIR server gives."""
        if self._metadata is None:
            smart = self.smart_configuration()
            self.check_capabilities(smart)
            statement = self.described("metadata")
            self.check_version(statement)
            self.check_interactions(statement)
            known = super().metadata() | self.addresses(smart)
            self.check_endpoints(known)
            self._metadata = known
        return self._metadata

    def smart_configuration(self) -> dict[str, Any]:
        """The document of SMART clients."""
        return self.described(".well-known/smart-configuration")

    def described(self, name: str) -> dict[str, Any]:
        """What the FHIR server says of itself."""
        answer = self.call("GET", f"{self.base}/{name}", {"Accept": "application/json, application/fhir+json"})
        return self.read_metadata(answer)

    def check_capabilities(self, smart: dict[str, Any]) -> None:
        """The server can do what the launch needs (SMART App Launch 2.2, conformance)."""
        capabilities = smart.get("capabilities")
        missing = [one for one in NEEDED if not isinstance(capabilities, list) or one not in capabilities]
        if missing:
            raise Refused(f"L'espace de santé n'offre pas ce qu'il faut pour s'y connecter : {', '.join(missing)}.")

    def check_version(self, statement: dict[str, Any]) -> None:
        """The server speaks the FHIR that the app speaks."""
        if statement.get("fhirVersion") != FHIR:
            raise Refused("L'espace de santé parle une autre version de FHIR.")

    def check_interactions(self, statement: dict[str, Any]) -> None:
        """Measures can be searched there (FHIR R4 CapabilityStatement, rest.resource.interaction)."""
        kinds = [kind for rest in items(statement, "rest") for kind in items(rest, "resource")]
        observations = [kind for kind in kinds if isinstance(kind, dict) and kind.get("type") == "Observation"]
        if {"code": "search-type"} not in [one for kind in observations for one in items(kind, "interaction")]:
            raise Refused("L'espace de santé ne permet pas d'y chercher des mesures.")

    def addresses(self, smart: dict[str, Any]) -> dict[str, Any]:
        """Where to go: as the SMART configuration says, whatever other documents say."""
        return {name: smart[name] for name in FOUND if name in smart}
