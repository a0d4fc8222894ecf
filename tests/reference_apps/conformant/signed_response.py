"""The relying party that wants authorization responses signed (JWT Secured Authorization Response Mode, JARM)."""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

from relying_party import LEEWAY, Refused, decoded
from relying_party import RelyingParty as OpenIdRelyingParty

if TYPE_CHECKING:
    from relying_party import Pairing, Pending


class RelyingParty(OpenIdRelyingParty):
    """What a response has to be before anything in it is believed, one method a rule."""

    def __init__(self) -> None:
        """Read which algorithm was registered as well."""
        super().__init__()
        self.response_algorithm = os.environ["RESPONSE_ALG"]

    def more_parameters(self) -> dict[str, str]:
        """The answer as a JWT in the query (JARM 2.3.1)."""
        return {**super().more_parameters(), "response_mode": "query.jwt"}

    def complete(self, pending: Pending, parameters: dict[str, str]) -> Pairing:
        """From what the JWT says to a pairing; what stands beside it says nothing."""
        return super().complete(pending, self.verify_response(parameters.get("response", "")))

    def verify_response(self, response: str) -> dict[str, str]:
        """Every rule of JARM 2.4 but that of the issuer, which is that of RFC 9207."""
        claims = self.check_response_signature(response)
        self.check_response_audience(claims)
        self.check_response_expiry(claims, time.time())
        return {name: value for name, value in claims.items() if isinstance(value, str)}

    def check_response_signature(self, response: str) -> dict[str, Any]:
        """The signature, by the algorithm that the app registered and no other (JARM 2.4)."""
        try:
            header = json.loads(decoded(response.split(".", maxsplit=1)[0]))
            claims = json.loads(self.signed_response(response, header))
        except Refused:
            raise
        except Exception as error:
            raise Refused("La réponse de l'espace de santé n'est pas signée comme il faut.") from error
        if not isinstance(claims, dict):
            raise Refused("La réponse de l'espace de santé n'a pas la forme attendue.")
        return claims

    def signed_response(self, response: str, header: dict[str, Any]) -> bytes:
        """What was signed, once the signature holds."""
        return self.opened(response, header, self.response_algorithm)

    def check_response_audience(self, claims: dict[str, Any]) -> None:
        """The response is for this app."""
        if claims.get("aud") not in (self.client_id, [self.client_id]):
            raise Refused("La réponse de l'espace de santé est destinée à une autre application.")

    def check_response_expiry(self, claims: dict[str, Any], now: float) -> None:
        """The response is of now."""
        if not isinstance(claims.get("exp"), int | float):
            raise Refused("La réponse de l'espace de santé ne dit pas jusqu'à quand elle est valable.")
        if claims["exp"] < now - LEEWAY:
            raise Refused("La réponse de l'espace de santé est périmée. Vous pouvez recommencer.")
