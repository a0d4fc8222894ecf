"""FHIR-01: a new ID token names another patient than the one that was paired."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class TokensOfAnotherPatient:
    """Puts `idpe` for the patient identifier of the ID token (API Mesures 1.5.2, idPe); nothing else changes."""

    id: ClassVar[str] = "tokens_of_another_patient"
    idpe: str = "9000000000000000000000000000000000000017"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims about another patient; claims about none stay as they are."""
        return claims | {"idpe": self.idpe} if "idpe" in claims else claims
