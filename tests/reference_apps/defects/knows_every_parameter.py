"""Refuses a response that holds a parameter it does not know."""

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "ARSP-14"


class RelyingParty(Conformant):
    """Too strict: RFC 6749 wants unknown parameters ignored."""

    def check_response_issuer(self, parameters: dict[str, str]) -> None:
        """Count the parameters."""
        if not parameters.keys() <= {"code", "state", "iss", "error", "error_description", "error_uri"}:
            raise Refused("La réponse de l'espace de santé contient un paramètre inconnu.")
        super().check_response_issuer(parameters)
