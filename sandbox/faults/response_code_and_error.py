"""ARSP-15: the authorization response holds a code and an error."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import AuthorizationResponse


@dataclass(frozen=True)
class ResponseCodeAndError:
    """Adds an error beside the code; an answer is either one or the other (RFC 6749, 4.1.2)."""

    id: ClassVar[str] = "response_code_and_error"
    error: str = "server_error"

    def authorization_response(self, response: AuthorizationResponse) -> AuthorizationResponse:
        """Return the response with an error as well."""
        return replace(response, parameters=(*response.parameters, ("error", self.error)))
