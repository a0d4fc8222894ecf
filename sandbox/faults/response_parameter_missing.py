"""ARSP-01, ARSP-07: a parameter of the authorization response is missing."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import AuthorizationResponse


@dataclass(frozen=True)
class ResponseParameterMissing:
    """Leaves the parameter `name` out of the answer (RFC 6749, 4.1.2; RFC 9207, 2); nothing else changes."""

    id: ClassVar[str] = "response_parameter_missing"
    name: Literal["state", "iss"] = "state"

    def authorization_response(self, response: AuthorizationResponse) -> AuthorizationResponse:
        """Return the response without that parameter."""
        kept = tuple((name, value) for name, value in response.parameters if name != self.name)
        return replace(response, parameters=kept)
