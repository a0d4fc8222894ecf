"""ARSP-14: the authorization response carries parameters that nobody has defined."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import AuthorizationResponse


@dataclass(frozen=True)
class ResponseParameterUnknown:
    """Adds two parameters; a client ignores those that it does not know (RFC 6749, 4.1.2)."""

    id: ClassVar[str] = "response_parameter_unknown"
    name: str = "poincon_trace"

    def authorization_response(self, response: AuthorizationResponse) -> AuthorizationResponse:
        """Return the response with more parameters."""
        more = ((self.name, "7f3a"), ("session_state", "c1.s2"))
        return replace(response, parameters=(*response.parameters, *more))
