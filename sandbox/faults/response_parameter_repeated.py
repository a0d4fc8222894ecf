"""ARSP-09: a parameter of the authorization response is given twice."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import AuthorizationResponse


@dataclass(frozen=True)
class ResponseParameterRepeated:
    """Says the parameter `name` twice with the same value (RFC 6749, 3.1), so that whoever takes either goes on."""

    id: ClassVar[str] = "response_parameter_repeated"
    name: Literal["code", "state"] = "code"

    def authorization_response(self, response: AuthorizationResponse) -> AuthorizationResponse:
        """Return the response with that parameter once more at its end."""
        again = tuple(pair for pair in response.parameters if pair[0] == self.name)
        return replace(response, parameters=(*response.parameters, *again))
