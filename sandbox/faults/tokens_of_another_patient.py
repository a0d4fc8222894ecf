"""FHIR-01: the tokens name another patient than the one that was paired."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import JsonAnswer
from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class TokensOfAnotherPatient:
    """Puts `idpe` for the patient identifier of the ID token, and for `patient` where the token response has it."""

    id: ClassVar[str] = "tokens_of_another_patient"
    idpe: str = "9000000000000000000000000000000000000017"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims about another patient; claims about none stay as they are."""
        return claims | {"idpe": self.idpe} if "idpe" in claims else claims

    def token_response(self, response: JsonAnswer) -> JsonAnswer:
        """Return the response with that patient as launch context; one without a patient stays as it is."""
        return (
            replace(response, body=response.body | {"patient": self.idpe}) if "patient" in response.body else response
        )
