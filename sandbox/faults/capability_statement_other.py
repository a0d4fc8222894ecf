"""FHIR-33: the CapabilityStatement is not that of an API which the app can use."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class CapabilityStatementOther:
    """Tells of FHIR R5 (`version`), or of no search for Observations (`interaction`) (FHIR R4, 5.1).

    The statement of an API without measures stays as it is.
    """

    id: ClassVar[str] = "capability_statement_other"
    lacks: Literal["version", "interaction"] = "version"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the statement so changed; any other answer stays as it is."""
        if answer.endpoint != "metadata":
            return answer
        told = json.loads(answer.body)
        measures = [kind for kind in told["rest"][0]["resource"] if kind["type"] == "Observation"]
        if not measures:
            return answer
        if self.lacks == "version":
            told["fhirVersion"] = "5.0.0"
        else:
            measures[0]["interaction"] = [one for one in measures[0]["interaction"] if one["code"] != "search-type"]
        return replace(answer, body=json.dumps(told).encode())
