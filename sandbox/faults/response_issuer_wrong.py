"""ARSP-06: the authorization response says that another issuer answers."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import AuthorizationResponse


@dataclass(frozen=True)
class ResponseIssuerWrong:
    """Puts `issuer` for `iss` (RFC 9207, 2); code and state stay as they are."""

    id: ClassVar[str] = "response_issuer_wrong"
    issuer: str = "https://another-space.example"

    def authorization_response(self, response: AuthorizationResponse) -> AuthorizationResponse:
        """Return the response with another issuer."""
        told = tuple((name, self.issuer if name == "iss" else value) for name, value in response.parameters)
        return replace(response, parameters=told)
