"""DISC-15: the CapabilityStatement gives other addresses than the SMART configuration."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.fhir.capability import OAUTH_URIS
from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class CapabilityStatementElsewhere:
    """Puts the canary host where the extension `oauth-uris` names the token endpoint (SMART App Launch 2.2)."""

    id: ClassVar[str] = "capability_statement_elsewhere"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the statement with that address; any other answer stays as it is."""
        if answer.endpoint != "metadata":
            return answer
        told = json.loads(answer.body)
        for extension in told["rest"][0]["security"]["extension"]:
            if extension["url"] == OAUTH_URIS:
                for part in extension["extension"]:
                    part["valueUri"] = f"{answer.canary}/token" if part["url"] == "token" else part["valueUri"]
        return replace(answer, body=json.dumps(told).encode())
