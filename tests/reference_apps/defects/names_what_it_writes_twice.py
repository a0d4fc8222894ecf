"""Makes a measure of each form that comes, and relies on an identifier to make them one."""

import uuid
from typing import Any

from measures import Measures as ConformantMeasures
from relying_party import Pairing
from serve import Diary as Conformant

KILLED_BY = "FHIR-23"


class Diary(Conformant):
    """Who sends twice has measured twice."""

    def takes(self, once: str | None) -> bool:
        """What the form hides is not looked at."""
        return True


class Measures(ConformantMeasures):
    """Each value of a person has a name of its own."""

    def bundle(self, pairing: Pairing, value: float) -> dict[str, Any]:
        """Named, and created without any condition."""
        transaction = super().bundle(pairing, value)
        name = uuid.uuid5(uuid.NAMESPACE_URL, f"{pairing.idpe}/{value}").urn
        for entry in transaction["entry"]:
            if entry["resource"]["resourceType"] == "Observation":
                entry["resource"]["identifier"] = [{"system": "urn:ietf:rfc:3986", "value": name}]
        return transaction
